package dev.mlintern.http;

import okhttp3.HttpUrl;

/// Scheme, host and port: what a credential, a cached answer or a page link is bound to (RFC 6454).
public record WebOrigin(String scheme, String host, int port) {
  public static WebOrigin of(HttpUrl url) {
    return new WebOrigin(url.scheme(), url.host(), url.port());
  }

  /// Whether both addresses have the same scheme, host and port.
  public static boolean isSame(HttpUrl a, HttpUrl b) {
    return of(a).equals(of(b));
  }

  @Override
  public String toString() {
    return scheme + "://" + host + ":" + port;
  }
}
