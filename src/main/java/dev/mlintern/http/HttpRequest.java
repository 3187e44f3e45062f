package dev.mlintern.http;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.RequestBody;

/// One request for the [HttpStack]. Immutable; the `with…` methods make changed copies.
///
/// @param method GET, HEAD, POST, PUT, PATCH or DELETE
/// @param body the body, for the methods that have one
/// @param cacheFor how long an answer may be served again without asking; zero = never. Successful
///     GETs only; ETags are used to revalidate afterwards
/// @param keptIf which successful answers may be served again; see [Kept]
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
    Predicate<HttpReply> keptIf,
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
    Objects.requireNonNull(keptIf, "keptIf");
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
        Kept.NO_WEB_PAGE,
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
    return with(draft -> draft.url = value);
  }

  private HttpRequest withHeaders(Headers value) {
    return with(draft -> draft.headers = value);
  }

  public HttpRequest withCacheFor(Duration ttl) {
    return with(draft -> draft.cacheFor = ttl);
  }

  /// Which successful answers are what was asked for, so that the cache may keep them.
  public HttpRequest withKeptIf(Predicate<HttpReply> test) {
    return with(draft -> draft.keptIf = test);
  }

  public HttpRequest withMaxBytes(long bytes) {
    return with(draft -> draft.maxBytes = bytes);
  }

  public HttpRequest withIdempotent(boolean value) {
    return with(draft -> draft.idempotent = value);
  }

  public HttpRequest withOrigin(Origin value) {
    return with(draft -> draft.origin = value);
  }

  public HttpRequest withRedirects(Redirects value) {
    return with(draft -> draft.redirects = value);
  }

  public HttpRequest withCredential(Credential value) {
    return with(draft -> draft.credential = value);
  }

  public HttpRequest withReadTimeout(Duration value) {
    return with(draft -> draft.readTimeout = value);
  }

  public HttpRequest withTimeLimit(Duration value) {
    return with(draft -> draft.timeLimit = value);
  }

  public HttpRequest withPace(Pace value) {
    return with(draft -> draft.pace = value);
  }

  private HttpRequest with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.request();
  }

  /// The members while one of them changes.
  private static final class Draft {
    private final String method;
    private HttpUrl url;
    private Headers headers;
    private final Optional<RequestBody> body;
    private Duration cacheFor;
    private Predicate<HttpReply> keptIf;
    private long maxBytes;
    private boolean idempotent;
    private Origin origin;
    private Redirects redirects;
    private Credential credential;
    private Duration readTimeout;
    private Duration timeLimit;
    private Pace pace;

    private Draft(HttpRequest request) {
      method = request.method;
      url = request.url;
      headers = request.headers;
      body = request.body;
      cacheFor = request.cacheFor;
      keptIf = request.keptIf;
      maxBytes = request.maxBytes;
      idempotent = request.idempotent;
      origin = request.origin;
      redirects = request.redirects;
      credential = request.credential;
      readTimeout = request.readTimeout;
      timeLimit = request.timeLimit;
      pace = request.pace;
    }

    private HttpRequest request() {
      return new HttpRequest(
          method,
          url,
          headers,
          body,
          cacheFor,
          keptIf,
          maxBytes,
          idempotent,
          origin,
          redirects,
          credential,
          readTimeout,
          timeLimit,
          pace);
    }
  }
}
