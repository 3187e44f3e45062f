package dev.mlintern.hub.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.HttpStack;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import tools.jackson.databind.json.JsonMapper;

/// One sandbox, wherever it runs. Thread-safe.
public final class SandboxClient {
  /// How long a sandbox that does not answer is asked again.
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration HEALTH_LIMIT = Duration.ofSeconds(5);
  private static final MediaType JSON = MediaType.get("application/json");

  private final SandboxHttp http;
  private final SandboxFiles files;
  private final SandboxCommands commands;

  /// @param base address of its server
  /// @param token the sandbox's own token, looked up for each call
  public SandboxClient(HttpStack http, HttpUrl base, Supplier<String> token) {
    this(http, base, token, PATIENCE);
  }

  /// @param patience how long a sandbox that does not answer is asked again
  public SandboxClient(HttpStack http, HttpUrl base, Supplier<String> token, Duration patience) {
    this(http, base, token, patience, () -> false);
  }

  /// @param hasEnded whether it is known to be gone for ever, so that nobody need be patient; asked
  ///     when it does not answer
  public SandboxClient(
      HttpStack http,
      HttpUrl base,
      Supplier<String> token,
      Duration patience,
      BooleanSupplier hasEnded) {
    this.http = new SandboxHttp(http, base, token);
    this.files = new SandboxFiles(this.http);
    this.commands = new SandboxCommands(this, patience, hasEnded);
  }

  /// Asks once whether the server is up.
  ///
  /// @throws SandboxException when it is not
  public void health(CallScope scope) {
    HttpRequest request =
        http.request("GET", http.url("health").build(), Optional.empty())
            .withIdempotent(false)
            .withTimeLimit(HEALTH_LIMIT);
    http.send(request, scope);
  }

  /// Runs a program and waits for its end. Asked for once: when the answer is lost, nobody knows
  /// whether it ran, so this is for programs that may be run again, and for the impatient.
  ///
  /// @throws SandboxException broken off, when the stream ended without the exit
  public ExecEnd exec(ExecSpec spec, CallScope scope) {
    RequestBody body =
        RequestBody.create(JsonMapper.shared().writeValueAsBytes(spec.toJson()), JSON);
    HttpRequest request = http.request("POST", http.url("v1/exec").build(), Optional.of(body));
    return http.stream(request, scope, response -> new ExecReader(response.body().source()).read());
  }

  /// Address of its server, which no other sandbox has.
  public String address() {
    return http.address();
  }

  /// Files and directories.
  public SandboxFiles files() {
    return files;
  }

  /// Commands that run exactly once.
  public SandboxCommands commands() {
    return commands;
  }
}
