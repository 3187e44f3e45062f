package dev.mlintern.hub.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubCredentials;
import dev.mlintern.localhub.sandbox.LocalSandbox;
import dev.mlintern.settings.Settings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the way to a sandbox does to its answers, and who may ask.
class SandboxAnswersTest {
  private static final String TOKEN = "sandbox-token";

  @TempDir private Path folder;

  private final CallScope scope = CallScope.lasting(Duration.ofSeconds(60));
  private LocalSandbox sandbox;
  private HttpStack http;

  @BeforeEach
  void start() throws Exception {
    sandbox = LocalSandbox.start(folder, TOKEN, Duration.ZERO);
    http = HttpStack.create(Settings.of(Map.of(), Path.of("/nowhere")), List.of());
  }

  @AfterEach
  void stop() {
    sandbox.close();
    http.close();
  }

  @Test
  void lost_answers_are_asked_for_and_nothing_runs_twice() throws Exception {
    var calls = new AtomicInteger();
    try (var gateway = new MockWebServer()) {
      gateway.setDispatcher(
          new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
              String answer = forward(request);
              return switch (calls.incrementAndGet()) {
                case 1 -> new MockResponse.Builder().code(502).body("<html>bad</html>").build();
                case 2 -> new MockResponse.Builder().code(504).body("<html>slow</html>").build();
                case 5 -> new MockResponse.Builder().code(500).body("{\"error\":\"Oops\"}").build();
                case 3 ->
                    new MockResponse.Builder()
                        .body(answer.substring(0, answer.indexOf("{\"event\":\"exit\"")))
                        .build();
                case 4 ->
                    new MockResponse.Builder()
                        .body(answer)
                        .onResponseBody(new SocketEffect.CloseSocket())
                        .build();
                default -> new MockResponse.Builder().body(answer).build();
              };
            }
          });
      gateway.start();

      CommandState state =
          client(gateway.url("/")).commands().run("gw", spec("echo x >>gw; exit 5", 20, 1), scope);

      assertThat(state.exitCode()).isEqualTo(5);
    }
    assertThat(calls.get()).isGreaterThanOrEqualTo(6);
    assertThat(Files.readString(folder.resolve("app/gw"))).isEqualTo("x\n");
  }

  @Test
  void one_connection_serves_command_after_command() throws Exception {
    try (var gateway = new MockWebServer()) {
      gateway.setDispatcher(
          new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
              return new MockResponse.Builder().chunkedBody(forward(request), 64).build();
            }
          });
      gateway.start();
      SandboxClient there = client(gateway.url("/"));

      for (int i = 0; i < 3; i++) {
        there.exec(ExecSpec.of("echo", "x"), scope);
        assertThat(gateway.takeRequest().getConnectionIndex()).isZero();
      }
    }
  }

  @Test
  void an_exit_counts_although_the_answer_does_not_end() throws Exception {
    try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String line = "{\"event\":\"exit\",\"exit_code\":7}\n";
      String answer =
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
              + Integer.toHexString(line.length())
              + "\r\n"
              + line
              + "\r\n";
      Thread.startVirtualThread(
          () -> {
            try (var socket = listening.accept()) {
              socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
              socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            } catch (java.io.IOException _) {
              // Broken off by the client, as it should be.
            }
          });
      HttpUrl there = HttpUrl.get("http://127.0.0.1:" + listening.getLocalPort());

      assertThat(client(there).exec(ExecSpec.of("true"), scope).exitCode()).isEqualTo(7);
    }
  }

  @Test
  void a_wrong_token_gets_nothing() {
    var stranger =
        new SandboxClient(http, HttpUrl.get(sandbox.url()), () -> "wrong", Duration.ZERO);

    stranger.health(scope);
    assertThatThrownBy(() -> stranger.exec(ExecSpec.of("true"), scope))
        .isInstanceOfSatisfying(
            SandboxException.class,
            e -> assertThat(e.fault()).isEqualTo(SandboxException.Fault.UNAUTHORIZED));
  }

  @Test
  void the_hub_token_goes_to_no_host_that_is_not_on_its_list() throws Exception {
    try (var foreign = new MockWebServer()) {
      foreign.setDispatcher(
          new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
              return new MockResponse.Builder().body("{}").build();
            }
          });
      foreign.start();
      String address = foreign.url("/").toString();
      assertThat(authorization(foreign, Map.of())).isNull();
      assertThat(authorization(foreign, Map.of("HF_ENDPOINT", "http://hub.example"))).isNull();
      assertThat(authorization(foreign, Map.of("HF_ENDPOINT", address))).startsWith("Bearer ");
    }
  }

  /// What a call to a sandbox there carries.
  private static String authorization(MockWebServer server, Map<String, String> more)
      throws Exception {
    var environment = new java.util.HashMap<>(more);
    environment.put("HF_TOKEN", "hf_" + "x".repeat(34));
    Settings settings = Settings.of(environment, Path.of("/nowhere"));
    try (HttpStack stack = HttpStack.create(settings, HubCredentials.of(settings))) {
      var there = new SandboxClient(stack, server.url("/"), () -> TOKEN, Duration.ZERO);
      there.files().stat("/app/x", CallScope.lasting(Duration.ofSeconds(20)));
      RecordedRequest request = server.takeRequest();
      assertThat(request.getHeaders().get(SandboxHttp.TOKEN_HEADER)).isEqualTo(TOKEN);
      return request.getHeaders().get("Authorization");
    }
  }

  private SandboxClient client(HttpUrl url) {
    return new SandboxClient(http, url, () -> TOKEN);
  }

  private static CommandSpec spec(String line, int limit, int grace) {
    return new CommandSpec(
        List.of("bash", "-c", line),
        "/app",
        Map.of(),
        Duration.ofSeconds(limit),
        Duration.ofSeconds(grace),
        Optional.empty());
  }

  private String forward(RecordedRequest request) {
    var wire =
        new Request.Builder()
            .url(sandbox.url() + request.getTarget())
            .header(SandboxHttp.TOKEN_HEADER, TOKEN)
            .method(request.getMethod(), RequestBody.create(request.getBody().toByteArray(), null))
            .build();
    try (Response response = new OkHttpClient().newCall(wire).execute()) {
      return response.body().string();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
