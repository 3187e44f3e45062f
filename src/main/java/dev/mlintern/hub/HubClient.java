package dev.mlintern.hub;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpReply;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.HttpStack;
import java.util.Objects;
import java.util.Optional;
import okhttp3.HttpUrl;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The Hugging Face Hub over HTTP: addresses, errors, paging. Endpoint groups have clients of their
/// own on top of this one.
public final class HubClient {
  private final HttpStack http;
  private final HttpUrl endpoint;

  public HubClient(HttpStack http, HttpUrl endpoint) {
    this.http = Objects.requireNonNull(http, "http");
    this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
  }

  /// Base address of the Hub, e.g. `https://huggingface.co/`.
  public HttpUrl endpoint() {
    return endpoint;
  }

  /// Sends and returns the JSON of a successful answer.
  ///
  /// @throws HubException for an error status
  public JsonNode json(HttpRequest request, CallScope scope) {
    HttpReply reply = http.send(request, scope);
    if (!reply.isSuccessful()) {
      throw new HubException(
          reply.status(),
          Optional.ofNullable(reply.headers().get("X-Error-Code")),
          "HTTP " + reply.status(),
          Optional.ofNullable(reply.headers().get("X-Request-Id")));
    }
    try {
      return JsonMapper.shared().readTree(reply.body());
    } catch (JacksonException _) {
      throw new HubException(
          reply.status(), Optional.empty(), "the answer is not JSON", Optional.empty());
    }
  }
}
