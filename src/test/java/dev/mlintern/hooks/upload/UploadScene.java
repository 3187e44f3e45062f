package dev.mlintern.hooks.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCredentials;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubRepos;
import dev.mlintern.hub.RepoId;
import dev.mlintern.hub.RepoType;
import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonWriter;
import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A user with transcripts and a token, and the embedded Hub their sessions go to.
final class UploadScene implements AutoCloseable {
  static final RepoId DATASET = new RepoId("local/ml-intern-sessions");
  static final String SESSION = "0f8fad5b-d9cb-469f-a165-70867728950e";
  static final String PLACE = "sessions/2026-11-20/" + SESSION + ".jsonl";

  private final Path folder;
  final Path projects;
  private final String token = "hf_" + "t".repeat(34);
  private final EmbeddedHub server;
  private HttpStack http;

  private UploadScene(Path folder) throws IOException {
    this.folder = folder;
    server = EmbeddedHub.start(folder.resolve("hub"), 0);
    projects = Files.createDirectories(folder.resolve("claude/projects/-work-proj"));
  }

  static UploadScene start(Path folder) throws IOException {
    return new UploadScene(folder);
  }

  static String user(String text) {
    return said("user", "\"" + text + "\"");
  }

  static String assistant(String text) {
    return said("assistant", "[{\"type\":\"text\",\"text\":\"" + text + "\"}]");
  }

  private static String said(String role, String content) {
    return ("{\"type\":\"%s\",\"uuid\":\"u\",\"parentUuid\":null,\"sessionId\":\"s\",\"cwd\":\"/work/proj\","
                + "\"timestamp\":\"2026-11-20T10:00:00.000Z\",\"message\":{\"role\":\"%s\",\"content\":%s}}")
        .formatted(role, role, content);
  }

  void write(String file, String... lines) throws IOException {
    Path path = projects.resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, List.of(lines));
  }

  String transcript() {
    return projects.resolve(SESSION + ".jsonl").toString();
  }

  void end(String session) throws IOException {
    assertThat(
            UploadQueue.of(settings(Map.of()), Clock.systemUTC())
                .accept(payload(session, projects.resolve(session + ".jsonl").toString())))
        .isTrue();
  }

  static JsonObject payload(String session, String transcript) {
    return JsonObject.builder()
        .put("session_id", session)
        .put("transcript_path", transcript)
        .put("reason", "other")
        .build();
  }

  List<UploadEntry> run(Map<String, String> environment) throws IOException {
    var told = new ArrayList<UploadEntry>();
    uploads(environment).run(told::add);
    return told;
  }

  UploadEntry now(String which) throws IOException {
    return uploads(Map.of()).now(which);
  }

  private SessionUploads uploads(Map<String, String> environment) {
    return new SessionUploads(
        settings(environment), Clock.systemUTC(), Map.of(), hub(environment), Duration.ofMillis(1));
  }

  HubClient hub(Map<String, String> environment) {
    if (http != null) {
      http.close();
    }
    Settings settings = settings(environment);
    http = HttpStack.create(settings, HubCredentials.of(settings));
    return HubClient.create(settings, http);
  }

  Settings settings(Map<String, String> environment) {
    var complete = new HashMap<String, String>();
    complete.put("HF_ENDPOINT", server.endpoint().toString());
    complete.put("HF_TOKEN", token);
    complete.put("ML_INTERN_HOME", folder.resolve("state").toString());
    complete.put("CLAUDE_CONFIG_DIR", folder.resolve("claude").toString());
    complete.putAll(environment);
    return Settings.of(complete, folder);
  }

  boolean exists() {
    try {
      new HubRepos(hub(Map.of())).infoNow(RepoType.DATASET, DATASET, scope());
      return true;
    } catch (HubException _) {
      return false;
    }
  }

  List<String> lines(String place) throws IOException {
    return download(place).lines().toList();
  }

  String download(String place) throws IOException {
    HttpResponse<String> answer =
        call(
            HttpRequest.newBuilder(
                URI.create(server.endpoint() + "/datasets/" + DATASET + "/resolve/main/" + place)));
    assertThat(answer.statusCode()).as(place).isEqualTo(200);
    return answer.body();
  }

  int commits() throws IOException {
    String path = "/api/datasets/" + DATASET + "/commits/main";
    HttpResponse<String> answer =
        call(HttpRequest.newBuilder(URI.create(server.endpoint() + path)));
    return JsonReader.read(answer.body()) instanceof JsonArray array ? array.size() : -1;
  }

  void setPrivate(boolean isPrivate) throws IOException {
    String body = "{\"visibility\":" + JsonWriter.quote(isPrivate ? "private" : "public") + "}";
    HttpResponse<String> answer =
        call(
            HttpRequest.newBuilder(
                    URI.create(server.endpoint() + "/api/datasets/" + DATASET + "/settings"))
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json"));
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> call(HttpRequest.Builder request) throws IOException {
    try (HttpClient client =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build()) {
      return client.send(
          request.header("Authorization", "Bearer " + token).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  static CallScope scope() {
    return CallScope.lasting(Duration.ofSeconds(30));
  }

  @Override
  public void close() throws IOException {
    if (http != null) {
      http.close();
    }
    server.close();
  }
}
