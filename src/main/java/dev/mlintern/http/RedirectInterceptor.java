package dev.mlintern.http;

import dev.mlintern.http.HttpRequest.Redirects;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/// Follows redirects, so that every hop passes the interceptors behind this one.
///
/// OkHttp's own following drops only `Authorization` when the host changes, keeps other secret
/// headers and never asks whether the next host may be reached (spec hub-api §2). Here, once a
/// redirect changes scheme, host or port, no credential and no private header goes along any more,
/// not even back at the first host.
final class RedirectInterceptor implements Interceptor {
  private static final int MAX_HOPS = 10;
  private static final Set<Integer> CODES = Set.of(301, 302, 303, 307, 308);

  /// The request headers that say nothing about the caller.
  private static final Set<String> HARMLESS =
      Set.of("accept", "accept-encoding", "accept-language", "content-type", "if-range", "range");

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    Redirects wanted = CallContext.of(request).request().redirects();
    Response prior = null;
    for (int hop = 0; ; hop++) {
      Response answer = chain.proceed(request);
      Response response = prior == null ? answer : answer.newBuilder().priorResponse(prior).build();
      String location = response.header("Location");
      boolean isRedirect = location != null && CODES.contains(response.code());
      if (!isRedirect || wanted == Redirects.RETURN) {
        return response;
      }
      Optional<HttpUrl> target = Optional.ofNullable(request.url().resolve(location));
      boolean leaves =
          target.filter(url -> WebOrigin.isSame(url, response.request().url())).isEmpty();
      if (leaves && wanted == Redirects.SAME_ORIGIN) {
        return response;
      }
      response.close();
      request = next(request, response.code(), target, hop);
      prior = response.newBuilder().body(ResponseBody.EMPTY).build();
    }
  }

  private static Request next(Request request, int code, Optional<HttpUrl> location, int hop) {
    HttpUrl from = request.url();
    HttpUrl to =
        location.orElseThrow(
            () -> refused(from, "redirects to something that is not an http(s) address"));
    if (hop >= MAX_HOPS) {
      throw refused(from, "redirects more than " + MAX_HOPS + " times");
    }
    if (from.isHttps() && !to.isHttps()) {
      throw refused(from, "redirects from https to plain http at " + to.host());
    }
    Request.Builder next = request.newBuilder().url(to);
    boolean becomesGet =
        code == 303
            ? !request.method().equals("HEAD")
            : (code == 301 || code == 302) && request.method().equals("POST");
    if (becomesGet) {
      next.method("GET", null).removeHeader("Content-Type");
    }
    if (WebOrigin.isSame(to, from)) {
      return next.build();
    }
    if (!becomesGet && request.body() != null) {
      throw refused(from, "redirects a write to another host, " + to.host());
    }
    next.headers(harmless(request.headers()));
    return CallContext.of(request).away().on(next);
  }

  private static Headers harmless(Headers headers) {
    Headers.Builder kept = new Headers.Builder();
    for (int i = 0; i < headers.size(); i++) {
      if (HARMLESS.contains(headers.name(i).toLowerCase(Locale.ROOT))) {
        kept.add(headers.name(i), headers.value(i));
      }
    }
    return kept.build();
  }

  private static HttpFailure.Refused refused(HttpUrl from, String what) {
    return new HttpFailure.Refused(
        from.host() + from.encodedPath() + " " + what + "; not followed.");
  }
}
