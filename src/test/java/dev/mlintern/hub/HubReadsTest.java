package dev.mlintern.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.HttpStack;
import dev.mlintern.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Headers;
import okio.Buffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubReadsTest {
  @TempDir private Path home;

  private final MockWebServer server = new MockWebServer();
  private final String token = "test-" + UUID.randomUUID();
  private final CallScope scope = CallScope.lasting(Duration.ofSeconds(20));
  private HttpStack http;
  private HubClient hub;

  @BeforeEach
  void start() throws Exception {
    server.start();
    connect(Map.of("HF_TOKEN", token));
  }

  private void connect(Map<String, String> environment) {
    var all = new HashMap<>(environment);
    all.put("HF_ENDPOINT", server.url("/").toString());
    Settings settings = Settings.of(all, home);
    http = HttpStack.create(settings, HubCredentials.of(settings));
    hub = HubClient.create(settings, http);
  }

  @AfterEach
  void stop() {
    http.close();
    server.close();
  }

  @Test
  void a_page_that_asks_to_sign_in_is_neither_a_file_nor_a_yes_nor_a_log() {
    var id = new RepoId("a/b");
    var path = new FilePath("config.json");
    for (int i = 0; i < 4; i++) {
      server.enqueue(page().build());
    }
    server.enqueue(page().body("").build());

    unreadable(() -> new HubFiles(hub).bytes(RepoType.MODEL, id, "main", path, 0, 16, scope));
    unreadable(() -> new HubFiles(hub).readText(RepoType.MODEL, id, "main", path, 0, 16, scope));
    unreadable(
        () -> new HubRefs(hub).createBranch(RepoType.MODEL, id, "x", Optional.empty(), scope));
    unreadable(() -> hub.open(HttpRequest.get(hub.addresses().api("jobs").build()), scope).close());
    unreadable(() -> new HubFiles(hub).facts(RepoType.MODEL, id, "main", path, scope));
  }

  @Test
  void a_file_that_is_a_page_is_one() {
    server.enqueue(page().addHeader("X-Repo-Commit", "a".repeat(40)).build());

    byte[] bytes =
        new HubFiles(hub)
            .bytes(RepoType.SPACE, new RepoId("a/b"), "main", new FilePath("i.html"), 0, 9, scope);

    assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo("<!DOCTYPE");
  }

  @Test
  void what_another_host_does_not_have_is_not_missing_at_the_hub() {
    server.enqueue(
        new MockResponse.Builder()
            .code(307)
            .addHeader("Location", "http://127.0.0.1:" + server.getPort() + "/elsewhere")
            .build());
    server.enqueue(
        new MockResponse.Builder()
            .code(404)
            .addHeader("Content-Type", "application/json")
            .body("{\"error\":\"Not found\"}")
            .build());

    assertThatThrownBy(() -> new HubRefs(hub).list(RepoType.MODEL, new RepoId("a/b"), false, scope))
        .isInstanceOfSatisfying(
            HubException.class,
            e -> {
              assertThat(e.fault()).isEqualTo(HubFault.UNREADABLE);
              assertThat(e.status()).isEqualTo(502);
              assertThat(e).hasMessageContainingAll("127.0.0.1/elsewhere", "not the Hub");
            });
  }

  private static MockResponse.Builder page() {
    return new MockResponse.Builder()
        .addHeader("Content-Type", "text/html; charset=utf-8")
        .body("<!DOCTYPE html><title>Sign in</title>");
  }

  private static void unreadable(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            HubException.class, e -> assertThat(e.fault()).isEqualTo(HubFault.UNREADABLE))
        .hasMessageContaining("a web page in place of the Hub's answer");
  }

  @Test
  void a_description_carries_the_token_and_the_asked_fields() throws Exception {
    json("{\"id\":\"a/b\",\"sha\":\"abc\",\"gated\":\"auto\",\"private\":false}");

    RepoInfo info =
        new HubRepos(hub)
            .info(
                RepoType.DATASET,
                new RepoId("a/b"),
                Optional.of("refs/pr/1"),
                List.of("sha", "gated"),
                scope);

    assertThat(info.isRenamed()).isFalse();
    assertThat(info.isGated()).isTrue();
    assertThat(info.sha()).contains("abc");
    var request = server.takeRequest();
    assertThat(request.getTarget())
        .isEqualTo("/api/datasets/a/b/revision/refs%2Fpr%2F1?expand=sha&expand=gated");
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + token);
  }

  @Test
  void a_renamed_repository_is_followed_and_its_new_id_reported() {
    redirect(307, "/api/models/openai-community/gpt2?expand=sha");
    json("{\"id\":\"openai-community/gpt2\"}");

    RepoInfo info =
        new HubRepos(hub)
            .info(RepoType.MODEL, new RepoId("gpt2"), Optional.empty(), List.of("sha"), scope);

    assertThat(info.isRenamed()).isTrue();
    assertThat(info.id()).isEqualTo(new RepoId("openai-community/gpt2"));
  }

  @Test
  void a_search_asks_in_the_hubs_words_and_knows_its_next_page() throws Exception {
    server.enqueue(
        new MockResponse.Builder()
            .body("[{\"id\":\"a/b\"}]")
            .addHeader("X-Total-Count", "7")
            .addHeader(
                "Link", "<" + server.url("/api/models?cursor=abc%3D&limit=1") + ">; rel=\"next\"")
            .build());

    HubPage page =
        new HubRepos(hub)
            .list(
                RepoType.MODEL,
                RepoQuery.ALL
                    .withSearch("tiny & small")
                    .withFilter("license:mit")
                    .withFilter("en")
                    .withSort("trendingScore")
                    .withLimit(1)
                    .withParameter("pipeline_tag", "text-generation"),
                scope);

    assertThat(page.items()).hasSize(1);
    assertThat(page.cursor()).contains("abc=");
    assertThat(page.total()).hasValue(7);
    assertThat(server.takeRequest().getTarget())
        .isEqualTo(
            "/api/models?search=tiny%20%26%20small&filter=license%3Amit&filter=en"
                + "&pipeline_tag=text-generation&sort=trendingScore&limit=1");
  }

  @Test
  void a_next_link_to_another_host_ends_the_listing() {
    server.enqueue(
        new MockResponse.Builder()
            .body("[]")
            .addHeader("Link", "<https://evil.example/api/models?cursor=x>; rel=\"next\"")
            .build());

    assertThat(new HubRepos(hub).list(RepoType.MODEL, RepoQuery.ALL, scope).next()).isEmpty();
  }

  @Test
  void a_tree_is_read_to_its_end_across_pages() throws Exception {
    server.enqueue(
        new MockResponse.Builder()
            .body("[{\"type\":\"directory\",\"oid\":\"1\",\"size\":0,\"path\":\"onnx\"}]")
            .addHeader("Link", "</api/models/a/b/tree/main?cursor=2>; rel=\"next\"")
            .build());
    json(
        "[{\"type\":\"file\",\"oid\":\"2\",\"size\":130,\"path\":\"m.bin\","
            + "\"lfs\":{\"oid\":\"deadbeef\",\"size\":440473133}}]");

    RepoTree tree =
        new HubFiles(hub)
            .tree(
                RepoType.MODEL,
                new RepoId("a/b"),
                "main",
                Optional.empty(),
                true,
                false,
                50,
                scope);

    assertThat(tree.isComplete()).isTrue();
    assertThat(tree.entries()).extracting(TreeEntry::path).containsExactly("onnx", "m.bin");
    assertThat(tree.entries().get(1).size()).isEqualTo(440473133L);
    assertThat(tree.entries().get(1).lfsSha256()).contains("deadbeef");
    assertThat(server.takeRequest().getTarget())
        .isEqualTo("/api/models/a/b/tree/main?recursive=true&limit=50");
  }

  @Test
  void a_piece_of_a_file_keeps_whole_characters_and_says_where_to_go_on() throws Exception {
    redirect(307, "/api/resolve-cache/models/a/b/abc/x.txt", "X-Repo-Commit", "abc");
    // "hellö worl": the range ends inside the ö.
    server.enqueue(
        new MockResponse.Builder()
            .code(206)
            .body(new Buffer().write(new byte[] {'h', 'e', 'l', 'l', (byte) 0xc3}))
            .addHeader("Content-Range", "bytes 0-4/11")
            .addHeader("ETag", "W/\"e1\"")
            .build());

    FileText piece = read("x.txt", 0, 5);

    assertThat(piece.text()).isEqualTo("hell");
    assertThat(piece.hasMore()).isTrue();
    assertThat(piece.nextOffset()).isEqualTo(4);
    assertThat(piece.commit()).contains("abc");
    assertThat(piece.etag()).contains("e1");
    assertThat(server.takeRequest().getHeaders().get("Range")).isEqualTo("bytes=0-4");
  }

  @Test
  void a_server_that_ignores_ranges_is_read_only_as_far_as_asked() {
    server.enqueue(new MockResponse.Builder().body("0123456789").build());

    FileText piece = read("dir/x y.txt", 3, 4);

    assertThat(piece.text()).isEqualTo("3456");
    assertThat(piece.totalBytes()).hasValue(10);
    assertThat(piece.hasMore()).isTrue();
  }

  @Test
  void reading_past_the_end_is_an_empty_piece_and_not_an_error() {
    server.enqueue(
        new MockResponse.Builder().code(416).addHeader("Content-Range", "bytes */10").build());

    FileText piece = read("x.txt", 10, 100);

    assertThat(piece.text()).isEmpty();
    assertThat(piece.hasMore()).isFalse();
  }

  @Test
  void a_binary_file_is_named_as_such() {
    server.enqueue(
        new MockResponse.Builder().body(new Buffer().write(new byte[] {1, 0, 2})).build());

    assertThat(read("x.bin", 0, 100).isBinary()).isTrue();
  }

  @Test
  void whoami_tells_the_account_and_its_organisations() {
    json(
        "{\"type\":\"user\",\"name\":\"ada\",\"fullname\":\"Ada\",\"isPro\":true,\"canPay\":false,"
            + "\"orgs\":[{\"type\":\"org\",\"name\":\"lab\",\"roleInOrg\":\"write\"}],"
            + "\"auth\":{\"type\":\"access_token\",\"accessToken\":{\"displayName\":\"ci\",\"role\":\"read\"}}}");

    Account account = new HubAccount(hub).whoami(scope);

    assertThat(account.name()).isEqualTo("ada");
    assertThat(account.tokenRole()).contains("read");
    assertThat(account.organisations())
        .extracting(Account.Organisation::name)
        .containsExactly("lab");
  }

  @Test
  void whoami_without_a_token_says_what_to_set() {
    connect(Map.of());
    server.enqueue(
        new MockResponse.Builder()
            .code(401)
            .addHeader("X-Error-Message", "Invalid username or password.")
            .build());

    assertThatThrownBy(() -> new HubAccount(hub).whoami(scope))
        .isInstanceOfSatisfying(
            HubException.class, e -> assertThat(e.fault()).isEqualTo(HubFault.UNAUTHENTICATED))
        .hasMessageContaining("No token was sent: set HF_TOKEN");
  }

  @Test
  void a_user_who_keeps_the_token_for_himself_sends_it_only_where_it_is_needed() throws Exception {
    connect(Map.of("HF_TOKEN", token, "HF_HUB_DISABLE_IMPLICIT_TOKEN", "1"));
    json("[]");
    json("{\"name\":\"ada\"}");

    new HubRepos(hub).list(RepoType.MODEL, RepoQuery.ALL, scope);
    new HubAccount(hub).whoami(scope);

    assertThat(server.takeRequest().getHeaders().get("Authorization")).isNull();
    assertThat(server.takeRequest().getHeaders().get("Authorization")).isEqualTo("Bearer " + token);
  }

  private FileText read(String path, long offset, int maxBytes) {
    return new HubFiles(hub)
        .readText(
            RepoType.MODEL,
            new RepoId("a/b"),
            HubFiles.DEFAULT_REVISION,
            new FilePath(path),
            offset,
            maxBytes,
            scope);
  }

  private void json(String body) {
    server.enqueue(
        new MockResponse.Builder()
            .body(body)
            .addHeader("Content-Type", "application/json")
            .build());
  }

  private void redirect(int code, String location, String... headers) {
    server.enqueue(
        new MockResponse.Builder()
            .code(code)
            .headers(Headers.of(headers))
            .addHeader("Location", location)
            .build());
  }
}
