package dev.mlintern.http;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.RequestBody;

/// One request for the [HttpStack]. Immutable; the `with…` methods make changed copies.
///
/// @param method GET, HEAD, POST, PUT, PATCH or DELETE
/// @param body the body, for the methods that have one
/// @param cacheFor how long an answer may be served again without asking; zero = never. Successful
///     GETs only; ETags are used to revalidate afterwards
/// @param maxBytes largest body accepted, after decompression
/// @param idempotent whether it may be retried; true for GET and HEAD by default
/// @param origin who chose the address
/// @param redirects what to do with 3xx answers
public record HttpRequest(
    String method,
    HttpUrl url,
    Headers headers,
    Optional<RequestBody> body,
    Duration cacheFor,
    long maxBytes,
    boolean idempotent,
    Origin origin,
    Redirects redirects) {

  /// Default size cap of a body: 10 MiB.
  public static final long DEFAULT_MAX_BYTES = 10L << 20;

  /// Who chose the address: one of our clients, or a model. Addresses from a model never reach
  /// private networks.
  public enum Origin {
    OURS,
    MODEL
  }

  /// Whether redirects are followed (credentials stay on their own host) or returned.
  public enum Redirects {
    FOLLOW,
    RETURN
  }

  public HttpRequest {
    Objects.requireNonNull(url, "url");
    if (maxBytes <= 0) {
      throw new IllegalArgumentException("maxBytes must be positive");
    }
  }

  public static HttpRequest get(HttpUrl url) {
    return of("GET", url, Optional.empty());
  }

  public static HttpRequest head(HttpUrl url) {
    return of("HEAD", url, Optional.empty());
  }

  public static HttpRequest post(HttpUrl url, RequestBody body) {
    return of("POST", url, Optional.of(body));
  }

  /// Any method; see [#method].
  public static HttpRequest of(String method, HttpUrl url, Optional<RequestBody> body) {
    boolean idempotent = method.equals("GET") || method.equals("HEAD");
    return new HttpRequest(
        method,
        url,
        Headers.EMPTY,
        body,
        Duration.ZERO,
        DEFAULT_MAX_BYTES,
        idempotent,
        Origin.OURS,
        Redirects.FOLLOW);
  }

  public HttpRequest withHeader(String name, String value) {
    Headers changed = headers.newBuilder().set(name, value).build();
    return new HttpRequest(
        method, url, changed, body, cacheFor, maxBytes, idempotent, origin, redirects);
  }

  public HttpRequest withCacheFor(Duration ttl) {
    return new HttpRequest(
        method, url, headers, body, ttl, maxBytes, idempotent, origin, redirects);
  }

  public HttpRequest withMaxBytes(long bytes) {
    return new HttpRequest(
        method, url, headers, body, cacheFor, bytes, idempotent, origin, redirects);
  }

  public HttpRequest withIdempotent(boolean value) {
    return new HttpRequest(
        method, url, headers, body, cacheFor, maxBytes, value, origin, redirects);
  }

  public HttpRequest withOrigin(Origin value) {
    return new HttpRequest(
        method, url, headers, body, cacheFor, maxBytes, idempotent, value, redirects);
  }

  public HttpRequest withRedirects(Redirects value) {
    return new HttpRequest(
        method, url, headers, body, cacheFor, maxBytes, idempotent, origin, value);
  }
}
