package dev.mlintern.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import okhttp3.HttpUrl;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtraAuthoritiesTest {
  private final Upstream upstream = Upstream.start();
  private final HeldCertificate authority =
      new HeldCertificate.Builder().certificateAuthority(0).build();

  @TempDir private Path home;

  @AfterEach
  void stop() {
    upstream.close();
  }

  @Test
  void a_server_of_an_extra_authority_is_trusted() throws Exception {
    serveHttps();
    Path pem = home.resolve("ca.pem");
    Files.writeString(pem, "# comment\n" + authority.certificatePem());
    upstream.with(Map.of("SSL_CERT_FILE", pem.toString()));
    upstream.answer("secure");

    assertThat(getHttps().text()).isEqualTo("secure");
  }

  @Test
  void without_it_the_connection_fails_and_the_message_says_what_to_set() {
    serveHttps();

    assertThatThrownBy(this::getHttps)
        .isInstanceOf(HttpFailure.Network.class)
        .hasMessageContaining("SSL_CERT_FILE");
  }

  @Test
  void the_jdks_own_authorities_stay_trusted() throws Exception {
    Path pem = home.resolve("ca.pem");
    Files.writeString(pem, authority.certificatePem());

    assertThat(ExtraAuthorities.load(pem).trustManager().getAcceptedIssuers())
        .contains(authority.certificate())
        .hasSizeGreaterThan(20);
  }

  @Test
  void a_file_that_is_missing_or_holds_no_certificate_is_named() throws Exception {
    Path empty = home.resolve("empty.pem");
    Files.writeString(empty, "");

    assertThatThrownBy(() -> ExtraAuthorities.load(empty))
        .isInstanceOf(HttpFailure.Refused.class)
        .hasMessageContaining("empty.pem");
    assertThatThrownBy(() -> ExtraAuthorities.load(home.resolve("missing.pem")))
        .isInstanceOf(HttpFailure.Refused.class)
        .hasMessageContaining("SSL_CERT_FILE");
  }

  @Test
  void plain_http_works_whatever_is_wrong_with_the_file_and_https_names_it() {
    upstream.with(Map.of("SSL_CERT_FILE", "/no/such/ca.pem"));
    upstream.answer("plain");
    assertThat(upstream.stack().send(HttpRequest.get(upstream.url("/")), upstream.scope).text())
        .isEqualTo("plain");

    serveHttps();
    assertThatThrownBy(this::getHttps)
        .isInstanceOf(HttpFailure.Refused.class)
        .hasMessageContaining("/no/such/ca.pem");
  }

  private void serveHttps() {
    HeldCertificate server =
        new HeldCertificate.Builder()
            .signedBy(authority)
            .addSubjectAlternativeName("localhost")
            .build();
    upstream.server.useHttps(
        new HandshakeCertificates.Builder().heldCertificate(server).build().sslSocketFactory());
  }

  private HttpReply getHttps() {
    HttpUrl url = HttpUrl.get("https://localhost:" + upstream.server.getPort() + "/");
    return upstream.stack().send(HttpRequest.get(url), upstream.scope);
  }
}
