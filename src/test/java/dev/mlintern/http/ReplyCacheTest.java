package dev.mlintern.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import okhttp3.RequestBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplyCacheTest {
  private static final Duration TTL = Duration.ofMinutes(5);

  private final Upstream upstream = Upstream.start();
  private String token = "token-" + UUID.randomUUID();

  @TempDir private Path home;

  @AfterEach
  void stop() {
    upstream.close();
  }

  @Test
  void a_fresh_answer_is_served_again_without_asking() {
    upstream.answer("one");

    assertThat(get("/").fromCache()).isFalse();
    HttpReply again = get("/");

    assertThat(again.fromCache()).isTrue();
    assertThat(again.text()).isEqualTo("one");
    assertThat(upstream.server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void nothing_is_kept_unless_the_request_says_so() {
    upstream.answer("one");
    upstream.answer("two");
    upstream.get("/");

    assertThat(upstream.get("/").text()).isEqualTo("two");
  }

  @Test
  void an_old_answer_is_asked_about_by_its_etag() throws Exception {
    upstream.answer("one", "ETag", "W/\"e1\"");
    upstream.answer(304, "");
    get("/");
    upstream.now = upstream.now.plus(TTL);

    HttpReply confirmed = get("/");

    assertThat(confirmed.text()).isEqualTo("one");
    assertThat(confirmed.status()).isEqualTo(200);
    upstream.request();
    assertThat(upstream.header("If-None-Match")).isEqualTo("W/\"e1\"");
    assertThat(get("/").text()).isEqualTo("one");
    assertThat(upstream.server.getRequestCount()).isEqualTo(2);
  }

  @Test
  void an_old_answer_that_changed_is_replaced() {
    upstream.answer("one", "ETag", "\"e1\"");
    upstream.answer("two", "ETag", "\"e2\"");
    get("/");
    upstream.now = upstream.now.plus(TTL);

    assertThat(get("/").text()).isEqualTo("two");
    assertThat(get("/").text()).isEqualTo("two");
  }

  @Test
  void that_something_is_missing_is_believed_for_a_minute() {
    upstream.answer(404, "no");
    upstream.answer("created");
    get("/");

    assertThat(get("/").status()).isEqualTo(404);
    upstream.now = upstream.now.plusSeconds(60);
    assertThat(get("/").text()).isEqualTo("created");
  }

  @Test
  void other_errors_are_not_kept() {
    upstream.answer(403, "not yet");
    upstream.answer("granted");
    get("/");

    assertThat(get("/").text()).isEqualTo("granted");
  }

  @Test
  void another_token_another_answer() {
    upstream.with(
        Map.of(),
        new Credentials(
            Set.of(upstream.host()),
            upstream.server.getPort(),
            "Authorization",
            () -> Optional.of(token)));
    upstream.answer("what ada sees");
    upstream.answer("what bob sees");
    get("/");
    token = "token-" + UUID.randomUUID();

    assertThat(get("/").text()).isEqualTo("what bob sees");
  }

  @Test
  void another_range_another_answer() {
    upstream.answer(206, "a");
    upstream.answer(206, "b");
    HttpRequest request = HttpRequest.get(upstream.url("/")).withCacheFor(TTL);
    upstream.stack().send(request.withHeader("Range", "bytes=0-0"), upstream.scope);

    HttpReply other =
        upstream.stack().send(request.withHeader("Range", "bytes=1-1"), upstream.scope);

    assertThat(other.text()).isEqualTo("b");
  }

  @Test
  void our_own_write_makes_the_next_read_ask_again() {
    upstream.answer("before");
    upstream.answer("written");
    upstream.answer("after");
    get("/");
    upstream
        .stack()
        .send(
            HttpRequest.post(upstream.url("/commit"), RequestBody.create("x".getBytes())),
            upstream.scope);

    assertThat(get("/").text()).isEqualTo("after");
  }

  @Test
  void equal_questions_at_the_same_time_share_one_request() throws Exception {
    upstream.server.enqueue(
        new MockResponse.Builder().body("shared").headersDelay(300, TimeUnit.MILLISECONDS).build());
    List<CompletableFuture<HttpReply>> replies = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      replies.add(
          CompletableFuture.supplyAsync(() -> get("/"), task -> Thread.startVirtualThread(task)));
    }

    for (CompletableFuture<HttpReply> reply : replies) {
      assertThat(reply.get(10, TimeUnit.SECONDS).text()).isEqualTo("shared");
    }
    assertThat(upstream.server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void a_cancelled_caller_does_not_take_the_others_down() throws Exception {
    upstream.server.enqueue(
        new MockResponse.Builder().body("first").headersDelay(3, TimeUnit.SECONDS).build());
    upstream.answer("second");
    HttpRequest request = HttpRequest.get(upstream.url("/")).withCacheFor(TTL);
    CallScope leader = CallScope.lasting(Duration.ofSeconds(10));
    Thread.startVirtualThread(
        () ->
            assertThatThrownBy(() -> upstream.stack().send(request, leader))
                .isInstanceOf(java.util.concurrent.CancellationException.class));
    upstream.request();
    var follower =
        CompletableFuture.supplyAsync(() -> get("/"), task -> Thread.startVirtualThread(task));
    Thread.sleep(100);

    leader.cancel();

    assertThat(follower.get(10, TimeUnit.SECONDS).text()).isEqualTo("second");
  }

  @Test
  void the_least_recently_used_answers_go_first() {
    var store = new ReplyStore(10_000, Optional.empty());
    for (int i = 0; i < 8; i++) {
      store.keep(key("/" + i), cached(1_000), 0);
      store.find(key("/0"));
    }

    assertThat(store.find(key("/0"))).isPresent();
    assertThat(store.find(key("/1"))).isEmpty();
    assertThat(store.find(key("/7"))).isPresent();
    store.keep(key("/huge"), cached(9_000), 0);
    assertThat(store.find(key("/huge"))).isEmpty();
  }

  @Test
  void answers_survive_on_disk_when_the_user_wants_that_readable_by_the_user_alone()
      throws Exception {
    Map<String, String> environment =
        Map.of("ML_INTERN_CACHE", "1", "ML_INTERN_HOME", home.resolve("state").toString());
    upstream.with(environment);
    upstream.answer("kept", "X-Thing", "thing");
    get("/");
    upstream.with(environment);

    HttpReply reply = get("/");

    assertThat(reply.fromCache()).isTrue();
    assertThat(reply.text()).isEqualTo("kept");
    assertThat(reply.headers().get("X-Thing")).isEqualTo("thing");
    assertThat(reply.url()).isEqualTo(upstream.url("/"));
    try (Stream<Path> files = Files.list(home.resolve("state/http-cache"))) {
      assertThat(files)
          .hasSize(1)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void a_damaged_file_costs_only_the_answer_in_it() throws Exception {
    Map<String, String> environment =
        Map.of("ML_INTERN_CACHE", "1", "ML_INTERN_HOME", home.toString());
    upstream.with(environment);
    upstream.answer("one");
    get("/");
    Path file;
    try (Stream<Path> files = Files.list(home.resolve("http-cache"))) {
      file = files.findFirst().orElseThrow();
    }
    Files.write(file, new byte[] {1, 2, 3});
    upstream.with(environment);
    upstream.answer("two");

    assertThat(get("/").text()).isEqualTo("two");
  }

  @Test
  void the_disk_keeps_a_bounded_amount() throws Exception {
    var disk = new DiskReplies(home.resolve("cache"), 20_000);
    for (int i = 0; i < 40; i++) {
      disk.keep(key("/" + i), cached(1_000));
    }

    long total = 0;
    try (Stream<Path> files = Files.list(home.resolve("cache"))) {
      for (Path file : files.toList()) {
        total += Files.size(file);
      }
    }
    assertThat(total).isLessThanOrEqualTo(20_000);
    assertThat(disk.find(key("/39"))).isPresent();
  }

  private CacheKey key(String path) {
    return CacheKey.of(HttpRequest.get(upstream.url(path)), Optional.empty());
  }

  private CachedReply cached(int bytes) {
    HttpReply reply =
        new HttpReply(200, okhttp3.Headers.EMPTY, new byte[bytes], upstream.url("/"), false, false);
    return new CachedReply(reply, upstream.now);
  }

  private HttpReply get(String path) {
    return upstream
        .stack()
        .send(HttpRequest.get(upstream.url(path)).withCacheFor(TTL), upstream.scope);
  }
}
