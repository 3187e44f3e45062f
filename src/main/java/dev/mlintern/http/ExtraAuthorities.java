package dev.mlintern.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Trust in the certificate authorities of a PEM file besides those the JDK knows: what a company
/// needs whose proxy signs anew.
public record ExtraAuthorities(
    SSLSocketFactory socketFactory, X509ExtendedTrustManager trustManager) {
  /// @throws HttpFailure.Refused when the file cannot be used
  public static ExtraAuthorities load(Path pem) {
    try {
      Collection<? extends Certificate> extra = read(pem);
      if (extra.isEmpty()) {
        throw unusable(pem, "there is no certificate in it");
      }
      return trusting(extra);
    } catch (IOException e) {
      throw unusable(pem, "cannot read it: " + e.getMessage());
    } catch (GeneralSecurityException e) {
      throw unusable(pem, e.getMessage());
    }
  }

  /// Trust in those the JDK knows, alone.
  static X509ExtendedTrustManager ofJdk() {
    try {
      return trustManager(null);
    } catch (GeneralSecurityException e) {
      throw new HttpFailure.Refused("The JDK's own certificates cannot be used: " + e.getMessage());
    }
  }

  private static Collection<? extends Certificate> read(Path pem)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(pem)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in);
    }
  }

  private static ExtraAuthorities trusting(Collection<? extends Certificate> extra)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (Certificate known : trustManager(null).getAcceptedIssuers()) {
      store.setCertificateEntry("jdk-" + number++, known);
    }
    for (Certificate certificate : extra) {
      store.setCertificateEntry("extra-" + number++, certificate);
    }
    X509ExtendedTrustManager trust = trustManager(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {trust}, null);
    return new ExtraAuthorities(context.getSocketFactory(), trust);
  }

  /// @param store the authorities; null means the JDK's own
  private static X509ExtendedTrustManager trustManager(KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509ExtendedTrustManager.class::isInstance)
        .map(X509ExtendedTrustManager.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static HttpFailure.Refused unusable(Path pem, String why) {
    return new HttpFailure.Refused("SSL_CERT_FILE (" + pem + ") cannot be used: " + why + ".");
  }
}
