package dev.mlintern.tools.docs;

import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCredentials;
import dev.mlintern.hub.HubDocs;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.ToolCalls;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/// A server that answers as the Hub's documentation does, and the tools in front of it.
final class DocsDouble implements AutoCloseable {
  final List<RecordedRequest> requests = Collections.synchronizedList(new ArrayList<>());
  private final MockWebServer server = new MockWebServer();
  private final Map<String, MockResponse> answers = new ConcurrentHashMap<>();
  private final HttpStack http;
  private final ToolCalls tools;

  DocsDouble() {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            requests.add(request);
            MockResponse exact = answers.get(request.getTarget());
            return exact != null
                ? exact
                : answers.getOrDefault(
                    request.getUrl().encodedPath(), reply(404, "text/plain", "no"));
          }
        });
    try {
      server.start();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Settings settings =
        Settings.of(
            Map.of("HF_ENDPOINT", url(), "HF_TOKEN", "hf_" + "x".repeat(34)), Path.of("/nowhere"));
    http = HttpStack.create(settings, HubCredentials.of(settings));
    HubDocs docs = new HubDocs(HubClient.create(settings, http));
    tools =
        new ToolCalls(
            new ToolRunner(
                ToolCatalogue.of(
                    List.of(new ExploreDocs(docs), new FetchDocs(docs), new FindHfApi(docs))),
                Duration.ofSeconds(20),
                UnaryOperator.identity()));
  }

  String url() {
    return "http://127.0.0.1:" + server.getPort();
  }

  DocsDouble answers(String target, MockResponse answer) {
    answers.put(target, answer);
    return this;
  }

  DocsDouble page(String path, String markdown) {
    return answers(path, reply(200, "text/markdown", markdown));
  }

  DocsDouble json(String target, String body) {
    return answers(target, reply(200, "application/json; charset=utf-8", body));
  }

  static MockResponse reply(int status, String type, String body) {
    return new MockResponse.Builder()
        .code(status)
        .addHeader("Content-Type", type)
        .body(body)
        .build();
  }

  static MockResponse movedTo(String location) {
    return new MockResponse.Builder().code(302).addHeader("Location", location).build();
  }

  String text(String tool, String arguments) {
    return tools.text(tool, arguments.replace('\'', '"'));
  }

  String error(String tool, String arguments) {
    return tools.error(tool, arguments.replace('\'', '"'));
  }

  String fetch(String arguments) {
    return text("fetch_hf_docs", arguments);
  }

  String explore(String arguments) {
    return text("explore_hf_docs", arguments);
  }

  @Override
  public void close() {
    http.close();
    server.close();
  }
}
