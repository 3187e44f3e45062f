package dev.mlintern.http;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/// Attaches credentials to requests for allow-listed hosts.
///
/// Must be an application interceptor behind [RedirectInterceptor], so that it sees each hop: as a
/// network interceptor it would leak to redirect targets (spec hub-api §2).
final class CredentialInterceptor implements Interceptor {
  private final List<Credentials> credentials;

  CredentialInterceptor(List<Credentials> credentials) {
    this.credentials = List.copyOf(credentials);
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    CallContext context = CallContext.of(request);
    Optional<Credentials> secret = wanted(context, request.url());
    Optional<String> value = secret.flatMap(found -> found.value().get());
    if (value.isEmpty()) {
      return chain.proceed(request);
    }
    Request.Builder wire = request.newBuilder().header(secret.get().header(), value.get());
    return chain.proceed(context.withCredential().on(wire));
  }

  /// The secret's value for a request, if one would be sent.
  Optional<String> valueFor(HttpRequest request) {
    CallContext context = CallContext.start(request, null);
    return wanted(context, request.url()).flatMap(secret -> secret.value().get());
  }

  /// Whether the request that was answered carried a credential.
  static boolean wasSent(Response response) {
    CallContext context = CallContext.of(response.request());
    return context != null && context.credentialSent();
  }

  private Optional<Credentials> wanted(CallContext context, HttpUrl url) {
    HttpRequest request = context.request();
    if (context.leftOrigin() || request.credential() == HttpRequest.Credential.NONE) {
      return Optional.empty();
    }
    boolean explicit = !request.isRead() || request.credential() == HttpRequest.Credential.WANTED;
    return credentials.stream()
        .filter(secret -> secret.allows(url.scheme(), url.host(), url.port()))
        .filter(secret -> secret.implicit() || explicit)
        .findFirst();
  }
}
