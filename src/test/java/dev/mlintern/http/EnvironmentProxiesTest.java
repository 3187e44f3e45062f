package dev.mlintern.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mockwebserver3.MockResponse;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentProxiesTest {
  private final Upstream proxy = Upstream.start();
  private final String password = "p@ss-" + UUID.randomUUID();

  @TempDir private Path home;

  @AfterEach
  void stop() {
    proxy.close();
  }

  @Test
  void plain_http_goes_through_the_proxy_with_the_password_from_its_address() throws Exception {
    proxy.with(
        Map.of(
            "http_proxy",
            "http://ada:" + password.replace("@", "%40") + "@127.0.0.1:" + proxy.server.getPort()));
    proxy.answer(407, "", "Proxy-Authenticate", "Basic realm=\"p\"");
    proxy.answer("through the proxy");

    HttpReply reply =
        proxy.stack().send(HttpRequest.get(HttpUrl.get("http://far.example/x")), proxy.scope);

    assertThat(reply.text()).isEqualTo("through the proxy");
    assertThat(proxy.request().getRequestLine()).startsWith("GET http://far.example/x ");
    assertThat(proxy.header("Proxy-Authorization")).isEqualTo(Credentials.basic("ada", password));
  }

  @Test
  void https_goes_through_a_tunnel_that_is_opened_with_the_password_and_never_sees_the_token()
      throws Exception {
    HeldCertificate certificate =
        new HeldCertificate.Builder().addSubjectAlternativeName("far.example").build();
    Path authorities = home.resolve("authorities.pem");
    Files.writeString(authorities, certificate.certificatePem());
    proxy.server.useHttps(
        new HandshakeCertificates.Builder()
            .heldCertificate(certificate)
            .build()
            .sslSocketFactory());
    proxy.server.enqueue(new MockResponse.Builder().inTunnel().build());
    proxy.answer("inside the tunnel");
    proxy.with(
        Map.of(
            "HTTPS_PROXY",
            "http://ada:" + password.replace("@", "%40") + "@127.0.0.1:" + proxy.server.getPort(),
            "SSL_CERT_FILE",
            authorities.toString()),
        new dev.mlintern.http.Credentials(
            java.util.Set.of("far.example"),
            443,
            "Authorization",
            () -> java.util.Optional.of("Bearer canary")));

    HttpReply reply =
        proxy.stack().send(HttpRequest.get(HttpUrl.get("https://far.example/x")), proxy.scope);

    assertThat(reply.text()).isEqualTo("inside the tunnel");
    var connect = proxy.request();
    assertThat(connect.getRequestLine()).startsWith("CONNECT far.example:443 ");
    assertThat(connect.getHeaders().get("Proxy-Authorization"))
        .isEqualTo(Credentials.basic("ada", password));
    assertThat(connect.getHeaders().get("Authorization")).isNull();
    var request = proxy.request();
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer canary");
    assertThat(request.getHeaders().get("Proxy-Authorization")).isNull();
  }

  @Test
  void this_machine_is_never_asked_for_through_a_proxy() {
    try (Upstream local = Upstream.start()) {
      local.with(Map.of("ALL_PROXY", proxy.url("/").toString()));
      local.answer("direct");

      assertThat(local.get("/").text()).isEqualTo("direct");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://huggingface.co/x, DIRECT",
    "https://datasets-server.huggingface.co/x, DIRECT",
    "https://nothuggingface.co/x, HTTP",
    "https://cdn.corp.example/x, DIRECT",
    "https://corp.example/x, DIRECT",
    "https://10.1.2.3/x, DIRECT",
    "https://11.1.2.3/x, HTTP",
    "https://hub.example:8443/x, DIRECT",
    "https://hub.example/x, HTTP",
    "https://[fd00::1]/x, DIRECT",
    "https://arxiv.org/x, HTTP",
    "http://localhost:1/x, DIRECT",
  })
  void no_proxy_names_hosts_domains_blocks_and_ports(String address, Proxy.Type type) {
    EnvironmentProxies proxies =
        proxies(
            Map.of(
                "HTTPS_PROXY",
                "proxy.example:3128",
                "NO_PROXY",
                "huggingface.co, .corp.example,10.0.0.0/8 fd00::/8,hub.example:8443,,nonsense/xx"));

    assertThat(proxies.select(URI.create(address))).extracting(Proxy::type).containsExactly(type);
  }

  @Test
  void a_star_sends_everything_direct() {
    EnvironmentProxies proxies =
        proxies(Map.of("ALL_PROXY", "http://proxy.example:3128", "NO_PROXY", "*"));

    assertThat(proxies.select(URI.create("https://huggingface.co/"))).isEqualTo(direct());
  }

  @Test
  void each_scheme_has_its_own_proxy_and_all_proxy_fills_in() {
    EnvironmentProxies proxies =
        proxies(Map.of("HTTP_PROXY", "http://a.example", "ALL_PROXY", "socks5h://b.example"));

    assertThat(proxies.select(URI.create("http://x.example/")))
        .containsExactly(
            new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("a.example", 80)));
    assertThat(proxies.select(URI.create("https://x.example/")))
        .containsExactly(
            new Proxy(Proxy.Type.SOCKS, InetSocketAddress.createUnresolved("b.example", 1080)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://p.example:1", "ftp://p.example", "http://", "socks5://u:w@p:1"})
  void a_proxy_that_cannot_be_used_is_named_without_its_password(String value) {
    EnvironmentProxies proxies = proxies(Map.of("HTTPS_PROXY", value));

    assertThat(proxies.select(URI.create("https://localhost/"))).isEqualTo(direct());
    assertThatThrownBy(() -> proxies.select(URI.create("https://far.example/")))
        .isInstanceOf(HttpFailure.Refused.class)
        .hasMessageContaining("HTTPS_PROXY")
        .message()
        .doesNotContain("u:w");
  }

  @Test
  void without_the_variables_there_is_no_proxy() {
    assertThat(EnvironmentProxies.of(Upstream.settings(Map.of("NO_PROXY", "*")))).isEmpty();
  }

  private static List<Proxy> direct() {
    return List.of(Proxy.NO_PROXY);
  }

  private static EnvironmentProxies proxies(Map<String, String> environment) {
    return EnvironmentProxies.of(Upstream.settings(environment)).orElseThrow();
  }
}
