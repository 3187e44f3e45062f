package dev.mlintern.tools.sandbox;

import dev.mlintern.hub.jobs.HubJobs;
import dev.mlintern.hub.jobs.Job;
import dev.mlintern.hub.jobs.JobSpec;
import dev.mlintern.hub.jobs.JobVolume;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.policy.SessionId;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;

/// A sandbox as a job of the Hub (spec tools-act §18): what is submitted, and what its labels and
/// its status say.
final class SandboxJob {
  /// On every sandbox, whoever's client made it.
  static final String SANDBOX = "hf-sandbox";

  static final String NONCE = "hf-sandbox-nonce";

  /// When it has to end unless somebody renews it, seconds since the epoch. Only ours have it.
  static final String EXPIRES = "ml-intern-expires";

  static final String OWNER = "ml-intern-owner";
  static final String SESSION = "ml-intern-session";
  static final String NAME = "ml-intern-name";

  private static final String MODE = "hf-sandbox-mode";
  /// How much longer than the lease the sandbox itself waits before it calls itself unused:
  /// commands that run on without a call are known to the keeper alone, and its question counts as
  /// a call.
  private static final Duration IDLE_MARGIN = Duration.ofMinutes(5);

  private static final int PORT = 49_983;
  private static final String SERVER_BUCKET = "huggingface/sbx-server";
  private static final String SERVER_MOUNT = "/.hf-sbx-server";

  /// Needs nothing but `/bin/sh`: the server comes over the network where the image can download,
  /// else from the mounted bucket.
  private static final String BOOTSTRAP =
      """
      server=/tmp/.sbx-server
      { command -v wget >/dev/null && wget -q -O "$server" "$SBX_SERVER_URL"; } ||
        { command -v curl >/dev/null && curl -fsSL -o "$server" "$SBX_SERVER_URL"; } ||
        cp "$SBX_SERVER_MOUNT/sbx-server" "$server" || exit 127
      chmod 755 "$server"
      unset SBX_SERVER_URL SBX_SERVER_MOUNT
      exec "$server"
      """;

  private SandboxJob() {}

  /// What is submitted.
  ///
  /// @param hubToken of the user; in the sandbox only when the order asks for it
  static JobSpec spec(
      SandboxOrder order, SandboxLease lease, String owner, String hubToken, HttpUrl hub) {
    var environment = new LinkedHashMap<>(order.environment());
    environment.put("SBX_PORT", Integer.toString(PORT));
    environment.put("SBX_IDLE_TIMEOUT", Long.toString(lease.idle().plus(IDLE_MARGIN).toSeconds()));
    environment.put("SBX_SERVER_URL", serverUrl(hub));
    environment.put("SBX_SERVER_MOUNT", SERVER_MOUNT);
    var secrets = new LinkedHashMap<>(order.secrets());
    if (order.withHubToken()) {
      secrets.put("HF_TOKEN", hubToken);
    }
    secrets.put("SBX_TOKEN", SandboxToken.derive(hubToken, lease.nonce()));
    var volumes = new ArrayList<>(order.volumes());
    volumes.add(
        new JobVolume(
            "bucket",
            SERVER_BUCKET,
            SERVER_MOUNT,
            Optional.of(true),
            Optional.empty(),
            Optional.empty()));
    return new JobSpec(
        order.image(),
        List.of("/bin/sh", "-c", BOOTSTRAP),
        environment,
        secrets,
        lease.hardware(),
        Duration.between(lease.createdAt(), lease.ends()),
        labels(lease, owner),
        volumes,
        List.of(PORT));
  }

  private static String serverUrl(HttpUrl hub) {
    return hub.newBuilder()
        .addPathSegments("buckets/" + SERVER_BUCKET + "/resolve/sbx-server")
        .build()
        .toString();
  }

  /// All labels of a sandbox as its lease stands.
  ///
  /// @param owner the machine and state folder whose lease it is
  static Map<String, String> labels(SandboxLease lease, String owner) {
    var labels = new LinkedHashMap<String, String>();
    labels.put(SANDBOX, "1");
    labels.put(MODE, "dedicated");
    labels.put(NONCE, lease.nonce());
    labels.put(HubJobs.REQUEST_LABEL, lease.nonce());
    labels.put(OWNER, owner);
    labels.put(NAME, lease.name());
    lease.session().filter(SessionId::isPlain).ifPresent(id -> labels.put(SESSION, id));
    labels.put(EXPIRES, Long.toString(lease.expires().getEpochSecond()));
    return labels;
  }

  /// When a sandbox of ours expires by its label.
  static Optional<Instant> expires(Job job) {
    try {
      return Optional.ofNullable(job.labels().get(EXPIRES))
          .map(text -> Instant.ofEpochSecond(Long.parseLong(text)));
    } catch (NumberFormatException | DateTimeException _) {
      return Optional.empty();
    }
  }

  /// Where the sandbox answers, once the Hub says so.
  ///
  /// @throws IllegalArgumentException for an address the user's token must not be sent to
  static Optional<HttpUrl> address(Job job, HttpUrl hub) {
    for (String text : job.status().exposeUrls()) {
      if (text.contains("--" + PORT + ".")) {
        HttpUrl url = HttpUrl.parse(text);
        if (url == null || !isTrusted(url, hub)) {
          throw new IllegalArgumentException(
              "the Hub names an address that is none of Hugging Face's for the sandbox: " + text);
        }
        return Optional.of(url);
      }
    }
    return Optional.empty();
  }

  private static boolean isTrusted(HttpUrl url, HttpUrl hub) {
    boolean cloud = url.isHttps() && url.host().endsWith(".hf.jobs");
    return cloud || isLoopback(hub) && url.host().equals(hub.host());
  }

  /// Whether the Hub is an embedded one on this machine: nothing is billed there.
  static boolean isLoopback(HttpUrl hub) {
    return hub.host().equals("localhost")
        || hub.host().equals("::1")
        || hub.host().matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }
}
