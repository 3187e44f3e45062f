package dev.mlintern.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.http.HttpRequest.Redirects;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectInterceptorTest {
  private final Upstream upstream = Upstream.start();
  private final Upstream other = Upstream.start();

  @AfterEach
  void stop() {
    upstream.close();
    other.close();
  }

  @Test
  void a_relative_redirect_is_followed_and_the_last_address_reported() {
    upstream.answer(307, "Temporary Redirect", "Location", "/api/models/new?x=%2F");
    upstream.answer("there");

    HttpReply reply = upstream.get("/api/models/old?x=%2F");

    assertThat(reply.text()).isEqualTo("there");
    assertThat(reply.url()).isEqualTo(upstream.url("/api/models/new?x=%2F"));
  }

  @Test
  void earlier_answers_stay_readable() {
    upstream.answer(307, "", "Location", "/b", "X-Repo-Commit", "abc");
    upstream.answer("there");

    try (Response response =
        upstream.stack().open(HttpRequest.get(upstream.url("/a")), upstream.scope)) {
      assertThat(response.priorResponse().header("X-Repo-Commit")).isEqualTo("abc");
    }
  }

  @ParameterizedTest
  @CsvSource({"301, GET, ''", "302, GET, ''", "303, GET, ''", "307, POST, body", "308, POST, body"})
  void a_post_is_repeated_only_where_the_code_means_that(int code, String method, String body)
      throws Exception {
    upstream.answer(code, "", "Location", "/there");
    upstream.answer("ok");

    upstream
        .stack()
        .send(
            HttpRequest.post(upstream.url("/"), RequestBody.create("body".getBytes())),
            upstream.scope);

    upstream.request();
    var repeated = upstream.request();
    assertThat(repeated.getMethod()).isEqualTo(method);
    assertThat(repeated.getBody() == null ? "" : repeated.getBody().utf8()).isEqualTo(body);
  }

  @Test
  void a_body_never_goes_to_another_host() {
    upstream.answer(307, "", "Location", other.url("/").toString());

    assertThatThrownBy(
            () ->
                upstream
                    .stack()
                    .send(
                        HttpRequest.post(upstream.url("/"), RequestBody.create("x".getBytes())),
                        upstream.scope))
        .isInstanceOf(HttpFailure.Refused.class)
        .hasMessageContaining("another host");
    assertThat(other.server.getRequestCount()).isZero();
  }

  @Test
  void a_ring_of_redirects_ends() {
    for (int i = 0; i < 12; i++) {
      upstream.answer(302, "", "Location", "/again");
    }

    assertThatThrownBy(() -> upstream.get("/again"))
        .isInstanceOf(HttpFailure.Refused.class)
        .hasMessageContaining("more than 10 times");
  }

  @Test
  void ten_redirects_are_not_too_many() {
    for (int i = 0; i < 10; i++) {
      upstream.answer(302, "", "Location", "/again");
    }
    upstream.answer("there");

    assertThat(upstream.get("/again").text()).isEqualTo("there");
  }

  /// A file's range is read from the content network the Hub leads to.
  @Test
  void another_host_is_told_what_is_wanted_and_not_by_whom() throws Exception {
    upstream.answer(302, "", "Location", other.url("/cdn").toString());
    other.answer("abc");

    upstream
        .stack()
        .send(
            HttpRequest.get(upstream.url("/"))
                .withHeader("Range", "bytes=0-2")
                .withHeader("Accept", "text/x-wanted")
                .withHeader("X-Mine", "private"),
            upstream.scope);

    var asked = other.request().getHeaders();
    assertThat(asked.get("Range")).isEqualTo("bytes=0-2");
    assertThat(asked.get("Accept")).isEqualTo("text/x-wanted");
    assertThat(asked.get("X-Mine")).isNull();
  }

  @ParameterizedTest
  @CsvSource({"https, http, false", "https, https, true", "http, https, true", "http, http, true"})
  void nothing_leads_from_https_to_http(String from, String to, boolean followed) {
    HttpUrl start = HttpUrl.get(from + "://hub.example/a");
    Interceptor answers =
        chain -> {
          boolean isStart = chain.request().url().equals(start);
          var answer =
              new Response.Builder()
                  .request(chain.request())
                  .protocol(Protocol.HTTP_1_1)
                  .code(isStart ? 302 : 200)
                  .message("")
                  .body(ResponseBody.EMPTY);
          return (isStart ? answer.header("Location", to + "://cdn.example/b") : answer).build();
        };
    OkHttpClient client =
        new OkHttpClient.Builder()
            .addInterceptor(new RedirectInterceptor())
            .addInterceptor(answers)
            .build();
    Call call =
        client.newCall(
            CallContext.start(HttpRequest.get(start), upstream.scope)
                .on(new Request.Builder().url(start)));

    if (followed) {
      assertThatCode(() -> call.execute().close()).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(call::execute)
          .isInstanceOf(HttpFailure.Refused.class)
          .hasMessageContaining("from https to plain http at cdn.example");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "ftp://127.0.0.1/x", "javascript:alert(1)"})
  void only_http_addresses_are_followed(String location) {
    upstream.answer(302, "", "Location", location);

    assertThatThrownBy(() -> upstream.get("/"))
        .isInstanceOf(HttpFailure.Refused.class)
        .hasMessageContaining("not an http(s) address");
  }

  @Test
  void the_caller_may_want_the_redirect_itself() {
    upstream.answer(302, "", "Location", "https://cdn.example/x");

    HttpReply reply =
        upstream
            .stack()
            .send(
                HttpRequest.get(upstream.url("/")).withRedirects(Redirects.RETURN), upstream.scope);

    assertThat(reply.status()).isEqualTo(302);
    assertThat(reply.headers().get("Location")).isEqualTo("https://cdn.example/x");
  }

  @Test
  void the_caller_may_want_to_stay_on_the_host() {
    upstream.answer(307, "", "Location", "/here");
    upstream.answer(302, "", "Location", other.url("/cdn").toString(), "X-Linked-Size", "7");

    HttpReply reply =
        upstream
            .stack()
            .send(
                HttpRequest.head(upstream.url("/")).withRedirects(Redirects.SAME_ORIGIN),
                upstream.scope);

    assertThat(reply.status()).isEqualTo(302);
    assertThat(reply.headers().get("X-Linked-Size")).isEqualTo("7");
    assertThat(other.server.getRequestCount()).isZero();
  }
}
