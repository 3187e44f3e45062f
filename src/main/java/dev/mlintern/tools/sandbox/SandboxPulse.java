package dev.mlintern.tools.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.http.HttpReply;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.policy.SandboxLease;
import java.time.Duration;
import java.util.Optional;
import okhttp3.HttpUrl;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whether a sandbox answers, and whether it is at work.
final class SandboxPulse {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int LOOKS = 3;
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;

  private final SandboxWorld world;

  SandboxPulse(SandboxWorld world) {
    this.world = world;
  }

  /// Asks with the sandbox's own token as well: a health page alone could be anybody's.
  ///
  /// @return empty when it answers, else what it did instead
  Optional<String> trouble(HttpUrl address, SandboxLease lease, String hubToken, CallScope scope) {
    try {
      HttpReply health = get(address, "health", Optional.empty(), scope);
      if (health.status() != OK) {
        return Optional.of("HTTP " + health.status() + " from /health");
      }
      HttpReply processes = processes(address, lease, hubToken, scope);
      return switch (processes.status()) {
        case OK -> Optional.empty();
        case UNAUTHORIZED -> Optional.of("it refuses its own token (HTTP 401)");
        default -> Optional.of("HTTP " + processes.status() + " from /v1/processes");
      };
    } catch (HttpFailure e) {
      scope.throwIfCancelled();
      return Optional.of(e.getMessage());
    }
  }

  /// Whether a command or anything started in the background is running. One stumble is no answer:
  /// work would be lost. When nobody can tell after a few tries, it is not: an unused sandbox that
  /// does not answer costs money for nothing.
  boolean isAtWork(LiveSandbox sandbox, CallScope scope) {
    for (int look = 1; ; look++) {
      try {
        return anyWork(sandbox, scope);
      } catch (RuntimeException _) {
        if (look == LOOKS) {
          return false;
        }
      }
    }
  }

  private boolean anyWork(LiveSandbox sandbox, CallScope scope) {
    if (world.client(sandbox).commands().anyRuns(scope)) {
      return true;
    }
    HttpReply reply = processes(sandbox.address(), sandbox.lease(), world.token(), scope);
    return reply.status() == OK && anyRuns(JsonMapper.shared().readTree(reply.body()));
  }

  /// The list is the answer itself or a member of it; the specification does not say.
  private boolean anyRuns(JsonNode json) {
    JsonNode list = json.isArray() ? json : json.path("processes");
    return list.valueStream().anyMatch(process -> process.path("running").asBoolean(false));
  }

  private HttpReply processes(
      HttpUrl address, SandboxLease lease, String hubToken, CallScope scope) {
    return get(
        address, "v1/processes", Optional.of(SandboxToken.derive(hubToken, lease.nonce())), scope);
  }

  private HttpReply get(HttpUrl address, String path, Optional<String> token, CallScope scope) {
    HttpUrl url = address.newBuilder().addPathSegments(path).build();
    HttpRequest plain =
        HttpRequest.get(url)
            .withCredential(HttpRequest.Credential.WANTED)
            .withRedirects(HttpRequest.Redirects.SAME_ORIGIN)
            .withIdempotent(false)
            .withTimeLimit(LIMIT);
    return world
        .hub()
        .http()
        .send(token.map(value -> plain.withHeader("X-Sandbox-Token", value)).orElse(plain), scope);
  }
}
