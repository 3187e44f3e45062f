package dev.mlintern.tools.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubAccount;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubToken;
import dev.mlintern.hub.jobs.HubJobs;
import dev.mlintern.hub.jobs.JobRef;
import dev.mlintern.hub.sandbox.SandboxClient;
import dev.mlintern.policy.BudgetLedger;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.policy.SandboxLeases;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.ToolFailure;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/// What everything about sandboxes works with.
record SandboxWorld(
    Settings settings,
    HubClient hub,
    HubJobs jobs,
    SandboxLeases leases,
    Clock clock,
    SandboxTimes times) {
  private static final int OWNER_CHARS = 16;
  private static final Duration ASKING = Duration.ofSeconds(10);

  SandboxWorld {
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(hub, "hub");
    Objects.requireNonNull(jobs, "jobs");
    Objects.requireNonNull(leases, "leases");
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(times, "times");
  }

  Instant now() {
    return clock.instant();
  }

  /// The Hub as leases name it.
  String endpoint() {
    return hub.endpoint().toString();
  }

  boolean isEmbedded() {
    return SandboxJob.isLoopback(hub.endpoint());
  }

  boolean isHere(SandboxLease lease) {
    return lease.endpoint().equals(endpoint());
  }

  Optional<String> session() {
    return settings.text(Setting.CLAUDE_CODE_SESSION_ID);
  }

  /// @throws ToolFailure when there is none
  String token() {
    return HubToken.find(settings)
        .orElseThrow(
            () ->
                new ToolFailure(
                    "A sandbox needs a Hugging Face token with the right to run jobs: set HF_TOKEN"
                        + " or run `hf auth login`."));
  }

  /// Speaks to a sandbox.
  SandboxClient client(LiveSandbox sandbox) {
    return new SandboxClient(
        hub.http(),
        sandbox.address(),
        () -> SandboxToken.derive(token(), sandbox.lease().nonce()),
        SandboxClient.PATIENCE,
        () -> hasEnded(sandbox.lease()));
  }

  /// Whether the Hub says so; of a Hub that says nothing nobody knows.
  private boolean hasEnded(SandboxLease lease) {
    try {
      return job(lease)
          .map(ref -> jobs.inspect(ref, CallScope.lasting(ASKING)).stage().isFinal())
          .orElse(false);
    } catch (HubException | HttpFailure _) {
      return false;
    }
  }

  String user(CallScope scope) {
    return new HubAccount(hub).whoami(scope).name();
  }

  /// The ledger a lease's charge is in.
  BudgetLedger ledger(SandboxLease lease) {
    return BudgetLedger.of(settings, lease.session(), clock);
  }

  Optional<JobRef> job(SandboxLease lease) {
    return lease.jobId().map(id -> new JobRef(lease.namespace(), id));
  }

  /// Which installation a lease belongs to, without telling the Hub the machine's name.
  String owner() {
    String machine;
    try {
      machine = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      machine = "localhost";
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  (machine + '\0' + settings.stateDirectory()).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, OWNER_CHARS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has the algorithm
    }
  }
}
