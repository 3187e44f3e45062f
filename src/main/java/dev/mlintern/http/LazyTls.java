package dev.mlintern.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// TLS that is set up by the first connection that needs it.
///
/// Reading the authorities' certificates takes more processor time (280 ms) than all else a first
/// call does, and OkHttp would do it for a client that only ever speaks plain HTTP, too.
/// Thread-safe.
final class LazyTls {
  private final Supplier<X509ExtendedTrustManager> source;
  private X509ExtendedTrustManager authorities;
  private SSLSocketFactory sockets;

  /// @param source whom to trust; asked once, by the first handshake
  LazyTls(Supplier<X509ExtendedTrustManager> source) {
    this.source = source;
  }

  /// What [okhttp3.OkHttpClient.Builder#sslSocketFactory] takes first.
  SSLSocketFactory socketFactory() {
    return new Sockets();
  }

  /// What it takes second.
  X509ExtendedTrustManager trustManager() {
    return new Trust();
  }

  /// Sets up in the background, so that the first handshake finds it done.
  void prepare() {
    Thread.ofPlatform().daemon().name("tls-authorities").start(this::prepareQuietly);
  }

  private void prepareQuietly() {
    try {
      sockets();
    } catch (RuntimeException _) {
      // The connection that needs it will meet the same and say so.
    }
  }

  private synchronized X509ExtendedTrustManager authorities() {
    if (authorities == null) {
      authorities = source.get();
    }
    return authorities;
  }

  private synchronized SSLSocketFactory sockets() {
    if (sockets == null) {
      try {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new X509ExtendedTrustManager[] {authorities()}, null);
        sockets = context.getSocketFactory();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this JDK cannot do TLS", e);
      }
    }
    return sockets;
  }

  private final class Sockets extends SSLSocketFactory {
    @Override
    public String[] getDefaultCipherSuites() {
      return sockets().getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return sockets().getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose)
        throws IOException {
      return sockets().createSocket(plain, host, port, autoClose);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return sockets().createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
        throws IOException {
      return sockets().createSocket(host, port, local, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return sockets().createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
        throws IOException {
      return sockets().createSocket(host, port, local, localPort);
    }
  }

  /// Asks about servers only: this program is never the side that clients prove themselves to.
  private final class Trust extends X509ExtendedTrustManager {
    /// None, although there are: OkHttp asks when a client is built, for the pinning of
    /// certificates, which we do not do. Handshakes ask [#checkServerTrusted].
    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      authorities().checkServerTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      authorities().checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      authorities().checkServerTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw noClients();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw noClients();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw noClients();
    }

    private static CertificateException noClients() {
      return new CertificateException("clients are not trusted here, servers are");
    }
  }
}
