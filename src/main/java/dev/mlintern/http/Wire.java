package dev.mlintern.http;

import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509ExtendedTrustManager;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/// One attempt at a request: OkHttp with the interceptors of this house, in their order.
final class Wire {
  private static final RequestBody NOTHING = RequestBody.create(new byte[0]);

  private final OkHttpClient client;
  private final CredentialInterceptor credentials;
  private final Quotas quotas;
  private final HostLimits hostLimits;

  Wire(Settings settings, List<Credentials> credentials, Surroundings surroundings) {
    this.credentials = new CredentialInterceptor(credentials);
    this.quotas = new Quotas(surroundings.clock());
    List<HttpUrl> configured = configured(settings);
    this.hostLimits = new HostLimits(configured);
    var guard = new AddressGuard(surroundings.names(), surroundings.isPublic(), configured);
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .followRedirects(false)
            .followSslRedirects(false)
            // As many as may be under way at a time, so that a burst's connections are used again.
            .connectionPool(new ConnectionPool(HostLimits.OWN_PLACES, 1, TimeUnit.MINUTES))
            .addInterceptor(new TimeoutInterceptor())
            .addInterceptor(new RedirectInterceptor());
    if (settings.flag(Setting.HF_HUB_OFFLINE)) {
      builder.addInterceptor(new OfflineInterceptor());
    }
    builder
        .addInterceptor(new UserAgentInterceptor(settings))
        .addInterceptor(this.credentials)
        .addInterceptor(quotas)
        .addInterceptor(guard)
        .addNetworkInterceptor(guard.connectionCheck())
        .addNetworkInterceptor(new SilentRetryInterceptor());
    EnvironmentProxies.of(settings)
        .ifPresent(proxies -> builder.proxySelector(proxies).proxyAuthenticator(proxies));
    var tls = new LazyTls(() -> authorities(settings));
    this.client = builder.sslSocketFactory(tls.socketFactory(), tls.trustManager()).build();
    if (settings.text(Setting.HF_ENDPOINT).filter(hub -> hub.startsWith("https:")).isPresent()) {
      tls.prepare();
    }
  }

  /// The credential a request would carry.
  Optional<String> credentialFor(HttpRequest request) {
    return credentials.valueFor(request);
  }

  /// Waits for the request's turn and sends it.
  ///
  /// @param limit longest time from sending to the answer's last byte; the scope's if shorter
  Response send(HttpRequest request, CallScope scope, Duration limit) throws IOException {
    scope.throwIfCancelled();
    quotas.await(request.url(), () -> credentialFor(request).isPresent(), scope);
    request.pace().await(scope);
    Runnable leave = hostLimits.enter(request.url(), scope);
    Call call = client.newCall(wireRequest(request, scope));
    long nanos = Math.min(limit.toNanos(), scope.remaining().toNanos());
    call.timeout().timeout(Math.max(1, nanos), TimeUnit.NANOSECONDS);
    CallScope.Registration cancellation = scope.onCancel(call::cancel);
    Runnable release =
        () -> {
          cancellation.close();
          leave.run();
        };
    try {
      Response response = call.execute();
      return response
          .newBuilder()
          .body(new ClosingBody(response.body(), call::cancel, release))
          .build();
    } catch (IOException | RuntimeException | Error e) {
      release.run();
      throw e;
    }
  }

  /// Breaks off whatever is under way.
  void close() {
    client.dispatcher().cancelAll();
    client.connectionPool().evictAll();
  }

  private static Request wireRequest(HttpRequest request, CallScope scope) {
    // A DELETE gets an empty body too: only a body can say that it must not be sent twice.
    RequestBody body = request.body().orElse(request.isRead() ? null : NOTHING);
    Request.Builder wire =
        new Request.Builder()
            .url(request.url())
            .headers(request.headers())
            .method(
                request.method(),
                body == null || request.idempotent() ? body : new OneShotBody(body));
    return CallContext.start(request, scope).on(wire);
  }

  private static X509ExtendedTrustManager authorities(Settings settings) {
    return settings
        .path(Setting.SSL_CERT_FILE)
        .map(pem -> ExtraAuthorities.load(pem).trustManager())
        .orElseGet(ExtraAuthorities::ofJdk);
  }

  private static List<HttpUrl> configured(Settings settings) {
    var urls = new ArrayList<HttpUrl>();
    for (Setting base : List.of(Setting.HF_ENDPOINT, Setting.ML_INTERN_DATASETS_SERVER)) {
      settings.text(base).map(HttpUrl::parse).ifPresent(urls::add);
    }
    return urls;
  }
}
