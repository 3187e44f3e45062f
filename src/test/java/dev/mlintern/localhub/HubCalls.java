package dev.mlintern.localhub;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Calls to a Hub over real HTTP, as a client nobody here wrote would make them.
final class HubCalls {
  /// Any token of this shape is the default user's.
  static final String ANY_TOKEN = "hf_" + "x".repeat(8);

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final URI endpoint;
  private final Optional<String> token;

  private HubCalls(URI endpoint, Optional<String> token) {
    this.endpoint = endpoint;
    this.token = token;
  }

  static HubCalls signedIn(EmbeddedHub hub) {
    return new HubCalls(hub.endpoint(), Optional.of(ANY_TOKEN));
  }

  static HubCalls signedIn(URI endpoint) {
    return new HubCalls(endpoint, Optional.of(ANY_TOKEN));
  }

  static HubCalls with(EmbeddedHub hub, String token) {
    return new HubCalls(hub.endpoint(), Optional.of(token));
  }

  static HubCalls anonymous(EmbeddedHub hub) {
    return new HubCalls(hub.endpoint(), Optional.empty());
  }

  /// An answer with what tests look at.
  record Answer(HttpResponse<byte[]> response) {
    int status() {
      return response.statusCode();
    }

    byte[] bytes() {
      return response.body();
    }

    String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    JsonValue json() {
      return JsonReader.read(response.body());
    }

    JsonObject object() {
      return (JsonObject) json();
    }

    JsonArray array() {
      return (JsonArray) json();
    }
  }

  Answer get(String path, String... headers) {
    return send("GET", path, BodyPublishers.noBody(), headers);
  }

  Answer head(String path, String... headers) {
    return send("HEAD", path, BodyPublishers.noBody(), headers);
  }

  Answer post(String path, String json) {
    return send("POST", path, BodyPublishers.ofString(json), "Content-Type", "application/json");
  }

  Answer put(String path, String json) {
    return send("PUT", path, BodyPublishers.ofString(json), "Content-Type", "application/json");
  }

  Answer delete(String path, String json) {
    return send("DELETE", path, BodyPublishers.ofString(json), "Content-Type", "application/json");
  }

  Answer send(String method, String path, HttpRequest.BodyPublisher body, String... headers) {
    URI uri = path.startsWith("http") ? URI.create(path) : URI.create(endpoint + path);
    var request = HttpRequest.newBuilder(uri).method(method, body);
    token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return new Answer(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Makes a repo of the default user.
  void createRepo(String type, String name) {
    Answer made =
        post("/api/repos/create", "{\"type\":\"" + type + "\",\"name\":\"" + name + "\"}");
    if (made.status() != 200) {
      throw new AssertionError(made.text());
    }
  }

  /// One commit on `main`; lines after the header are given.
  Answer commit(String repo, String header, String... lines) {
    return commitTo(repo, "main", header, lines);
  }

  /// One commit that opens a pull request against `main`.
  Answer propose(String repo, String header, String... lines) {
    return commitTo(repo, "main?create_pr=1", header, lines);
  }

  /// One commit on a revision, escaped as in an address.
  Answer commitTo(String repo, String revision, String header, String... lines) {
    String body =
        "{\"key\":\"header\",\"value\":" + header + "}\n" + String.join("\n", lines) + "\n";
    return send(
        "POST",
        "/api/" + repo + "/commit/" + revision,
        BodyPublishers.ofString(body),
        "Content-Type",
        "application/x-ndjson");
  }

  /// A commit line that writes a file.
  static String file(String path, String content) {
    String base64 = Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8));
    return "{\"key\":\"file\",\"value\":{\"path\":\""
        + path
        + "\",\"content\":\""
        + base64
        + "\",\"encoding\":\"base64\"}}";
  }

  static String summary(String text) {
    return "{\"summary\":\"" + text + "\"}";
  }
}
