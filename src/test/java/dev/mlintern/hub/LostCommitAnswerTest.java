package dev.mlintern.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.http.BackOff;
import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubCommits.Committed;
import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.localhub.RelayedHub;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A commit happens once, whatever the network does to its answer.
class LostCommitAnswerTest {
  private static final RepoId REPO = new RepoId("local/notes");

  @TempDir Path folder;
  private EmbeddedHub server;
  private RelayedHub relay;
  private HttpStack http;
  private HubCommits commits;
  private HubFiles files;

  @BeforeEach
  void start() throws IOException {
    server = EmbeddedHub.start(folder.resolve("hub"), 0);
    relay = RelayedHub.before(server);
    Settings settings =
        Settings.of(
            Map.of("HF_ENDPOINT", relay.endpoint(), "HF_TOKEN", "hf_" + "x".repeat(34)), folder);
    http =
        HttpStack.create(settings, HubCredentials.of(settings), new BackOff(Duration.ofMillis(5)));
    HubClient hub = HubClient.create(settings, http);
    commits = new HubCommits(hub);
    files = new HubFiles(hub);
    commits.create(RepoType.MODEL, REPO, true, scope());
  }

  @AfterEach
  void stop() throws IOException {
    http.close();
    relay.close();
    server.close();
  }

  @Test
  void an_answer_cut_after_the_commit_landed_is_found_in_the_history() throws IOException {
    relay.set(once("/commit/", (_, hub) -> cut(hub)));

    Committed made = commit("a.txt", "one");

    assertThat(made.foundLater()).isTrue();
    assertThat(titles()).containsExactly("Add a.txt", "initial commit");
    assertThat(made.oid()).isEqualTo(head());
    assertThat(made.url().orElseThrow()).endsWith("/local/notes/commit/" + head());
  }

  @Test
  void a_500_after_the_commit_landed_is_no_failure() throws IOException {
    relay.set(
        once(
            "/commit/",
            (_, hub) -> {
              hub.get();
              return new MockResponse.Builder().code(500).body("oops").build();
            }));

    assertThat(commit("a.txt", "one").foundLater()).isTrue();
    assertThat(titles()).containsExactly("Add a.txt", "initial commit");
  }

  @Test
  void the_title_of_a_message_of_several_lines_is_looked_for() throws IOException {
    relay.set(once("/commit/", (_, hub) -> cut(hub)));
    CommitChange put = request("a.txt", new byte[] {'1'}).changes().getFirst();

    assertThat(carryOut("Add a\n\nbecause", false, put).foundLater()).isTrue();
    assertThat(titles()).containsExactly("Add a", "initial commit");
    assertThat(
            files
                .history(RepoType.MODEL, REPO, "main", 0, 1, scope())
                .items()
                .getFirst()
                .path("message")
                .asString())
        .contains("because");
  }

  @Test
  void a_commit_without_a_parent_that_met_another_one_is_sent_again() throws IOException {
    relay.set(once("/commit/", (_, _) -> new MockResponse.Builder().code(412).build()));

    assertThat(commit("a.txt", "one").foundLater()).isFalse();
    assertThat(titles()).containsExactly("Add a.txt", "initial commit");
  }

  @Test
  void a_503_that_committed_nothing_is_tried_again_on_the_same_head() throws IOException {
    String before = head();
    relay.set(once("/commit/", (_, _) -> new MockResponse.Builder().code(503).build()));

    assertThat(commit("a.txt", "one").foundLater()).isFalse();
    assertThat(titles()).containsExactly("Add a.txt", "initial commit");
    assertThat(before).isNotEqualTo(head());
  }

  @Test
  void a_commit_that_lands_while_it_is_sent_again_is_not_doubled() throws IOException {
    var late =
        new Object() {
          RecordedRequest first;
        };
    var posts = new AtomicInteger();
    relay.set(
        (request, hub) -> {
          if (!request.getTarget().contains("/commit/")) {
            return Optional.empty();
          }
          if (posts.incrementAndGet() == 1) {
            late.first = request;
            return Optional.of(new MockResponse.Builder().code(504).build());
          }
          if (posts.get() == 2) {
            // The first one arrives only now, without a guard, before the second.
            HubCalls.post(server, late.first.getTarget(), late.first.getBody().utf8());
          }
          return Optional.of(hub.get());
        });

    Committed made = commit("a.txt", "one");

    assertThat(posts).hasValue(2);
    assertThat(made.foundLater()).isTrue();
    assertThat(titles()).containsExactly("Add a.txt", "initial commit");
  }

  @Test
  void somebody_elses_commit_in_between_is_not_taken_for_ours() throws IOException {
    relay.set(
        once(
            "/commit/",
            (request, _) -> {
              HubCalls.post(
                  server,
                  request.getTarget(),
                  "{\"key\":\"header\",\"value\":{\"summary\":\"Add a.txt\"}}\n"
                      + "{\"key\":\"file\",\"value\":{\"path\":\"a.txt\",\"content\":\"theirs\"}}\n");
              return new MockResponse.Builder().code(502).build();
            }));

    assertThat(commit("a.txt", "ours").foundLater()).isFalse();
    assertThat(titles()).containsExactly("Add a.txt", "Add a.txt", "initial commit");
    assertThat(files.readText(RepoType.MODEL, REPO, "main", new FilePath("a.txt"), 0, 99, scope()))
        .extracting(FileText::text)
        .isEqualTo("ours");
  }

  @Test
  void somebody_elses_commit_of_our_name_is_not_taken_for_our_deletion() throws IOException {
    commit("a.txt", "one");
    relay.set(
        once(
            "/commit/",
            (request, _) -> {
              HubCalls.post(
                  server,
                  request.getTarget(),
                  "{\"key\":\"header\",\"value\":{\"summary\":\"Drop a.txt\"}}\n"
                      + "{\"key\":\"file\",\"value\":{\"path\":\"b.txt\",\"content\":\"theirs\"}}\n");
              return new MockResponse.Builder().code(502).build();
            }));

    Committed made =
        carryOut("Drop a.txt", false, new CommitChange.DeleteFile(new FilePath("a.txt")));

    assertThat(made.foundLater()).isFalse();
    assertThat(titles()).containsExactly("Drop a.txt", "Drop a.txt", "Add a.txt", "initial commit");
    assertThat(made.oid()).isEqualTo(head());
  }

  @Test
  void a_deletion_whose_answer_was_cut_is_found() throws IOException {
    commit("a.txt", "one");
    relay.set(once("/commit/", (_, hub) -> cut(hub)));

    Committed made =
        carryOut("Drop a.txt", false, new CommitChange.DeleteFile(new FilePath("a.txt")));

    assertThat(made.foundLater()).isTrue();
    assertThat(titles()).containsExactly("Drop a.txt", "Add a.txt", "initial commit");
  }

  @Test
  void a_commit_of_another_name_is_not_ours_though_it_holds_the_same() throws IOException {
    relay.set(
        once(
            "/commit/",
            (request, _) -> {
              HubCalls.post(
                  server,
                  request.getTarget(),
                  "{\"key\":\"header\",\"value\":{\"summary\":\"Theirs\"}}\n"
                      + "{\"key\":\"file\",\"value\":{\"path\":\"a.txt\",\"content\":\"one\"}}\n");
              return new MockResponse.Builder().code(502).build();
            }));

    assertThat(commit("a.txt", "one").foundLater()).isFalse();
    assertThat(titles()).contains("Theirs");
  }

  @Test
  void an_older_commit_of_the_same_name_and_content_is_not_taken_for_ours() throws IOException {
    commit("a.txt", "one");
    commit("a.txt", "two");
    relay.set(once("/commit/", (_, _) -> new MockResponse.Builder().code(502).build()));

    assertThat(commit("a.txt", "one").foundLater()).isFalse();
    assertThat(titles()).containsExactly("Add a.txt", "Add a.txt", "Add a.txt", "initial commit");
  }

  @Test
  void a_large_file_whose_commit_was_cut_is_found_by_its_hash() throws IOException {
    relay.set(once("/commit/", (_, hub) -> cut(hub)));
    var plan = commits.plan(request("w.safetensors", new byte[20_000]), scope());
    assertThat(plan.files().getFirst().isLarge()).isTrue();

    assertThat(commits.carryOut(plan, TransferProgress.NONE, scope()).foundLater()).isTrue();
    assertThat(titles()).containsExactly("Add w.safetensors", "initial commit");
  }

  @Test
  void a_pull_request_whose_answer_was_cut_is_found_and_not_opened_twice() throws IOException {
    relay.set(once("/commit/", (_, hub) -> cut(hub)));
    CommitChange put = request("a.txt", new byte[] {'1'}).changes().getFirst();

    Committed made = carryOut("Add a.txt", true, put);

    assertThat(made.foundLater()).isTrue();
    assertThat(made.pullRequest().orElseThrow()).endsWith("/local/notes/discussions/1");
    assertThat(titles()).containsExactly("initial commit");
    assertThat(relay.calls().stream().filter(call -> call.contains("/commit/"))).hasSize(1);
  }

  @Test
  void when_the_history_cannot_be_read_either_it_is_said_to_be_unclear() {
    relay.set(
        (request, hub) -> {
          if (request.getTarget().contains("/commit/")) {
            return Optional.of(cut(hub));
          }
          return request.getTarget().contains("/commits/")
              ? Optional.of(new MockResponse.Builder().code(403).build())
              : Optional.empty();
        });

    assertThatThrownBy(() -> commit("a.txt", "one"))
        .isInstanceOf(CommitUnclear.class)
        .hasMessageContaining("not known whether it was made")
        .hasMessageContaining("\"Add a.txt\"")
        .hasMessageContaining("/local/notes/commits/main");
  }

  @Test
  void a_cut_in_the_middle_of_a_large_file_is_resumed_and_nothing_is_doubled() throws IOException {
    byte[] large = new byte[40_000_000];
    new Random(3).nextBytes(large);
    relay.set(
        once(
            "/2?size=",
            (_, _) ->
                new MockResponse.Builder()
                    .onResponseStart(new SocketEffect.CloseSocket())
                    .build()));

    var plan = commits.plan(request("w.bin", large), scope());
    commits.carryOut(plan, TransferProgress.NONE, scope());

    assertThat(titles()).containsExactly("Add w.bin", "initial commit");
    assertThat(relay.calls().stream().filter(call -> call.startsWith("PUT"))).hasSize(4);
    assertThat(files.facts(RepoType.MODEL, REPO, "main", new FilePath("w.bin"), scope()).etag())
        .contains(plan.files().getFirst().file().sha256());
  }

  @Test
  void an_upload_address_that_has_expired_is_asked_for_anew() throws IOException {
    byte[] large = new byte[12_000_000];
    relay.set(
        once(
            "/lfs/models/",
            (_, _) -> new MockResponse.Builder().code(403).body("Request has expired").build()));

    var plan = commits.plan(request("w.bin", large), scope());
    commits.carryOut(plan, TransferProgress.NONE, scope());

    assertThat(relay.calls().stream().filter(call -> call.contains("objects/batch"))).hasSize(2);
    assertThat(titles()).containsExactly("Add w.bin", "initial commit");
  }

  @Test
  void hundreds_of_files_are_asked_about_in_lots_and_committed_at_once() throws IOException {
    List<CommitChange> changes = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      byte[] content = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
      changes.add(
          new CommitChange.Put(
              CommitFile.measured(
                  new FilePath("data/" + i + ".txt"), new CommitContent.InMemory(content), false)));
    }
    var request =
        new CommitRequest(
            RepoType.MODEL, REPO, "main", "Add data", Optional.empty(), false, changes);

    commits.carryOut(commits.plan(request, scope()), TransferProgress.NONE, scope());

    assertThat(relay.calls().stream().filter(call -> call.contains("/preupload/"))).hasSize(3);
    assertThat(titles()).containsExactly("Add data", "initial commit");
    assertThat(
            files
                .readText(RepoType.MODEL, REPO, "main", new FilePath("data/599.txt"), 0, 9, scope())
                .text())
        .isEqualTo("599");
  }

  private Committed commit(String path, String content) throws IOException {
    var plan = commits.plan(request(path, content.getBytes(StandardCharsets.UTF_8)), scope());
    return commits.carryOut(plan, TransferProgress.NONE, scope());
  }

  private Committed carryOut(String summary, boolean createPr, CommitChange change)
      throws IOException {
    var request =
        new CommitRequest(
            RepoType.MODEL, REPO, "main", summary, Optional.empty(), createPr, List.of(change));
    return commits.carryOut(commits.plan(request, scope()), TransferProgress.NONE, scope());
  }

  private static CommitRequest request(String path, byte[] content) throws IOException {
    CommitFile file =
        CommitFile.measured(new FilePath(path), new CommitContent.InMemory(content), false);
    return new CommitRequest(
        RepoType.MODEL,
        REPO,
        "main",
        "Add " + path,
        Optional.empty(),
        false,
        List.of(new CommitChange.Put(file)));
  }

  private List<String> titles() {
    return files.history(RepoType.MODEL, REPO, "main", 0, 20, scope()).items().stream()
        .map(commit -> commit.path("title").asString())
        .toList();
  }

  private String head() {
    return files
        .history(RepoType.MODEL, REPO, "main", 0, 1, scope())
        .items()
        .getFirst()
        .path("id")
        .asString();
  }

  private static RelayedHub.Fault once(String target, RelayedFault fault) {
    var done = new AtomicInteger();
    return (request, hub) ->
        request.getTarget().contains(target) && done.getAndIncrement() == 0
            ? Optional.of(fault.on(request, hub))
            : Optional.empty();
  }

  @FunctionalInterface
  private interface RelayedFault {
    MockResponse on(RecordedRequest request, Supplier<MockResponse> hub);
  }

  /// The Hub carries the call out; of its answer nothing arrives.
  private static MockResponse cut(Supplier<MockResponse> hub) {
    hub.get();
    return new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build();
  }

  private static CallScope scope() {
    return CallScope.lasting(Duration.ofSeconds(60));
  }

  /// Somebody else's calls.
  private static final class HubCalls {
    static void post(EmbeddedHub hub, String target, String body) {
      try (var client = java.net.http.HttpClient.newHttpClient()) {
        var request =
            java.net.http.HttpRequest.newBuilder(java.net.URI.create(hub.endpoint() + target))
                .header("Authorization", "Bearer hf_" + "y".repeat(34))
                .header("Content-Type", "application/x-ndjson")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body))
                .build();
        var answer = client.send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      } catch (IOException | InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
