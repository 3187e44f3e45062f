package dev.mlintern.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.HttpStack;
import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commits of local files, against the embedded Hub.
class HubCommitsTest {
  private static final RepoId REPO = new RepoId("local/notes");

  @TempDir Path folder;
  private EmbeddedHub server;
  private HttpStack http;
  private HubClient hub;
  private HubCommits commits;

  @BeforeEach
  void start() throws IOException {
    server = EmbeddedHub.start(folder.resolve("hub"), 0);
    Settings settings =
        Settings.of(
            Map.of("HF_ENDPOINT", server.endpoint().toString(), "HF_TOKEN", "hf_" + "x".repeat(34)),
            folder);
    http = HttpStack.create(settings, HubCredentials.of(settings));
    hub = HubClient.create(settings, http);
    commits = new HubCommits(hub);
    commits.create(RepoType.DATASET, REPO, true, scope());
  }

  @AfterEach
  void stop() throws IOException {
    http.close();
    server.close();
  }

  @Test
  void a_new_repository_is_private_and_a_second_one_of_the_name_is_refused() {
    assertThat(
            new HubRepos(hub)
                .info(RepoType.DATASET, REPO, Optional.empty(), List.of(), scope())
                .isPrivate())
        .isTrue();
    assertThatThrownBy(() -> commits.create(RepoType.DATASET, REPO, true, scope()))
        .isInstanceOfSatisfying(HubException.class, e -> assertThat(e.status()).isEqualTo(409));
  }

  @Test
  void small_and_large_files_arrive_byte_for_byte_in_one_commit() throws IOException {
    Path small = file("small.jsonl", 3_000);
    Path large = file("large.bin", 12_000_000);

    var committed =
        commits.commit(
            RepoType.DATASET,
            REPO,
            "Add notes",
            List.of(
                CommitFile.of(new FilePath("a/small.jsonl"), small),
                CommitFile.of(new FilePath("b/large.bin"), large)),
            scope());

    assertThat(committed.orElseThrow().oid()).hasSize(40);
    assertThat(read("a/small.jsonl")).isEqualTo(Files.readAllBytes(small));
    assertThat(read("b/large.bin")).isEqualTo(Files.readAllBytes(large));
  }

  @Test
  void what_is_there_already_is_not_committed_again() throws IOException {
    var same =
        List.of(
            CommitFile.of(new FilePath("small"), file("small", 300)),
            CommitFile.of(new FilePath("large"), file("large", 12_000_000)));

    assertThat(commits.commit(RepoType.DATASET, REPO, "Once", same, scope())).isPresent();
    assertThat(commits.commit(RepoType.DATASET, REPO, "Twice", same, scope())).isEmpty();
  }

  @Test
  void a_file_for_an_empty_place_leaves_another_alone() throws IOException {
    var card = new FilePath("README.md");
    var mine = file("mine", 100);
    commits.commit(RepoType.DATASET, REPO, "Mine", List.of(CommitFile.of(card, mine)), scope());

    var theirs = List.of(CommitFile.ifAbsent(card, file("theirs", 100)));
    assertThat(commits.commit(RepoType.DATASET, REPO, "Theirs", theirs, scope())).isEmpty();
    assertThat(read("README.md")).isEqualTo(Files.readAllBytes(mine));
  }

  @Test
  void an_empty_file_can_be_committed() throws IOException {
    commits.commit(
        RepoType.DATASET,
        REPO,
        "Nothing",
        List.of(CommitFile.of(new FilePath("empty"), file("empty", 0))),
        scope());

    assertThat(read("empty")).isEmpty();
  }

  @Test
  void a_file_of_many_parts_arrives_byte_for_byte_and_its_progress_adds_up() throws IOException {
    Path huge = file("huge.bin", 50_000_000);
    var sent = new AtomicLong();

    CommitPlan plan = commits.plan(putting("huge.bin", huge), scope());
    commits.carryOut(plan, sent::addAndGet, scope());

    assertThat(sent).hasValue(50_000_000);
    assertThat(new HubFiles(hub).facts(RepoType.DATASET, REPO, "main", path("huge.bin"), scope()))
        .satisfies(facts -> assertThat(facts.size()).hasValue(50_000_000))
        .satisfies(facts -> assertThat(facts.isLarge()).isTrue())
        .satisfies(
            facts ->
                assertThat(facts.etag()).contains(CommitFile.of(path("huge.bin"), huge).sha256()));
  }

  @Test
  void adding_deleting_and_linking_are_one_commit() throws IOException {
    Path large = file("large.bin", 12_000_000);
    commits.commit(
        RepoType.DATASET,
        REPO,
        "Before",
        List.of(
            CommitFile.of(path("a/large.bin"), large), CommitFile.of(path("old"), file("o", 9))),
        scope());

    CommitPlan plan =
        commits.plan(
            request(
                Optional.empty(),
                new CommitChange.Put(CommitFile.of(path("new"), file("n", 10))),
                new CommitChange.Link(
                    path("b/copy.bin"), CommitFile.of(path("x"), large).sha256(), 12_000_000),
                new CommitChange.DeleteFile(path("old"))),
            scope());
    commits.carryOut(plan, TransferProgress.NONE, scope());

    assertThat(read("b/copy.bin")).isEqualTo(Files.readAllBytes(large));
    assertThat(
            new HubFiles(hub)
                .pathsInfo(
                    RepoType.DATASET,
                    REPO,
                    "main",
                    List.of(path("old"), path("new"), path("b/copy.bin")),
                    false,
                    scope()))
        .extracting(TreeEntry::path)
        .containsExactlyInAnyOrder("new", "b/copy.bin");
  }

  @Test
  void a_commit_on_a_head_that_moved_is_refused() throws IOException {
    CommitPlan stale = commits.plan(putting("a", file("a", 9)), scope());
    commits.commit(
        RepoType.DATASET, REPO, "Else", List.of(CommitFile.of(path("b"), file("b", 9))), scope());

    CommitPlan guarded =
        new CommitPlan(stale.request().onParent(stale.base()), stale.base(), stale.files());
    assertThatThrownBy(() -> commits.carryOut(guarded, TransferProgress.NONE, scope()))
        .isInstanceOfSatisfying(
            HubException.class, e -> assertThat(e.fault()).isEqualTo(HubFault.HEAD_MOVED));
  }

  @Test
  void one_path_twice_in_a_commit_is_refused_before_anything_is_sent() throws IOException {
    Path file = file("f", 5);
    assertThatThrownBy(
            () ->
                request(
                    Optional.empty(),
                    new CommitChange.Put(CommitFile.of(path("x"), file)),
                    new CommitChange.DeleteFile(path("x"))))
        .hasMessageContaining("`x` is named twice");
  }

  private CommitRequest putting(String path, Path file) throws IOException {
    return request(Optional.empty(), new CommitChange.Put(CommitFile.of(path(path), file)));
  }

  private static CommitRequest request(Optional<String> parent, CommitChange... changes) {
    return new CommitRequest(
        RepoType.DATASET, REPO, "main", "A commit", parent, false, List.of(changes));
  }

  private static FilePath path(String path) {
    return new FilePath(path);
  }

  private byte[] read(String path) {
    var url = hub.addresses().resolve(RepoType.DATASET, REPO, "main", new FilePath(path));
    return http.send(HttpRequest.get(url).withMaxBytes(64 << 20), scope()).body();
  }

  private Path file(String name, int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random().nextBytes(bytes);
    Path file = folder.resolve(name);
    return Files.write(file, bytes);
  }

  private static CallScope scope() {
    return CallScope.lasting(Duration.ofSeconds(60));
  }
}
