package dev.mlintern.http;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;

/// Keeps OkHttp from repeating requests behind our back: it does so once for a 408 without
/// `Retry-After` and for a 503 with `Retry-After: 0`, writes included (spec hub-api §2).
///
/// Such an answer gets a date long past as `Retry-After`: the same meaning, in the one spelling
/// that OkHttp does not act on. A network interceptor, because OkHttp decides just above these.
final class SilentRetryInterceptor implements Interceptor {
  private static final String LONG_AGO = "Thu, 1 Jan 1970 00:00:00 GMT";

  @Override
  public Response intercept(Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    boolean isTouchy = response.code() == 408 || response.code() == 503;
    String retryAfter = response.header("Retry-After");
    if (!isTouchy || (retryAfter != null && !retryAfter.matches("0+"))) {
      return response;
    }
    return response.newBuilder().header("Retry-After", LONG_AGO).build();
  }
}
