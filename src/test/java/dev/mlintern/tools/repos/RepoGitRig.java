package dev.mlintern.tools.repos;

import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCredentials;
import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.Clearance;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `hf_repo_git` in front of the embedded Hub, with a server in between that can lose answers.
///
/// Somebody else's `openai-community/gpt2` is there. Users: `me` (member of `lab` with the role
/// admin and of `club` with the role read), `ann`.
final class RepoGitRig implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final EmbeddedHub hub;
  private final MockWebServer between = new MockWebServer();
  private final List<Fault> faults = Collections.synchronizedList(new ArrayList<>());
  private final List<Work> works = Collections.synchronizedList(new ArrayList<>());
  private final List<Sent> sent = Collections.synchronizedList(new ArrayList<>());
  private final Path home;

  /// What goes wrong with the next request of a method whose path ends like this.
  ///
  /// @param lands whether the Hub gets it all the same
  /// @param after not before a POST whose path ends like this; empty for at once
  private record Fault(
      String method, String pathEnd, boolean lands, MockResponse answer, String after) {}

  private record Work(String method, String pathEnd, Runnable work) {}

  /// A request as it came.
  record Sent(String method, String target, String body) {}

  private RepoGitRig(Path folder) throws IOException {
    Path root = folder.resolve("hub");
    home = folder.resolve("home");
    Files.createDirectories(root);
    Files.writeString(
        root.resolve("users.json"),
        """
        {"defaultUser":"me","acceptAnyToken":false,
         "users":[{"name":"me","orgs":[{"name":"lab","role":"admin"},{"name":"club","role":"read"}]},
                  {"name":"ann","orgs":[{"name":"club","role":"write"}]}],
         "tokens":[{"token":"%s","user":"me","role":"write"},
                   {"token":"%s","user":"me","role":"read"},
                   {"token":"%s","user":"ann","role":"write"}]}
        """
            .formatted(token("me"), token("reader"), token("ann")));
    Path foreign = root.resolve("models/openai-community/gpt2");
    Files.createDirectories(foreign);
    Files.writeString(foreign.resolve("config.json"), "{}");
    hub = EmbeddedHub.start(root, 0);
    between.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request);
          }
        });
    between.start();
  }

  static RepoGitRig start(Path folder) throws IOException {
    return new RepoGitRig(folder);
  }

  /// Made at run time: no literal of a token's shape belongs in a repo.
  private static String token(String name) {
    return name.isEmpty() ? "" : "hf_" + name.repeat(5);
  }

  /// What a program needs to know to be `me` here.
  Map<String, String> environment() {
    return Map.of(
        "HF_ENDPOINT", address(), "HF_TOKEN", token("me"), "ML_INTERN_HOME", home.toString());
  }

  /// The next such request is answered so and never reaches the Hub.
  RepoGitRig refuse(String method, String pathEnd, int status, String message, String... headers) {
    faults.add(new Fault(method, pathEnd, false, error(status, message, headers), ""));
    return this;
  }

  /// The next such request does its work, but its answer gets lost.
  RepoGitRig lose(String method, String pathEnd, int status) {
    faults.add(new Fault(method, pathEnd, true, error(status, "Bad gateway"), ""));
    return this;
  }

  /// Does something right before the next such request reaches the Hub.
  void before(String method, String pathEnd, Runnable work) {
    works.add(new Work(method, pathEnd, work));
  }

  /// After a POST, so many such requests are refused.
  void refuseAfter(String postEnd, String method, String pathEnd, int status, int times) {
    for (int i = 0; i < times; i++) {
      faults.add(new Fault(method, pathEnd, false, error(status, "Down"), postEnd));
    }
  }

  private static MockResponse error(int status, String message, String... headers) {
    var answer =
        new MockResponse.Builder()
            .code(status)
            .body("{\"error\":\"" + message + "\"}")
            .addHeader("Content-Type", "application/json")
            .addHeader("X-Error-Message", message);
    for (int i = 0; i < headers.length; i += 2) {
      answer.addHeader(headers[i], headers[i + 1]);
    }
    return answer.build();
  }

  private MockResponse answer(RecordedRequest request) {
    String body = request.getBody() == null ? "" : request.getBody().utf8();
    sent.add(new Sent(request.getMethod(), request.getTarget(), body));
    Optional<Fault> fault = fault(request);
    if (fault.isPresent() && !fault.get().lands) {
      return fault.get().answer;
    }
    List<Work> due =
        List.copyOf(works).stream()
            .filter(w -> w.method.equals(request.getMethod()))
            .filter(w -> request.getUrl().encodedPath().endsWith(w.pathEnd))
            .toList();
    works.removeAll(due);
    due.forEach(work -> work.work.run());
    MockResponse real = forward(request, body);
    return fault.map(Fault::answer).orElse(real);
  }

  private Optional<Fault> fault(RecordedRequest request) {
    String path = request.getUrl().encodedPath();
    synchronized (faults) {
      Optional<Fault> found =
          faults.stream()
              .filter(f -> f.method.equals(request.getMethod()) && path.endsWith(f.pathEnd))
              .filter(f -> f.after.isEmpty() || !sent("POST", f.after).isEmpty())
              .findFirst();
      found.ifPresent(faults::remove);
      return found;
    }
  }

  private MockResponse forward(RecordedRequest request, String body) {
    var forwarded =
        HttpRequest.newBuilder(URI.create(hub.endpoint() + request.getTarget()))
            .method(request.getMethod(), HttpRequest.BodyPublishers.ofString(body));
    for (String name : List.of("Authorization", "Content-Type")) {
      Optional.ofNullable(request.getHeaders().get(name))
          .ifPresent(value -> forwarded.header(name, value));
    }
    try {
      HttpResponse<byte[]> real =
          HTTP.send(forwarded.build(), HttpResponse.BodyHandlers.ofByteArray());
      var answer =
          new MockResponse.Builder().code(real.statusCode()).body(new Buffer().write(real.body()));
      for (String name : List.of("Content-Type", "Location", "X-Error-Code", "X-Error-Message")) {
        real.headers().firstValue(name).ifPresent(value -> answer.addHeader(name, value));
      }
      return answer.build();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Requests of a method whose target contains this.
  List<Sent> sent(String method, String part) {
    return List.copyOf(sent).stream()
        .filter(request -> request.method.equals(method) && request.target.contains(part))
        .toList();
  }

  /// The base address everybody sees, without a slash at the end.
  String address() {
    return between.url("/").toString().replaceFirst("/$", "");
  }

  /// One call as `me`.
  ToolResult call(String arguments) {
    return callAs("me", arguments);
  }

  /// One call that must succeed.
  String ok(String arguments) {
    ToolResult result = call(arguments);
    if (result.isError()) {
      throw new AssertionError(result.text());
    }
    return result.text();
  }

  /// One call that must fail.
  String refused(String arguments) {
    ToolResult result = call(arguments);
    if (!result.isError()) {
      throw new AssertionError("no error: " + result.text());
    }
    return result.text();
  }

  /// @param user `me`, `reader` (a token of `me` that only reads), `ann`, or empty for no token
  ToolResult callAs(String user, String arguments) {
    Settings settings =
        Settings.of(
            Map.of(
                "HF_ENDPOINT",
                address(),
                "HF_TOKEN",
                token(user),
                "ML_INTERN_HOME",
                home.toString()),
            home);
    try (HttpStack http = HttpStack.create(settings, HubCredentials.of(settings))) {
      var tool = new RepoGitTool(HubClient.create(settings, http), Duration.ofMillis(1));
      var runner =
          new ToolRunner(
              ToolCatalogue.of(List.of(tool)),
              Duration.ofSeconds(20),
              UnaryOperator.identity(),
              (_, _, _) -> Clearance.NOTHING_TO_SPEND);
      JsonNode sentArguments = JsonMapper.shared().readTree(arguments.replace('\'', '"'));
      return runner.run("hf_repo_git", Optional.of(sentArguments), Progress.NONE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// A call past the tool and past the server in between.
  JsonNode hub(String user, String method, String path, String body) {
    var request =
        HttpRequest.newBuilder(URI.create(hub.endpoint() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Authorization", "Bearer " + token(user))
            .header("Content-Type", "application/json");
    try {
      HttpResponse<String> answer =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 400) {
        throw new AssertionError(method + " " + path + ": " + answer.body());
      }
      boolean isJson =
          answer.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
      return JsonMapper.shared().readTree(isJson ? answer.body() : "null");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  JsonNode get(String path) {
    return hub("me", "GET", path, "");
  }

  /// A model or dataset of its owner, made and filled: path and content in turn.
  void repo(String user, String type, String id, String... files) {
    String[] parts = id.split("/");
    hub(
        user,
        "POST",
        "/api/repos/create",
        "{\"type\":\"%s\",\"organization\":\"%s\",\"name\":\"%s\"}"
            .formatted(type, parts[0], parts[1]));
    if (files.length > 0) {
      commit(user, type + "s/" + id, "main", "Files", files);
    }
  }

  /// @param repo `models/me/m`
  /// @param revision escaped as in an address; may carry `?create_pr=1`
  JsonNode commit(String user, String repo, String revision, String title, String... files) {
    var body =
        new StringBuilder("{\"key\":\"header\",\"value\":{\"summary\":\"" + title + "\"}}\n");
    for (int i = 0; i < files.length; i += 2) {
      String content =
          Base64.getEncoder().encodeToString(files[i + 1].getBytes(StandardCharsets.UTF_8));
      body.append(
          "{\"key\":\"file\",\"value\":{\"path\":\"%s\",\"content\":\"%s\",\"encoding\":\"base64\"}}%n"
              .formatted(files[i], content));
    }
    var request =
        HttpRequest.newBuilder(URI.create(hub.endpoint() + "/api/" + repo + "/commit/" + revision))
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .header("Authorization", "Bearer " + token(user))
            .header("Content-Type", "application/x-ndjson");
    try {
      HttpResponse<String> answer =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new AssertionError(answer.body());
      }
      return JsonMapper.shared().readTree(answer.body());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    between.close();
    hub.close();
  }
}
