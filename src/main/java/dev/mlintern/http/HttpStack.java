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
  private final List<Credentials> credentials;

  private HttpStack(OkHttpClient client, List<Credentials> credentials) {
    this.client = client;
    this.credentials = List.copyOf(credentials);
  }

  /// Builds the stack without touching network, disk or tokens.
  public static HttpStack create(Settings settings, List<Credentials> credentials) {
    return new HttpStack(new OkHttpClient(), credentials);
  }

  /// Sends and reads the whole answer.
  ///
  /// @throws HttpFailure when there is no usable answer
  /// @throws java.util.concurrent.CancellationException when the scope was cancelled
  public HttpReply send(HttpRequest request, CallScope scope) {
    try (Response response = open(request, scope)) {
      return new HttpReply(
          response.code(),
          response.headers(),
          response.body().bytes(),
          response.request().url(),
          false);
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
    for (Credentials secret : credentials) {
      if (secret.allows(request.url().scheme(), request.url().host(), request.url().port())) {
        secret.value().get().ifPresent(value -> wire.header(secret.header(), value));
      }
    }
    Call call = client.newCall(wire.build());
    call.timeout().timeout(Math.max(1, scope.remaining().toMillis()), TimeUnit.MILLISECONDS);
    scope.onCancel(call::cancel);
    try {
      return call.execute();
    } catch (IOException e) {
      throw failure(request, scope, e);
    }
  }

  private static RuntimeException failure(HttpRequest request, CallScope scope, IOException e) {
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
