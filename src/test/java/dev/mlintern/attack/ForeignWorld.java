package dev.mlintern.attack;

import dev.mlintern.cli.ProductTools;
import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.localhub.RelayedHub;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.ToolResult;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okio.Buffer;

/// Every service the tools ask, the Hub among them a real embedded one, with somebody in between
/// who plants texts into what they answer.
final class ForeignWorld implements AutoCloseable {
  /// What the one in between does to an answer.
  @FunctionalInterface
  interface Meddling {
    Meddling NONE = (_, healthy) -> healthy;

    MockResponse with(RecordedRequest request, MockResponse healthy);
  }

  private static final String TOKEN = "hf_" + "x".repeat(34);
  private static final String SHA = "0123456789abcdef0123456789abcdef01234567";
  private static final Set<String> UNTOUCHED = Set.of("/api/whoami-v2");

  private final EmbeddedHub hub;
  private final RelayedHub network;
  private final Map<String, MockResponse> canned = new LinkedHashMap<>();
  private final Map<String, MockResponse> remembered = new ConcurrentHashMap<>();
  private final Map<String, String> environment = new ConcurrentHashMap<>();
  private final Path folder;
  private int products;
  private ProductTools product;
  private volatile boolean isFrozen;
  private volatile Meddling meddling = Meddling.NONE;

  private ForeignWorld(Path folder) throws IOException {
    this.folder = folder;
    SeededHub.fill(folder.resolve("hub"));
    hub = EmbeddedHub.start(folder.resolve("hub"), 0);
    network = RelayedHub.before(hub);
    network.set(this::answer);
    CannedServices.fill(canned, SHA);
    String base = network.endpoint();
    environment.put("HF_ENDPOINT", base);
    environment.put("HF_TOKEN", TOKEN);
    environment.put("GITHUB_TOKEN", "t" + "y".repeat(30));
    environment.put("ML_INTERN_S2_API", base);
    environment.put("ML_INTERN_ARXIV", base + "/arxiv");
    environment.put("ML_INTERN_ARXIV_API", base + "/arxivapi");
    environment.put("ML_INTERN_AR5IV", base + "/ar5iv");
    environment.put("ML_INTERN_GITHUB_API", base + "/gh");
    environment.put("SEARXNG_URL", base + "/searx");
    environment.put("ML_INTERN_ALLOW_SCHEDULED", "1");
    product = product();
  }

  static ForeignWorld start(Path folder) throws IOException {
    return new ForeignWorld(folder);
  }

  private ProductTools product() throws IOException {
    Path home = Files.createDirectories(folder.resolve("home" + products++));
    environment.put("ML_INTERN_HOME", home.resolve("state").toString());
    return ProductTools.of(Settings.of(environment, home));
  }

  /// From the next request on, with a product that remembers nothing of those before.
  void set(Meddling next) throws IOException {
    product.close();
    meddling = next;
    product = product();
  }

  /// From here on the Hub answers what it answered last: nothing that is asked of it changes it any
  /// more, and a job that no longer says how it is doing is not waited for.
  void freeze() throws IOException {
    isFrozen = true;
    environment.put("ML_INTERN_TOOL_TIMEOUT", "1");
    set(Meddling.NONE);
  }

  /// The names of all tools the product serves.
  Set<String> tools() {
    return new TreeSet<>(product.runner().catalogue().names());
  }

  private Optional<MockResponse> answer(RecordedRequest request, Supplier<MockResponse> relay) {
    String path = request.getUrl().encodedPath();
    String call = request.getMethod() + " " + request.getTarget();
    MockResponse healthy = canned.get(path);
    if (healthy == null && isFrozen) {
      healthy = remembered.get(call);
    }
    if (healthy == null) {
      healthy = relay.get();
      remembered.put(call, healthy);
    }
    MockResponse shown = UNTOUCHED.contains(path) ? healthy : meddling.with(request, healthy);
    // MockWebServer does not set TCP_NODELAY: on a used connection each answer waits 40 ms.
    return Optional.of(shown.newBuilder().setHeader("Connection", "close").build());
  }

  static String body(MockResponse response) {
    try (Buffer buffer = new Buffer()) {
      if (response.getBody() != null) {
        response.getBody().writeTo(buffer);
      }
      return buffer.readUtf8();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /// @param arguments JSON in single quotes
  ToolResult call(String tool, String arguments) throws InterruptedException {
    return callExactly(tool, arguments.replace('\'', '"'));
  }

  ToolResult callExactly(String tool, String arguments) throws InterruptedException {
    return product
        .runner()
        .runJson(tool, Optional.of(arguments.getBytes(StandardCharsets.UTF_8)), Progress.NONE);
  }

  /// A call past the tools.
  ///
  /// @param json in single quotes
  String hub(String method, String path, String json) throws IOException, InterruptedException {
    return hubExactly(method, path, json.replace('\'', '"'));
  }

  String hubExactly(String method, String path, String json)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(hub.endpoint() + path))
                  .header("Authorization", "Bearer " + TOKEN)
                  .header("Content-Type", "application/json")
                  .method(method, HttpRequest.BodyPublishers.ofString(json))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new AssertionError(method + " " + path + ": " + answer.body());
      }
      return answer.body();
    }
  }

  static byte[] resource(String name) {
    try (InputStream in = ForeignWorld.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    product.close();
    network.close();
    hub.close();
  }
}
