package dev.mlintern.localhub.sandbox;

import dev.mlintern.json.JsonObject;
import dev.mlintern.localhub.web.Handler;
import dev.mlintern.localhub.web.HttpDoor;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Reply;
import dev.mlintern.localhub.web.Request;
import dev.mlintern.localhub.web.Router;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// One sandbox on this machine: the protocol of spec tools-act §18 on loopback, over a folder and
/// the processes started in it. See the package for what it does not protect from.
public final class LocalSandbox implements AutoCloseable {
  /// No limit.
  public static final long DEFAULT_MAX_FILE_BYTES = Long.MAX_VALUE;

  private final SandboxProcesses processes;
  private final IdleWatch idle;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private HttpDoor door;

  private LocalSandbox(SandboxProcesses processes, Duration idleTimeout) {
    this.processes = processes;
    this.idle = new IdleWatch(idleTimeout, this::close);
  }

  /// @param folder made if it is not there; stays when the sandbox ends
  /// @param token what callers must show as `X-Sandbox-Token`
  /// @param idleTimeout ends itself after this long without a call under way; zero for never
  public static LocalSandbox start(Path folder, String token, Duration idleTimeout)
      throws IOException {
    return start(folder, token, idleTimeout, Map.of(), DEFAULT_MAX_FILE_BYTES);
  }

  /// @param environment variables every process is given
  /// @param maxFileBytes largest file a process may write; `Long.MAX_VALUE` for no limit
  public static LocalSandbox start(
      Path folder,
      String token,
      Duration idleTimeout,
      Map<String, String> environment,
      long maxFileBytes)
      throws IOException {
    if (token.isBlank()) {
      throw new IllegalArgumentException("a sandbox needs a token");
    }
    SandboxFolder own = SandboxFolder.make(Objects.requireNonNull(folder, "folder"));
    var processes = new SandboxProcesses(own, environment, maxFileBytes);
    var sandbox = new LocalSandbox(processes, idleTimeout);
    Router.Builder routes = Router.builder();
    routes.get("/health", _ -> Reply.json(JsonObject.builder().put("status", "ok").build()));
    Router.Builder inner = Router.builder();
    new ExecRoutes(own, processes).addTo(inner);
    new FilesRoutes(own).addTo(inner);
    routes.otherwise(sandbox.checked(token, inner.build()));
    Router served = routes.build();
    sandbox.door =
        HttpDoor.open(
            0,
            Router.builder().otherwise(request -> served.handle(withoutPortName(request))).build());
    sandbox.idle.start();
    return sandbox;
  }

  /// Clients know a sandbox by an address with its port in the host's name, and an address on
  /// loopback can carry that in its path alone: `/<job>--49983.local/health` means `/health`.
  private static Request withoutPortName(Request request) {
    String path = request.rawPath();
    int next = path.indexOf('/', 1);
    boolean named = next > 0 && path.substring(1, next).matches("[0-9a-f]+--\\d+\\.local");
    return named
        ? new Request(
            request.method(),
            path.substring(next),
            request.rawQuery(),
            request.pathValues(),
            request.query(),
            request.headers(),
            request.body(),
            request.endpoint())
        : request;
  }

  private Handler checked(String token, Router inner) {
    byte[] expected = token.getBytes(StandardCharsets.UTF_8);
    return request -> {
      byte[] shown = request.header("x-sandbox-token").orElse("").getBytes(StandardCharsets.UTF_8);
      if (!MessageDigest.isEqual(expected, shown)) {
        throw HubError.of(401, "invalid sandbox token");
      }
      return idle.during(inner.handle(request));
    };
  }

  /// `http://127.0.0.1:<port>`, no slash at the end.
  public URI url() {
    return door.endpoint();
  }

  /// Done when the sandbox has ended, by [#close] or by itself.
  public CompletionStage<Void> ended() {
    return ended.minimalCompletionStage();
  }

  /// Kills every process and stops listening. Does nothing the second time.
  @Override
  public synchronized void close() {
    if (ended.isDone()) {
      return;
    }
    idle.stop();
    processes.killAll();
    door.close();
    processes.killAll();
    ended.complete(null);
  }
}
