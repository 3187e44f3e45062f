package dev.mlintern.hub;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpReply;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.HttpStack;
import dev.mlintern.http.Kept;
import dev.mlintern.http.OneLine;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.Response;
import tools.jackson.databind.JsonNode;

/// The Hugging Face Hub over HTTP: addresses, errors, paging. Endpoint groups have clients of their
/// own on top of this one ([HubRepos], [HubFiles], [HubAccount]).
public final class HubClient {
  private final HttpStack http;
  private final Supplier<HubEndpoint> source;
  private volatile HubEndpoint addresses;

  private HubClient(HttpStack http, Supplier<HubEndpoint> source) {
    this.http = Objects.requireNonNull(http, "http");
    this.source = source;
  }

  /// A client for the Hub the settings name. Nothing is read or parsed before the first use.
  public static HubClient create(Settings settings, HttpStack http) {
    return new HubClient(http, () -> HubEndpoint.of(settings));
  }

  /// The base addresses, and how to build others on them.
  ///
  /// @throws dev.mlintern.http.HttpFailure.Refused when the settings name no usable address
  public HubEndpoint addresses() {
    // A race only computes the same value twice.
    if (addresses == null) {
      addresses = source.get();
    }
    return addresses;
  }

  /// Base address of the Hub, e.g. `https://huggingface.co/`.
  public HttpUrl endpoint() {
    return addresses().hub();
  }

  /// The HTTP stack underneath, for streams and other hosts.
  public HttpStack http() {
    return http;
  }

  /// Sends and returns the successful answer, of whatever type.
  ///
  /// @throws HubException for an error status, or when a write is answered by a web page: that is
  ///     something in between, and no sign that the Hub has seen it
  public HttpReply reply(HttpRequest request, CallScope scope) {
    HttpReply reply = http.send(request, scope);
    if (!reply.isSuccessful()) {
      throw HubErrors.of(request, reply);
    }
    if (!request.method().equals("GET") && HubErrors.isWebPage(reply.headers())) {
      throw HubErrors.webPage(request.method(), reply);
    }
    return reply;
  }

  /// Sends and hands over the successful answer while it is still coming: event streams. The caller
  /// closes it; see [HttpStack#open] for what bounds the reading.
  ///
  /// @throws HubException for an error status
  public Response open(HttpRequest request, CallScope scope) {
    Response response = http.open(request, scope);
    boolean isPage = HubErrors.isWebPage(response.headers());
    if (response.isSuccessful() && !isPage) {
      return response;
    }
    try (response) {
      HttpReply reply = HttpReply.of(response, request.maxBytes());
      throw response.isSuccessful()
          ? HubErrors.webPage(request.method(), reply)
          : HubErrors.of(request, reply);
    } catch (IOException e) {
      throw http.failure(request, scope, e);
    }
  }

  /// Sends and returns the JSON of a successful answer.
  ///
  /// @throws HubException for an error status, or when the answer is not JSON
  public JsonNode json(HttpRequest request, CallScope scope) {
    HttpRequest asked = request.withKeptIf(request.keptIf().and(Kept.JSON));
    return parse(asked, reply(asked, scope));
  }

  /// Sends and returns one page of a listing.
  ///
  /// @throws HubException for an error status, or when the answer is not a JSON array
  public HubPage page(HttpRequest request, CallScope scope) {
    HttpReply reply = reply(request.withKeptIf(request.keptIf().and(Kept.JSON_LIST)), scope);
    JsonNode json = parse(request, reply);
    if (!json.isArray()) {
      // A rate limit has been seen to answer 200 with an error object (spec hub-api §3.1).
      String why = json.path("error").asString("the answer is not a list");
      throw HubErrors.unreadable(request.method(), reply, OneLine.of(why, 300));
    }
    return new HubPage(
        json.valueStream().toList(), PageLinks.next(reply.headers(), request.url()), total(reply));
  }

  /// Reads a listing page by page until it ends, has `maxItems` items or took `maxPages` requests.
  public HubListing pages(HttpRequest first, int maxItems, int maxPages, CallScope scope) {
    var items = new ArrayList<JsonNode>();
    HttpRequest request = first;
    for (int page = 1; ; page++) {
      HubPage answer = page(request, scope);
      items.addAll(answer.items());
      boolean full = items.size() >= maxItems || page >= maxPages;
      if (answer.next().isEmpty() || full) {
        return new HubListing(items, answer.next());
      }
      request = request.withUrl(answer.next().get());
    }
  }

  private static JsonNode parse(HttpRequest request, HttpReply reply) {
    return HubJson.parse(reply.body()).orElseThrow(() -> notJson(request, reply));
  }

  private static HubException notJson(HttpRequest request, HttpReply reply) {
    String type = Optional.ofNullable(reply.headers().get("Content-Type")).orElse("no type");
    return HubErrors.unreadable(
        request.method(),
        reply,
        "the answer is not JSON (" + OneLine.of(type, 80) + ", " + reply.body().length + " bytes)");
  }

  private static OptionalLong total(HttpReply reply) {
    List<String> values = reply.headers().values("X-Total-Count");
    return values.isEmpty() || !values.getFirst().matches("\\d{1,15}")
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(values.getFirst()));
  }
}
