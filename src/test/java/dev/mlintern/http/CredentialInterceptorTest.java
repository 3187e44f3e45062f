package dev.mlintern.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.http.HttpRequest.Credential;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.RequestBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialInterceptorTest {
  private final Upstream upstream = Upstream.start();
  private final Upstream stranger = Upstream.start();
  private final String canary = "canary-" + UUID.randomUUID();
  private final AtomicInteger lookups = new AtomicInteger();

  @AfterEach
  void stop() {
    upstream.close();
    stranger.close();
  }

  @Test
  void the_secret_goes_to_its_host_and_port_and_the_reply_says_so() throws Exception {
    allow("Authorization", true);
    upstream.answer("ok");

    assertThat(upstream.get("/").credentialSent()).isTrue();
    assertThat(upstream.header("Authorization")).isEqualTo(canary);
  }

  @Test
  void another_port_of_the_same_host_gets_nothing() throws Exception {
    allow("Authorization", true);
    stranger.answer("ok");

    HttpReply reply = upstream.stack().send(HttpRequest.get(stranger.url("/")), upstream.scope);

    assertThat(reply.credentialSent()).isFalse();
    assertThat(stranger.header("Authorization")).isNull();
    assertThat(lookups).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void no_redirect_carries_a_secret_to_another_port(int code) throws Exception {
    for (String header : new String[] {"Authorization", "x-api-key"}) {
      allow(header, true);
      upstream.answer(code, "", "Location", stranger.url("/stolen").toString());
      stranger.answer("ok");

      HttpReply reply =
          upstream
              .stack()
              .send(
                  HttpRequest.get(upstream.url("/")).withHeader("X-Private", canary),
                  upstream.scope);

      assertThat(reply.credentialSent()).isFalse();
      assertThat(reply.url()).isEqualTo(stranger.url("/stolen"));
      assertThat(upstream.request().getHeaders().get(header)).isEqualTo(canary);
      assertThat(stranger.request().getHeaders().toString()).doesNotContain(canary);
    }
  }

  @Test
  void a_redirect_by_way_of_a_stranger_does_not_bring_the_secret_back() throws Exception {
    allow("Authorization", true);
    upstream.answer(302, "", "Location", stranger.url("/").toString());
    stranger.answer(302, "", "Location", upstream.url("/delete-everything").toString());
    upstream.answer("ok");

    upstream.get("/");

    assertThat(upstream.header("Authorization")).isEqualTo(canary);
    assertThat(upstream.header("Authorization")).isNull();
  }

  @Test
  void a_stranger_cannot_borrow_the_secret_by_redirecting_to_its_host() throws Exception {
    allow("Authorization", true);
    stranger.answer(302, "", "Location", upstream.url("/private").toString());
    upstream.answer("ok");

    upstream.stack().send(HttpRequest.get(stranger.url("/")), upstream.scope);

    assertThat(upstream.header("Authorization")).isNull();
  }

  @Test
  void a_redirect_on_the_same_host_keeps_the_secret() throws Exception {
    allow("Authorization", true);
    upstream.answer(307, "", "Location", "/renamed");
    upstream.answer("ok");

    upstream.get("/");

    assertThat(upstream.header("Authorization")).isEqualTo(canary);
    assertThat(upstream.header("Authorization")).isEqualTo(canary);
  }

  @Test
  void a_request_may_ask_to_go_without() throws Exception {
    allow("Authorization", true);
    upstream.answer("ok");

    upstream
        .stack()
        .send(HttpRequest.get(upstream.url("/")).withCredential(Credential.NONE), upstream.scope);

    assertThat(upstream.header("Authorization")).isNull();
  }

  @Test
  void a_secret_that_is_not_implicit_travels_on_writes_and_when_asked_for() throws Exception {
    allow("Authorization", false);
    HttpRequest read = HttpRequest.get(upstream.url("/"));
    HttpRequest write = HttpRequest.post(upstream.url("/"), RequestBody.create(new byte[0]));

    assertThat(sent(read)).isNull();
    assertThat(sent(read.withCredential(Credential.WANTED))).isEqualTo(canary);
    assertThat(sent(write)).isEqualTo(canary);
  }

  @ParameterizedTest
  @CsvSource({
    "https, huggingface.co, 443, true",
    "https, api.huggingface.co, 443, true",
    "https, a.b.huggingface.co, 443, true",
    "http, huggingface.co, 443, false",
    "http, huggingface.co, 80, false",
    "https, huggingface.co, 8443, false",
    "https, nothuggingface.co, 443, false",
    "https, huggingface.co.evil.example, 443, false",
    "https, huggingface.co., 443, false",
    "https, cdn-lfs.hf.co, 443, false",
  })
  void the_allow_list_means_exactly_what_it_says(
      String scheme, String host, int port, boolean allowed) {
    Credentials hub =
        new Credentials(
            Set.of("huggingface.co", "*.huggingface.co"), 443, "Authorization", Optional::empty);

    assertThat(hub.allows(scheme, host, port)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "http, 127.0.0.1, 8080, true",
    "http, 127.0.0.1, 8081, false",
    "http, hub.intern, 8080, false",
    "https, hub.intern, 8080, true"
  })
  void plain_http_is_for_this_machine_only(String scheme, String host, int port, boolean allowed) {
    Credentials hub =
        new Credentials(Set.of("127.0.0.1", "hub.intern"), 8080, "Authorization", Optional::empty);

    assertThat(hub.allows(scheme, host, port)).isEqualTo(allowed);
  }

  private String sent(HttpRequest request) throws InterruptedException {
    upstream.answer("ok");
    upstream.stack().send(request, upstream.scope);
    return upstream.header("Authorization");
  }

  private void allow(String header, boolean implicit) {
    upstream.with(
        Map.of(),
        new Credentials(
            Set.of(upstream.host()),
            upstream.server.getPort(),
            header,
            () -> {
              lookups.incrementAndGet();
              return Optional.of(canary);
            },
            implicit));
  }
}
