package dev.mlintern.hooks;

import dev.mlintern.http.DirectHosts;
import dev.mlintern.http.ExtraAuthorities;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;

/// One GET to the Hub with what the JDK brings: a session start has no time to load the HTTP stack.
/// Same proxies, authorities and care for the token as there.
final class HubConnection {
  private static final int MAX_BYTES = 1 << 20;

  private final Settings settings;

  HubConnection(Settings settings) {
    this.settings = settings;
  }

  /// @param body at most a mebibyte of it
  record Reply(int status, byte[] body) {}

  /// @throws IOException when there is no answer
  /// @throws IllegalArgumentException when `HF_ENDPOINT` or a proxy setting is not an address
  Reply get(String path, Optional<String> token, Duration timeout) throws IOException {
    URI uri =
        URI.create(settings.text(Setting.HF_ENDPOINT).orElseThrow().replaceAll("/+$", "") + path);
    var connection = (HttpURLConnection) uri.toURL().openConnection(proxy(uri));
    if (connection instanceof HttpsURLConnection tls) {
      settings
          .path(Setting.SSL_CERT_FILE)
          .ifPresent(pem -> tls.setSSLSocketFactory(ExtraAuthorities.load(pem).socketFactory()));
    }
    int millis = (int) Math.max(1, timeout.toMillis());
    connection.setConnectTimeout(millis);
    connection.setReadTimeout(millis);
    connection.setInstanceFollowRedirects(false); // the token stays with the host that was named
    connection.setRequestProperty("User-Agent", "ml-intern; java/" + Runtime.version().feature());
    connection.setRequestProperty("Accept", "application/json");
    token.ifPresent(value -> connection.setRequestProperty("Authorization", "Bearer " + value));
    int status = connection.getResponseCode();
    try (InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return new Reply(status, in == null ? new byte[0] : in.readNBytes(MAX_BYTES));
    }
  }

  private Proxy proxy(URI uri) {
    boolean https = "https".equals(uri.getScheme());
    String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    int port = uri.getPort() > 0 ? uri.getPort() : https ? 443 : 80;
    if (DirectHosts.parse(settings.text(Setting.NO_PROXY).orElse("")).contains(host, port)) {
      return Proxy.NO_PROXY;
    }
    return settings
        .text(https ? Setting.HTTPS_PROXY : Setting.HTTP_PROXY)
        .or(() -> settings.text(Setting.ALL_PROXY))
        .map(HubConnection::proxy)
        .orElse(Proxy.NO_PROXY);
  }

  private static Proxy proxy(String text) {
    URI uri = URI.create(text.contains("://") ? text : "http://" + text);
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("the proxy setting is not an address");
    }
    boolean socks = uri.getScheme().startsWith("socks");
    Optional.ofNullable(uri.getUserInfo()).ifPresent(HubConnection::answerProxyLogin);
    int port = uri.getPort() > 0 ? uri.getPort() : socks ? 1080 : 80;
    return new Proxy(
        socks ? Proxy.Type.SOCKS : Proxy.Type.HTTP, new InetSocketAddress(uri.getHost(), port));
  }

  /// The JDK refuses basic log-ins to proxies for https unless told otherwise.
  private static void answerProxyLogin(String userInfo) {
    System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    String[] parts = userInfo.split(":", 2);
    char[] password = (parts.length > 1 ? parts[1] : "").toCharArray();
    Authenticator.setDefault(
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            return getRequestorType() == RequestorType.PROXY
                ? new PasswordAuthentication(parts[0], password)
                : null;
          }
        });
  }
}
