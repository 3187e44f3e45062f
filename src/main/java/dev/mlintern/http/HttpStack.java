package dev.mlintern.http;

import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/// The one door to the network: time limits, retry, rate limits, cache, size caps, credentials to
/// allow-listed hosts only. Thread-safe; blocking, meant for virtual threads.
public final class HttpStack implements AutoCloseable {
  private final OkHttpClient client;

  private HttpStack(List<Credentials> credentials) {
    this.client =
        new OkHttpClient.Builder().addInterceptor(new CredentialInterceptor(credentials)).build();
  }

  /// Builds the stack without touching network, disk or tokens.
  public static HttpStack create(Settings settings, List<Credentials> credentials) {
    return new HttpStack(credentials);
  }

  /// Sends and reads the whole answer.
  ///
  /// @throws HttpFailure when there is no usable answer
  /// @throws java.util.concurrent.CancellationException when the scope was cancelled
  public HttpReply send(HttpRequest request, CallScope scope) {
    try (Response response = open(request, scope)) {
      return HttpReply.of(response, request.maxBytes());
    } catch (IOException e) {
      throw failure(request, scope, e);
    }
  }

  /// Sends and hands over the open answer: downloads, event streams. The caller closes it;
  /// cancelling the scope breaks it off.
  public Response open(HttpRequest request, CallScope scope) {
    scope.throwIfCancelled();
    Request.Builder wire =
        new Request.Builder()
            .url(request.url())
            .headers(request.headers())
            .method(request.method(), request.body().orElse(null));
    Call call = client.newCall(CallContext.start(request, scope).on(wire));
    call.timeout().timeout(Math.max(1, scope.remaining().toMillis()), TimeUnit.MILLISECONDS);
    scope.onCancel(call::cancel);
    try {
      return call.execute();
    } catch (IOException e) {
      throw failure(request, scope, e);
    }
  }

  /// What a failed transfer means, for callers that read an open answer themselves.
  ///
  /// @return an [HttpFailure], or a [java.util.concurrent.CancellationException] when the scope was
  ///     cancelled
  public RuntimeException failure(HttpRequest request, CallScope scope, IOException e) {
    scope.throwIfCancelled();
    String what = request.method() + " " + request.url().host();
    if (e instanceof InterruptedIOException) {
      return new HttpFailure.TimedOut(what + ": no answer in time", e);
    }
    return new HttpFailure.Network(what + ": " + e.getMessage(), e);
  }

  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
