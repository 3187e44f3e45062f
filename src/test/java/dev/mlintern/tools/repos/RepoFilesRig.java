package dev.mlintern.tools.repos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCredentials;
import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.localhub.RelayedHub;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.Gate;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolRunner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The tool as the server runs it, gate and all, before an embedded Hub with a network that can
/// fail in between.
final class RepoFilesRig implements AutoCloseable {
  /// What an answer that is not the last says about going on.
  static final Pattern CURSOR = Pattern.compile("cursor \"([^\"]+)\"");
  private static final String TOKEN = "hf_" + "x".repeat(34);

  final Path folder;
  final Path project;
  final EmbeddedHub hub;
  final RelayedHub network;
  private final HttpStack http;
  private final ToolRunner runner;

  private RepoFilesRig(Path folder, boolean signedIn, Map<String, String> more) throws IOException {
    this.folder = folder;
    this.project = Files.createDirectories(folder.resolve("project"));
    this.hub = EmbeddedHub.start(folder.resolve("hub"), 0);
    this.network = RelayedHub.before(hub);
    Map<String, String> environment = new HashMap<>(more);
    environment.putIfAbsent("HF_ENDPOINT", network.endpoint());
    environment.put("ML_INTERN_HOME", folder.resolve("state").toString());
    if (signedIn) {
      environment.put("HF_TOKEN", TOKEN);
    }
    Settings settings = Settings.of(environment, Files.createDirectories(folder.resolve("home")));
    this.http = HttpStack.create(settings, HubCredentials.of(settings));
    this.runner =
        new ToolRunner(
            ToolCatalogue.of(
                List.of(new RepoFilesTool(HubClient.create(settings, http), settings, project))),
            Duration.ofSeconds(60),
            UnaryOperator.identity(),
            Gate.of(settings, Clock.systemUTC()));
  }

  static RepoFilesRig start(Path folder) throws IOException {
    return new RepoFilesRig(folder, true, Map.of());
  }

  static RepoFilesRig start(Path folder, Map<String, String> environment) throws IOException {
    return new RepoFilesRig(folder, true, environment);
  }

  static RepoFilesRig anonymous(Path folder) throws IOException {
    return new RepoFilesRig(folder, false, Map.of());
  }

  /// What the packaged server needs to find this Hub.
  Map<String, String> environment() {
    return Map.of(
        "HF_ENDPOINT", network.endpoint(),
        "HF_TOKEN", TOKEN,
        "HOME", folder.resolve("home").toString(),
        "CLAUDE_PROJECT_DIR", project.toString(),
        "ML_INTERN_HOME", folder.resolve("state").toString());
  }

  /// The answer of a call that must succeed.
  String ok(String json) throws InterruptedException {
    ToolResult result = call(json);
    assertThat(result.isError()).as(result.text()).isFalse();
    return result.text();
  }

  /// The answer of a call that must fail.
  String error(String json) throws InterruptedException {
    ToolResult result = call(json);
    assertThat(result.isError()).as(result.text()).isTrue();
    return result.text();
  }

  /// The answer of an upload to the model `local/m` that must succeed.
  String upload(String arguments) throws InterruptedException {
    return ok("{'operation':'upload','repo_id':'local/m'," + arguments + "}");
  }

  /// The answer of an upload to the model `local/m` that must fail.
  String uploadError(String arguments) throws InterruptedException {
    return error("{'operation':'upload','repo_id':'local/m'," + arguments + "}");
  }

  /// Something that happens when the next commit is on its way to the Hub.
  void beforeTheCommit(Runnable action) {
    var done = new AtomicInteger();
    network.set(
        (request, _) -> {
          if (request.getTarget().contains("/commit/") && done.getAndIncrement() == 0) {
            action.run();
          }
          return Optional.empty();
        });
  }

  /// The same bytes for the same size.
  static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  ToolResult call(String json) throws InterruptedException {
    return call(json, Progress.NONE);
  }

  ToolResult call(String json, Progress progress) throws InterruptedException {
    return runner.runJson(
        "hf_repo_files",
        Optional.of(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
        progress);
  }

  void create(String type, String name) {
    send("POST", "/api/repos/create", "{'type':'" + type + "','name':'" + name + "'}");
  }

  /// A commit that goes round the tool: somebody else's.
  void commit(String repo, String path, String content) {
    send(
        "POST",
        "/api/" + repo + "/commit/main",
        "{'key':'header','value':{'summary':'theirs'}}\n{'key':'file','value':{'path':'"
            + path
            + "','content':'"
            + content
            + "'}}");
  }

  JsonNode get(String path) {
    return JsonMapper.shared().readTree(send("GET", path, ""));
  }

  String text(String path) {
    return new String(bytes(path), StandardCharsets.UTF_8);
  }

  byte[] bytes(String path) {
    return exchange("GET", path, "").body();
  }

  String head(String repo) {
    return get("/api/" + repo + "/commits/main?limit=1").path(0).path("id").asString();
  }

  List<String> titles(String repo) {
    return get("/api/" + repo + "/commits/main")
        .valueStream()
        .map(commit -> commit.path("title").asString())
        .toList();
  }

  List<String> paths(String repo) {
    return get("/api/" + repo + "/tree/main?recursive=true")
        .valueStream()
        .filter(entry -> entry.path("type").asString().equals("file"))
        .map(entry -> entry.path("path").asString())
        .sorted()
        .toList();
  }

  Path local(String path, String content) throws IOException {
    return local(path, content.getBytes(StandardCharsets.UTF_8));
  }

  Path local(String path, byte[] content) throws IOException {
    Path file = project.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  String send(String method, String path, String json) {
    HttpResponse<byte[]> answer = exchange(method, path, json.replace('\'', '"'));
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    assertThat(answer.statusCode()).as(text).isLessThan(300);
    return text;
  }

  private HttpResponse<byte[]> exchange(String method, String path, String body) {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(hub.endpoint() + path))
              .header("Authorization", "Bearer " + TOKEN)
              .header(
                  "Content-Type",
                  path.contains("/commit/") ? "application/x-ndjson" : "application/json")
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    http.close();
    network.close();
    hub.close();
  }

  static String cursor(String answer) {
    Matcher cursor = CURSOR.matcher(answer);
    assertThat(cursor.find()).as(answer).isTrue();
    return cursor.group(1);
  }
}
