package dev.mlintern.localhub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.HubCalls.Answer;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests the official clients really sent, captured elsewhere, sent again in their order.
class CapturedRequestsTest {
  private static final Path CAPTURES = Path.of("../shared/fixtures/official-client-requests");

  /// What this Hub has to answer so far; a new endpoint group removes its line here.
  private static final Pattern NOT_YET =
      Pattern.compile(
          "/api/(collections|papers|daily_papers).*"
              + "|/api/spaces/.*/(secrets|variables|runtime|hardware|sleeptime|restart|duplicate)"
              + "|/s3/.*|/api/verify");

  private static final Set<String> HEADERS_OF_THE_HTTP_LIBRARY =
      Set.of(
          "accept-encoding",
          "connection",
          "content-length",
          "host",
          "accept-language",
          "sec-fetch-mode",
          "authorization");

  private static final String ZEROS_SHA256 =
      "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b";

  /// The captured commits name a parent nobody has.
  private static final String MADE_UP_PARENT = "\"parentCommit\":\"" + "6".repeat(40) + "\"";

  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(strings = {"python", "javascript"})
  void captured_requests_get_the_answers_the_client_needs(String language) throws IOException {
    Path captures = CAPTURES.resolve(language + ".json");
    assumeTrue(Files.exists(captures), "no captures beside this checkout");
    new SeedFolder(root)
        .file(
            "users.json",
            "{\"defaultUser\":\"hub.js\",\"users\":[{\"name\":\"hub.js\",\"orgs\":["
                + "{\"name\":\"user\"},{\"name\":\"x\"},{\"name\":\"stabilityai\"}]}]}")
        .file("models/x/one/config.json", "{}")
        .file("models/x/one/sub dir/config.json", "{}")
        .file("models/x/one/a/b c/deep.txt", "x")
        .file("datasets/x/one/config.json", "{}")
        .file("models/user/repo/old.txt", "x")
        .file("models/user/repo/dir/a.txt", "x")
        .file("models/user/a/a.txt", "x")
        .file("models/stabilityai/stable-diffusion-2-1/config.json", "{}")
        .file("models/google-bert/bert-base-uncased/config.json", "{}");
    try (var hub = EmbeddedHub.start(root, 0)) {
      openPullRequests(hub);
      Map<String, String> jobs = startJobs(hub);
      List<String> wrong = new ArrayList<>();
      int sent = 0;
      for (JsonValue value : (JsonArray) JsonReader.read(Files.readString(captures))) {
        var capture = (JsonObject) value;
        String path = capture.string("path").orElseThrow();
        if (!NOT_YET.matcher(path).matches()) {
          sent++;
          if (path.endsWith("/merge")) {
            // The captured client closed it just before.
            HubCalls.signedIn(hub).post(path.replace("/merge", "/status"), "{\"status\":\"open\"}");
          }
          int status = replay(hub, capture, renamed(path, jobs));
          int wanted = (int) capture.integer("answered").orElseThrow();
          if (status != wanted) {
            wrong.add(
                capture.string("method").orElseThrow()
                    + " "
                    + path
                    + ": "
                    + status
                    + ", not "
                    + wanted);
          }
        }
      }
      assertThat(wrong).isEmpty();
      assertThat(sent).isGreaterThan(20);
    }
  }

  /// A job and a schedule in place of the two that the captured requests name.
  private static Map<String, String> startJobs(EmbeddedHub hub) {
    String spec =
        "{\"command\":[\"true\"],\"flavor\":\"cpu-basic\",\"dockerImage\":\"python:3.12\"}";
    HubCalls me = HubCalls.signedIn(hub);
    return Map.of(
        "687fb701029421ae5549d998",
        me.post("/api/jobs/hub.js", spec).object().string("id").orElseThrow(),
        "9".repeat(24),
        me.post("/api/scheduled-jobs/hub.js", "{\"schedule\":\"@yearly\",\"jobSpec\":" + spec + "}")
            .object()
            .string("id")
            .orElseThrow());
  }

  private static String renamed(String path, Map<String, String> ids) {
    String renamed = path;
    for (Map.Entry<String, String> id : ids.entrySet()) {
      renamed = renamed.replace(id.getKey(), id.getValue());
    }
    return renamed;
  }

  /// What the capturing server took for granted: two pull requests, and a large file of `user/repo`
  /// that is uploaded.
  private static void openPullRequests(EmbeddedHub hub) {
    HubCalls me = HubCalls.signedIn(hub);
    for (String repo : List.of("models/x/one", "models/stabilityai/stable-diffusion-2-1")) {
      me.post(
          "/api/" + repo + "/discussions",
          "{\"title\":\"A pull request\",\"description\":\"\",\"pullRequest\":true}");
      me.send(
          "POST",
          "/api/" + repo + "/commit/refs%2Fpr%2F1",
          BodyPublishers.ofString(
              "{\"key\":\"header\",\"value\":{\"summary\":\"More\"}}\n"
                  + HubCalls.file("sub dir/config.json", "{\"a\":1}")));
    }
    String batch =
        me.post(
                "/user/repo.git/info/lfs/objects/batch",
                "{\"operation\":\"upload\",\"objects\":[{\"oid\":\""
                    + ZEROS_SHA256
                    + "\",\"size\":64}]}")
            .text();
    var href = Pattern.compile("http[^\"]*/lfs/[^\"]*").matcher(batch);
    assertThat(href.find()).as(batch).isTrue();
    me.send("PUT", href.group(), BodyPublishers.ofByteArray(new byte[64]));
  }

  private static int replay(EmbeddedHub hub, JsonObject capture, String path) {
    JsonObject headers = capture.object("headers").orElseThrow();
    boolean signedIn = headers.names().stream().anyMatch("authorization"::equalsIgnoreCase);
    HubCalls calls = signedIn ? HubCalls.signedIn(hub) : HubCalls.anonymous(hub);
    List<String> sent = new ArrayList<>();
    headers
        .members()
        .forEach(
            (name, value) -> {
              if (!HEADERS_OF_THE_HTTP_LIBRARY.contains(name.toLowerCase(Locale.ROOT))) {
                sent.add(name);
                sent.add(((JsonString) value).value());
              }
            });
    String query = query(capture);
    Answer answer =
        calls.send(
            capture.string("method").orElseThrow(),
            query.isEmpty() ? path : path + "?" + query,
            body(capture),
            sent.toArray(String[]::new));
    // The captured settings call comes after the rename; the client follows.
    return answer.status() == 307 && path.endsWith("/settings") ? 200 : answer.status();
  }

  private static String query(JsonObject capture) {
    return StreamSupport.stream(capture.array("query").orElse(JsonArray.of()).spliterator(), false)
        .map(pair -> ((JsonArray) pair).elements())
        .filter(pair -> !text(pair.getFirst()).equals("cursor"))
        .map(pair -> encode(text(pair.getFirst())) + "=" + encode(text(pair.getLast())))
        .collect(Collectors.joining("&"));
  }

  private static String text(JsonValue value) {
    return ((JsonString) value).value();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static BodyPublisher body(JsonObject capture) {
    if (capture.has("ndjson")) {
      return BodyPublishers.ofString(
          capture.array("ndjson").orElseThrow().stream()
              .map(JsonValue::toJson)
              .map(line -> line.replace(MADE_UP_PARENT, "\"parentCommit\":\"\""))
              .collect(Collectors.joining("\n")));
    }
    return capture
        .get("json")
        .map(JsonValue::toJson)
        .or(() -> capture.string("form"))
        .map(BodyPublishers::ofString)
        .orElseGet(BodyPublishers::noBody);
  }
}
