package dev.mlintern.http;

import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import okhttp3.Authenticator;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;

/// The proxies of `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, which OkHttp does not
/// read by itself; also answers their demand for a name and password from the address.
final class EnvironmentProxies extends ProxySelector implements Authenticator {
  private final Optional<Proxy> forHttps;
  private final Optional<Proxy> forHttp;
  private final DirectHosts direct;
  private final Map<Proxy, String> authorizations = new HashMap<>();

  private EnvironmentProxies(Settings settings) {
    Optional<Proxy> forAll = proxy(settings, Setting.ALL_PROXY);
    this.forHttps = proxy(settings, Setting.HTTPS_PROXY).or(() -> forAll);
    this.forHttp = proxy(settings, Setting.HTTP_PROXY).or(() -> forAll);
    this.direct = DirectHosts.parse(settings.text(Setting.NO_PROXY).orElse(""));
  }

  /// @return empty when no proxy is set
  /// @throws HttpFailure.Refused when one is set that cannot be used
  static Optional<EnvironmentProxies> of(Settings settings) {
    var proxies = new EnvironmentProxies(settings);
    boolean none = proxies.forHttp.isEmpty() && proxies.forHttps.isEmpty();
    return none ? Optional.empty() : Optional.of(proxies);
  }

  @Override
  public List<Proxy> select(URI uri) {
    HttpUrl url = HttpUrl.get(uri);
    if (url == null || direct.contains(url.host(), url.port())) {
      return List.of(Proxy.NO_PROXY);
    }
    return List.of((url.isHttps() ? forHttps : forHttp).orElse(Proxy.NO_PROXY));
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // Nothing to choose from: the request fails and says so.
  }

  @Override
  public Request authenticate(Route route, Response response) {
    String authorization = route == null ? null : authorizations.get(route.proxy());
    boolean refused = response.request().header("Proxy-Authorization") != null;
    if (authorization == null || refused) {
      return null;
    }
    return response.request().newBuilder().header("Proxy-Authorization", authorization).build();
  }

  private Optional<Proxy> proxy(Settings settings, Setting setting) {
    return settings.text(setting).map(text -> proxy(setting, text));
  }

  private Proxy proxy(Setting setting, String text) {
    int end = text.indexOf("://");
    String scheme = end < 0 ? "http" : text.substring(0, end).toLowerCase(Locale.ROOT);
    HttpUrl url = HttpUrl.parse("http://" + (end < 0 ? text : text.substring(end + 3)));
    boolean isSocks = scheme.startsWith("socks");
    if (url == null || !(scheme.equals("http") || isSocks)) {
      throw unusable(setting, "it must look like http://host:port or socks5://host:port");
    }
    int port = url.port() == 80 && !text.matches(".*:80/?") ? defaultPort(isSocks) : url.port();
    if (isSocks && !url.username().isEmpty()) {
      throw unusable(setting, "a SOCKS proxy with a password is not supported");
    }
    Proxy proxy =
        new Proxy(
            isSocks ? Proxy.Type.SOCKS : Proxy.Type.HTTP,
            InetSocketAddress.createUnresolved(url.host(), port));
    if (!url.username().isEmpty()) {
      authorizations.put(proxy, Credentials.basic(url.username(), url.password()));
    }
    return proxy;
  }

  private static int defaultPort(boolean isSocks) {
    return isSocks ? 1080 : 80;
  }

  private static HttpFailure.Refused unusable(Setting setting, String why) {
    return new HttpFailure.Refused(
        setting.name() + " names a proxy that cannot be used: " + why + ".");
  }
}
