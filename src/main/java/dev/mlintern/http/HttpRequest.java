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
/// @param maxBytes largest body [HttpStack#send] accepts, after decompression
/// @param idempotent whether it may be retried; true for GET and HEAD by default
/// @param origin who chose the address
/// @param redirects what to do with 3xx answers
/// @param credential whether credentials travel along, where their allow-list permits
/// @param readTimeout longest silence on the connection
/// @param timeLimit longest time of one attempt of [HttpStack#send], from connecting to the last
///     byte; the scope's remaining time if that is shorter. [HttpStack#open] knows the scope alone
/// @param pace how often such requests may be made at all
public record HttpRequest(
    String method,
    HttpUrl url,
    Headers headers,
    Optional<RequestBody> body,
    Duration cacheFor,
    long maxBytes,
    boolean idempotent,
    Origin origin,
    Redirects redirects,
    Credential credential,
    Duration readTimeout,
    Duration timeLimit,
    Pace pace) {

  /// Default size cap of a body: 10 MiB.
  public static final long DEFAULT_MAX_BYTES = 10L << 20;

  /// Default for [#readTimeout] (spec tools-read §2).
  public static final Duration DEFAULT_READ_TIMEOUT = Duration.ofSeconds(20);

  /// Default for [#timeLimit].
  public static final Duration DEFAULT_TIME_LIMIT = Duration.ofSeconds(30);

  /// Who chose the address: one of our clients, or a model. Addresses from a model never reach
  /// private networks.
  public enum Origin {
    OURS,
    MODEL
  }

  /// What to do with redirects.
  public enum Redirects {
    /// Follow; credentials and private headers stay behind when the host, port or scheme changes.
    FOLLOW,
    /// Follow as long as host, port and scheme stay; return the first answer that leaves.
    SAME_ORIGIN,
    /// Return the first answer.
    RETURN
  }

  /// Whether credentials travel along.
  public enum Credential {
    /// On writes, and on reads unless the user switched that off.
    USUAL,
    /// Asked for by name, e.g. to learn whose token it is.
    WANTED,
    NONE
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
        Redirects.FOLLOW,
        Credential.USUAL,
        DEFAULT_READ_TIMEOUT,
        DEFAULT_TIME_LIMIT,
        Pace.NONE);
  }

  /// Whether the method asks without changing anything.
  boolean isRead() {
    return method.equals("GET") || method.equals("HEAD");
  }

  /// Whether it may change what later reads answer; a POST that may be repeated is a question with
  /// a long address.
  boolean isWrite() {
    return !isRead() && !(method.equals("POST") && idempotent);
  }

  public HttpRequest withHeader(String name, String value) {
    return withHeaders(headers.newBuilder().set(name, value).build());
  }

  /// The same question at another address: the next page, another host.
  public HttpRequest withUrl(HttpUrl value) {
    return new HttpRequest(
        method,
        value,
        headers,
        body,
        cacheFor,
        maxBytes,
        idempotent,
        origin,
        redirects,
        credential,
        readTimeout,
        timeLimit,
        pace);
  }

  private HttpRequest withHeaders(Headers value) {
    return new HttpRequest(
        method,
        url,
        value,
        body,
        cacheFor,
        maxBytes,
        idempotent,
        origin,
        redirects,
        credential,
        readTimeout,
        timeLimit,
        pace);
  }

  public HttpRequest withCacheFor(Duration ttl) {
    return new HttpRequest(
        method,
        url,
        headers,
        body,
        ttl,
        maxBytes,
        idempotent,
        origin,
        redirects,
        credential,
        readTimeout,
        timeLimit,
        pace);
  }

  public HttpRequest withMaxBytes(long bytes) {
    return new HttpRequest(
        method,
        url,
        headers,
        body,
        cacheFor,
        bytes,
        idempotent,
        origin,
        redirects,
        credential,
        readTimeout,
        timeLimit,
        pace);
  }

  public HttpRequest withIdempotent(boolean value) {
    return new HttpRequest(
        method,
        url,
        headers,
        body,
        cacheFor,
        maxBytes,
        value,
        origin,
        redirects,
        credential,
        readTimeout,
        timeLimit,
        pace);
  }

  public HttpRequest withOrigin(Origin value) {
    return new HttpRequest(
        method,
        url,
        headers,
        body,
        cacheFor,
        maxBytes,
        idempotent,
        value,
        redirects,
        credential,
        readTimeout,
        timeLimit,
        pace);
  }

  public HttpRequest withRedirects(Redirects value) {
    return new HttpRequest(
        method,
        url,
        headers,
        body,
        cacheFor,
        maxBytes,
        idempotent,
        origin,
        value,
        credential,
        readTimeout,
        timeLimit,
        pace);
  }

  public HttpRequest withCredential(Credential value) {
    return new HttpRequest(
        method,
        url,
        headers,
        body,
        cacheFor,
        maxBytes,
        idempotent,
        origin,
        redirects,
        value,
        readTimeout,
        timeLimit,
        pace);
  }

  public HttpRequest withReadTimeout(Duration value) {
    return new HttpRequest(
        method,
        url,
        headers,
        body,
        cacheFor,
        maxBytes,
        idempotent,
        origin,
        redirects,
        credential,
        value,
        timeLimit,
        pace);
  }

  public HttpRequest withTimeLimit(Duration value) {
    return new HttpRequest(
        method,
        url,
        headers,
        body,
        cacheFor,
        maxBytes,
        idempotent,
        origin,
        redirects,
        credential,
        readTimeout,
        value,
        pace);
  }

  public HttpRequest withPace(Pace value) {
    return new HttpRequest(
        method,
        url,
        headers,
        body,
        cacheFor,
        maxBytes,
        idempotent,
        origin,
        redirects,
        credential,
        readTimeout,
        timeLimit,
        value);
  }
}
