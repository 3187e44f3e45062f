package dev.mlintern.localhub.jobs;

import dev.mlintern.localhub.sandbox.LocalSandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A job that is a sandbox (spec tools-act §18): its command would download the sandbox server, so
/// the embedded Hub runs its own in place of it, over the job's folder.
///
/// @param token what callers must show
/// @param port the exposed one
/// @param idleTimeout zero for never
record SandboxBoot(String token, int port, Duration idleTimeout) {
  private static final String PREFIX = "SBX_";

  /// The sandbox a request asks for; empty for any other job.
  static Optional<SandboxBoot> of(JobRequest request) {
    String token = request.secrets().getOrDefault("SBX_TOKEN", "");
    boolean boots =
        request.command().stream().anyMatch(word -> word.contains("SBX_SERVER"))
            && request.environment().containsKey("SBX_PORT");
    boolean labelled =
        "1".equals(request.labels().get("hf-sandbox"))
            && !"pool".equals(request.labels().get("hf-sandbox-mode"));
    if (!boots || !labelled || token.isBlank()) {
      return Optional.empty();
    }
    return Optional.of(
        new SandboxBoot(
            token,
            (int) number(request.environment(), "SBX_PORT", 49_983),
            Duration.ofSeconds(number(request.environment(), "SBX_IDLE_TIMEOUT", 600))));
  }

  private static long number(Map<String, String> environment, String name, long otherwise) {
    String text = environment.getOrDefault(name, "");
    return text.matches("\\d{1,9}") ? Long.parseLong(text) : otherwise;
  }

  /// @param variables of the job; the sandbox's own are not passed on
  LocalSandbox start(Path folder, Map<String, String> variables) throws IOException {
    var environment = new HashMap<>(variables);
    environment.keySet().removeIf(name -> name.startsWith(PREFIX));
    return LocalSandbox.start(
        folder, token, idleTimeout, environment, LocalSandbox.DEFAULT_MAX_FILE_BYTES);
  }

  /// Where it is reached. Clients look for the entry with `--<port>.` in it and put their paths
  /// behind.
  String address(LocalJob job, LocalSandbox sandbox) {
    return sandbox.url() + "/" + job.id() + "--" + port + ".local";
  }
}
