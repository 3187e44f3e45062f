package dev.mlintern.http;

import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import okhttp3.Authenticator;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;

/// The proxies of `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, which OkHttp does not
/// read by itself; also answers their demand for a name and password from the address.
final class EnvironmentProxies extends ProxySelector implements Authenticator {
  private final Settings settings;
  private final DirectHosts direct;
  private final Map<Proxy, String> authorizations = new ConcurrentHashMap<>();

  private EnvironmentProxies(Settings settings) {
    this.settings = settings;
    this.direct = DirectHosts.parse(settings.text(Setting.NO_PROXY).orElse(""));
  }

  /// @return empty when no proxy is set
  static Optional<EnvironmentProxies> of(Settings settings) {
    boolean any =
        Stream.of(Setting.HTTPS_PROXY, Setting.HTTP_PROXY, Setting.ALL_PROXY)
            .anyMatch(setting -> settings.text(setting).isPresent());
    return any ? Optional.of(new EnvironmentProxies(settings)) : Optional.empty();
  }

  /// @throws HttpFailure.Refused when the address needs a proxy that cannot be used
  @Override
  public List<Proxy> select(URI uri) {
    HttpUrl url = HttpUrl.get(uri);
    if (url == null || direct.contains(url.host(), url.port())) {
      return List.of(Proxy.NO_PROXY);
    }
    Setting own = url.isHttps() ? Setting.HTTPS_PROXY : Setting.HTTP_PROXY;
    return List.of(proxy(own).or(() -> proxy(Setting.ALL_PROXY)).orElse(Proxy.NO_PROXY));
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

  private Optional<Proxy> proxy(Setting setting) {
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
