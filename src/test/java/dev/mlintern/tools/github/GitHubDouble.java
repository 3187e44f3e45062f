package dev.mlintern.tools.github;

import dev.mlintern.github.GitHubClient;
import dev.mlintern.http.HttpStack;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.ToolCalls;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A server that answers in GitHub's shapes, and the three tools in front of it.
final class GitHubDouble implements AutoCloseable {
  static final String SHA = "0123456789abcdef0123456789abcdef01234567";

  final List<RecordedRequest> requests = Collections.synchronizedList(new ArrayList<>());
  private final MockWebServer server = new MockWebServer();
  private final Map<String, MockResponse> answers = new ConcurrentHashMap<>();
  private final HttpStack http;
  final ToolCalls tools;

  GitHubDouble() {
    this(Map.of());
  }

  /// @param extra settings beside the server's address
  GitHubDouble(Map<String, String> extra) {
    this(extra, Duration.ofSeconds(20));
  }

  /// @param patience time of one call
  GitHubDouble(Map<String, String> extra, Duration patience) {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            requests.add(request);
            MockResponse exact = answers.get(request.getTarget());
            return exact != null
                ? exact
                : answers.getOrDefault(
                    request.getUrl().encodedPath(), json(404, "{\"message\":\"Not Found\"}"));
          }
        });
    try {
      server.start();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Map<String, String> environment = new HashMap<>(extra);
    environment.put("ML_INTERN_GITHUB_API", url());
    Settings settings = Settings.of(environment, Path.of("/nowhere"));
    http = HttpStack.create(settings, List.of(GitHubClient.credentials(settings)));
    GitHubClient github = new GitHubClient(http, settings);
    tools =
        new ToolCalls(
            new ToolRunner(
                ToolCatalogue.of(
                    List.of(
                        new GitHubReadFile(github),
                        new GitHubFindExamples(github),
                        new GitHubListRepos(github))),
                patience,
                UnaryOperator.identity()));
  }

  String url() {
    return "http://127.0.0.1:" + server.getPort();
  }

  /// @param target path, or path with query for this query alone
  GitHubDouble answers(String target, MockResponse answer) {
    answers.put(target, answer);
    return this;
  }

  GitHubDouble commit(String repo, String ref) {
    return answers(
        "/repos/" + repo + "/commits/" + ref, new MockResponse.Builder().body(SHA).build());
  }

  GitHubDouble file(String repo, String path, String body) {
    return answers("/repos/" + repo + "/contents/" + path, raw(body));
  }

  /// @param paths separated by `|`; folders end in a slash
  GitHubDouble tree(String repo, String paths) {
    return answers("/repos/" + repo + "/git/trees/" + SHA, json(200, treeOf(paths)));
  }

  static String treeOf(String paths) {
    ObjectNode tree = JsonMapper.shared().createObjectNode();
    var entries = tree.putArray("tree");
    for (String path : paths.split("\\|")) {
      boolean folder = path.endsWith("/");
      entries
          .addObject()
          .put("path", folder ? path.substring(0, path.length() - 1) : path)
          .put("mode", folder ? "040000" : "100644")
          .put("size", folder ? 0 : 100);
    }
    return tree.toString();
  }

  static MockResponse raw(String body) {
    return new MockResponse.Builder()
        .addHeader("Content-Type", "application/vnd.github.raw+json; charset=utf-8")
        .body(new Buffer().writeString(body, StandardCharsets.UTF_8))
        .build();
  }

  static MockResponse json(int status, String body) {
    return new MockResponse.Builder()
        .code(status)
        .addHeader("Content-Type", "application/json; charset=utf-8")
        .body(body)
        .build();
  }

  String read(String arguments) {
    return tools.text("github_read_file", arguments.replace('\'', '"'));
  }

  String readError(String arguments) {
    return tools.error("github_read_file", arguments.replace('\'', '"'));
  }

  String find(String arguments) {
    return tools.text("github_find_examples", arguments.replace('\'', '"'));
  }

  String findError(String arguments) {
    return tools.error("github_find_examples", arguments.replace('\'', '"'));
  }

  String list(String arguments) {
    return tools.text("github_list_repos", arguments.replace('\'', '"'));
  }

  String listError(String arguments) {
    return tools.error("github_list_repos", arguments.replace('\'', '"'));
  }

  @Override
  public void close() {
    http.close();
    server.close();
  }
}
