package dev.mlintern.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpStack;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A commit of ours is, request by request, the one the official Python client was seen to send.
class OfficialCommitRequestsTest {
  private static final Path CAPTURES =
      Path.of("../shared/fixtures/official-client-requests/python.json");

  @TempDir Path folder;
  private final MockWebServer server = new MockWebServer();
  private final List<RecordedRequest> sent = new ArrayList<>();
  private HttpStack http;
  private HubCommits commits;

  @BeforeEach
  void start() throws IOException {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            sent.add(request);
            return answer(request.getTarget());
          }
        });
    server.start(InetAddress.ofLiteral("127.0.0.1"), 0);
    Settings settings =
        Settings.of(
            Map.of(
                "HF_ENDPOINT",
                "http://127.0.0.1:" + server.getPort(),
                "HF_TOKEN",
                "hf_" + "x".repeat(34)),
            folder);
    http = HttpStack.create(settings, HubCredentials.of(settings));
    commits = new HubCommits(HubClient.create(settings, http));
  }

  @AfterEach
  void stop() {
    http.close();
    server.close();
  }

  @Test
  void a_pull_request_with_a_small_and_a_large_file_is_sent_as_the_official_client_sends_it()
      throws IOException {
    assumeTrue(Files.exists(CAPTURES), "the captures are not here");
    JsonNode captures = JsonMapper.shared().readTree(Files.readString(CAPTURES));
    var request =
        new CommitRequest(
            RepoType.MODEL,
            new RepoId("user/repo"),
            "main",
            "Msg",
            Optional.of("6".repeat(40)),
            true,
            List.of(
                put("a.txt", "hello".getBytes(StandardCharsets.UTF_8)),
                put("w.bin", new byte[64]),
                new CommitChange.DeleteFile(new FilePath("old.txt"))));

    var scope = CallScope.lasting(Duration.ofSeconds(20));
    commits.carryOut(commits.plan(request, scope), TransferProgress.NONE, scope);

    for (String route : List.of("/preupload/main", "/objects/batch", "/commit/main")) {
      JsonNode theirs = capture(captures, route);
      RecordedRequest ours = ours(route);
      assertThat(ours.getMethod()).isEqualTo(theirs.path("method").asString());
      assertThat(ours.getTarget().split("\\?")[0]).isEqualTo(theirs.path("path").asString());
      assertThat(ours.getTarget().contains("create_pr=1"))
          .as(route)
          .isEqualTo(theirs.path("query").toString().contains("create_pr"));
      assertThat(ours.getHeaders().get("Content-Type"))
          .startsWith(theirs.path("headers").path("Content-Type").asString());
    }
    assertThat(json(ours("/preupload/main")))
        .isEqualTo(capture(captures, "/preupload/main").path("json"));
    JsonNode batch = json(ours("/objects/batch"));
    capture(captures, "/objects/batch")
        .path("json")
        .forEachEntry((name, value) -> assertThat(batch.path(name)).as(name).isEqualTo(value));
    assertThat(lines(ours("/commit/main")))
        .containsExactlyInAnyOrderElementsOf(
            capture(captures, "/commit/main")
                .path("ndjson")
                .valueStream()
                // ours names the files of a folder one by one, to say which
                .filter(line -> !line.path("key").asString().equals("deletedFolder"))
                .map(OfficialCommitRequestsTest::withoutDescription)
                .toList());
  }

  /// The recorded commit had a description, ours has none.
  private static JsonNode withoutDescription(JsonNode line) {
    JsonNode copy = line.deepCopy();
    if (copy.path("value") instanceof tools.jackson.databind.node.ObjectNode value) {
      value.remove("description");
    }
    return copy;
  }

  private static List<JsonNode> lines(RecordedRequest request) {
    return request
        .getBody()
        .utf8()
        .lines()
        .map(line -> withoutDescription(JsonMapper.shared().readTree(line)))
        .toList();
  }

  private static CommitChange put(String path, byte[] content) throws IOException {
    return new CommitChange.Put(
        CommitFile.measured(new FilePath(path), new CommitContent.InMemory(content), false));
  }

  private static JsonNode capture(JsonNode captures, String route) {
    return captures
        .valueStream()
        .filter(request -> request.path("path").asString("").endsWith(route))
        .findFirst()
        .orElseThrow();
  }

  private RecordedRequest ours(String route) {
    var targets = new TreeSet<String>();
    sent.forEach(request -> targets.add(request.getTarget()));
    return sent.stream()
        .filter(request -> request.getTarget().split("\\?")[0].endsWith(route))
        .findFirst()
        .orElseThrow(() -> new AssertionError(route + " is not in " + targets));
  }

  private static JsonNode json(RecordedRequest request) {
    return JsonMapper.shared().readTree(request.getBody().utf8());
  }

  private MockResponse answer(String target) {
    String body =
        target.contains("/preupload/")
            ? "{\"files\":[{\"path\":\"a.txt\",\"uploadMode\":\"regular\"},"
                + "{\"path\":\"w.bin\",\"uploadMode\":\"lfs\"}],\"commitOid\":\""
                + "6".repeat(40)
                + "\"}"
            : target.contains("/objects/batch")
                ? "{\"objects\":[{\"oid\":"
                    + "\"f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b\","
                    + "\"size\":64}]}"
                : "{\"commitOid\":\"" + "7".repeat(40) + "\",\"pullRequestUrl\":\"http://x/1\"}";
    return new MockResponse.Builder()
        .addHeader("Content-Type", "application/json")
        .body(body)
        .build();
  }
}
