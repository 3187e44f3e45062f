package dev.mlintern.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.Response;

/// Gives each request the silence it tolerates. How long it may take in all, the call's own timeout
/// says.
final class TimeoutInterceptor implements Interceptor {
  static final Duration CONNECT = Duration.ofSeconds(10);

  @Override
  public Response intercept(Chain chain) throws IOException {
    int silence =
        Math.clamp(CallContext.of(chain.request()).request().readTimeout().toMillis(), 1, 1 << 30);
    return chain
        .withConnectTimeout(Math.toIntExact(CONNECT.toMillis()), TimeUnit.MILLISECONDS)
        .withReadTimeout(silence, TimeUnit.MILLISECONDS)
        .withWriteTimeout(silence, TimeUnit.MILLISECONDS)
        .proceed(chain.request());
  }
}
