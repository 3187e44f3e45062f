package dev.mlintern.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.Response;

/// Gives each request the silence it tolerates, never more than the call has left. The overall
/// limit is the OkHttp call's own.
final class TimeoutInterceptor implements Interceptor {
  static final Duration CONNECT = Duration.ofSeconds(10);

  @Override
  public Response intercept(Chain chain) throws IOException {
    CallContext context = CallContext.of(chain.request());
    int read = millis(context.request().readTimeout(), context.scope());
    return chain
        .withConnectTimeout(millis(CONNECT, context.scope()), TimeUnit.MILLISECONDS)
        .withReadTimeout(read, TimeUnit.MILLISECONDS)
        .withWriteTimeout(read, TimeUnit.MILLISECONDS)
        .proceed(chain.request());
  }

  private static int millis(Duration wanted, CallScope scope) {
    // 0 would mean "for ever".
    return Math.clamp(Math.min(wanted.toMillis(), scope.remaining().toMillis()), 1, 1 << 30);
  }
}
