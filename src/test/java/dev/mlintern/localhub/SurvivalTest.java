package dev.mlintern.localhub;

import static dev.mlintern.localhub.HubCalls.file;
import static dev.mlintern.localhub.HubCalls.summary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mlintern.json.JsonObject;
import dev.mlintern.localhub.HubCalls.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is on the disk outlives the process, however it ends, and writers do not mix.
class SurvivalTest {
  private static final int KILLS = 4;

  @TempDir Path root;

  @Test
  void everything_is_there_after_a_restart() throws IOException {
    String sha;
    try (var hub = EmbeddedHub.start(root, 0)) {
      HubCalls me = HubCalls.signedIn(hub);
      me.createRepo("model", "kept");
      me.createRepo("dataset", "old-name");
      me.createRepo("dataset", "deleted");
      sha =
          me.commit("models/local/kept", summary("x"), file("a/b.txt", "text"))
              .object()
              .string("commitOid")
              .orElseThrow();
      me.post("/api/models/local/kept/tag/main", "{\"tag\":\"v1\"}");
      me.put("/api/models/local/kept/settings", "{\"private\":true,\"gated\":\"manual\"}");
      me.post(
          "/api/repos/move",
          "{\"fromRepo\":\"local/old-name\",\"toRepo\":\"local/new\",\"type\":\"dataset\"}");
      me.delete("/api/repos/delete", "{\"name\":\"deleted\",\"type\":\"dataset\"}");
      me.post("/api/models/local/kept/discussions", "{\"title\":\"Kept\",\"description\":\"d\"}");
      me.post("/api/models/local/kept/discussions/1/comment", "{\"comment\":\"A reply\"}");
      me.propose("models/local/kept", summary("Proposed"), file("new.txt", "new"));
      me.propose("models/local/kept", summary("Merged"), file("merged.txt", "merged"));
      me.post("/api/models/local/kept/discussions/3/merge", "");
    }

    try (var hub = EmbeddedHub.start(root, 0)) {
      HubCalls me = HubCalls.signedIn(hub);
      JsonObject info = me.get("/api/models/local/kept/revision/v1").object();
      assertThat(info.string("sha")).contains(sha);
      assertThat(info.bool("private")).contains(true);
      assertThat(info.string("gated")).contains("manual");
      assertThat(me.get("/local/kept/resolve/v1/a/b.txt").text()).isEqualTo("text");
      assertThat(me.get("/api/datasets/local/old-name").header("Location"))
          .isEqualTo("/api/datasets/local/new");
      assertThat(me.get("/api/datasets/local/deleted").status()).isEqualTo(404);
      assertThat(me.get("/api/models/local/kept/discussions/1").text()).contains("A reply");
      assertThat(me.get("/local/kept/resolve/refs%2Fpr%2F2/new.txt").text()).isEqualTo("new");
      assertThat(me.get("/local/kept/resolve/main/merged.txt").text()).isEqualTo("merged");
      assertThat(me.get("/api/models/local/kept/discussions/3").object().string("status"))
          .contains("merged");
      assertThat(me.get("/api/models/local/kept/discussions").object().integer("count"))
          .hasValue(3);
    }
  }

  @Test
  void a_kill_between_opening_and_merging_pull_requests_leaves_each_done_or_not_done()
      throws Exception {
    int merged = 0;
    for (int round = 0; round < KILLS; round++) {
      merged = mergeUntilKilled(merged);
      try (var hub = EmbeddedHub.start(root, 0)) {
        HubCalls me = HubCalls.signedIn(hub);
        int landed = 0;
        int number = 1;
        for (; ; number++) {
          Answer pull = me.get("/api/models/local/pulls/discussions/" + number);
          if (pull.status() == 404) {
            break;
          }
          boolean isMerged = pull.text().contains("\"status\":\"merged\"");
          int onMain = me.get("/local/pulls/resolve/main/file-" + number).status();
          assertThat(onMain).as("file of #" + number).isEqualTo(isMerged ? 200 : 404);
          assertThat(me.get("/local/pulls/resolve/refs%2Fpr%2F" + number + "/file-" + number))
              .satisfies(file -> assertThat(file.status()).isEqualTo(200));
          landed += isMerged ? 1 : 0;
        }
        assertThat(landed).as("acknowledged or just landed").isBetween(merged, merged + 1);
        // Whatever was left half done, the next one gets a number and a ref of its own.
        String next = me.propose("models/local/pulls", summary("next"), file("next", "x")).text();
        assertThat(next).containsPattern("discussions/\\d+");
        me.delete("/api/repos/delete", "{\"name\":\"pulls\"}");
      }
      merged = 0;
    }
  }

  /// @return how many merges were answered
  private int mergeUntilKilled(int merged) throws Exception {
    Process process = startHubProcess();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      HubCalls me = HubCalls.signedIn(URI.create(out.readLine()));
      me.createRepo("model", "pulls");
      Thread killer = killSoon(process);
      int answered = merged;
      try {
        for (int number = 1; ; number++) {
          me.propose("models/local/pulls", summary("p"), file("file-" + number, "x"));
          Answer merge = me.post("/api/models/local/pulls/discussions/" + number + "/merge", "");
          assertThat(merge.status()).as(merge.text()).isEqualTo(200);
          answered++;
        }
      } catch (UncheckedIOException _) {
        // The process is gone: what this test waits for.
      }
      killer.join();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      return answered;
    } finally {
      process.destroyForcibly();
    }
  }

  private static Thread killSoon(Process process) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                Thread.sleep(ThreadLocalRandom.current().nextInt(50, 600));
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
              process.destroyForcibly();
            });
  }

  @Test
  void a_kill_in_the_middle_of_a_commit_leaves_a_whole_head() throws Exception {
    int acknowledged = 0;
    for (int round = 0; round < KILLS; round++) {
      acknowledged = commitUntilKilled(acknowledged);
      try (var hub = EmbeddedHub.start(root, 0)) {
        HubCalls me = HubCalls.signedIn(hub);
        int found = Integer.parseInt(me.get("/local/loop/resolve/main/first.txt").text());
        assertThat(found)
            .as("acknowledged or just landed")
            .isBetween(acknowledged, acknowledged + 1);
        assertThat(me.get("/local/loop/resolve/main/dir/second.txt").text()).isEqualTo("" + found);
        assertThat(me.get("/api/models/local/loop/commits/main").header("X-Total-Count"))
            .isEqualTo("" + (found + 1));
        assertThat(root.resolve(".hub/repos/models/local/loop/tmp")).doesNotExist();
        // Unexpanded pages hold a thousand entries; expanded ones a hundred, fewer than a fast
        // machine commits.
        assertThat(me.get("/api/models/local/loop/tree/main/many").array().size()).isEqualTo(found);
        acknowledged = found;
      }
    }
    assertThat(acknowledged).as("commits made at all").isPositive();
  }

  /// @return the number of the last commit that was answered
  private int commitUntilKilled(int last) throws Exception {
    Process process = startHubProcess();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      HubCalls me = HubCalls.signedIn(URI.create(out.readLine()));
      if (last == 0) {
        me.createRepo("model", "loop");
      }
      Thread killer = killSoon(process);
      int acknowledged = last;
      try {
        while (true) {
          String number = "" + (acknowledged + 1);
          Answer answer =
              me.commit(
                  "models/local/loop",
                  summary(number),
                  file("first.txt", number),
                  file("many/" + number, number),
                  file("dir/second.txt", number));
          assertThat(answer.status()).isEqualTo(200);
          acknowledged++;
        }
      } catch (UncheckedIOException _) {
        // The process is gone: what this test waits for.
      }
      killer.join();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      return acknowledged;
    } finally {
      process.destroyForcibly();
    }
  }

  private Process startHubProcess() throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath,
            "dev.mlintern.Main",
            "hub",
            "--root",
            root.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Test
  void what_a_killed_hub_left_running_is_ended_by_its_next_start() throws Exception {
    assumeThat(Path.of("/proc/self/environ")).exists();
    Process process = startHubProcess();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      HubCalls me = HubCalls.signedIn(URI.create(out.readLine()));
      me.post(
          "/api/jobs/local",
          "{\"dockerImage\":\"x\",\"flavor\":\"cpu-basic\",\"command\":[\"sh\",\"-c\","
              + "\"setsid sleep 600 & echo $! >tmp; mv tmp left; exec sleep 600\"]}");
      Path left = await(root.resolve(".hub/jobs"));
      ProcessHandle escaped =
          ProcessHandle.of(Long.parseLong(Files.readString(left).strip())).orElseThrow();
      process.destroyForcibly().waitFor();
      assertThat(escaped.isAlive()).isTrue();

      EmbeddedHub.start(root, 0).close();

      assertThat(escaped.onExit().orTimeout(20, TimeUnit.SECONDS).join().isAlive()).isFalse();
    } finally {
      process.destroyForcibly();
    }
  }

  private static Path await(Path jobs) throws Exception {
    for (int i = 0; i < 2_000; i++) {
      try (var files = Files.walk(jobs)) {
        Optional<Path> left = files.filter(file -> file.endsWith("left")).findFirst();
        if (left.isPresent()) {
          return left.get();
        }
      } catch (IOException | UncheckedIOException _) {
        // Not there yet, or changed while it was walked.
      }
      Thread.sleep(10);
    }
    throw new AssertionError("the job did not start");
  }

  @Test
  void commits_at_the_same_time_all_land() throws Exception {
    try (var hub = EmbeddedHub.start(root, 0)) {
      HubCalls me = HubCalls.signedIn(hub);
      me.createRepo("model", "busy");
      List<Callable<Answer>> writers = new ArrayList<>();
      IntStream.range(0, 40)
          .forEach(
              i ->
                  writers.add(
                      () ->
                          me.commit(
                              "models/local/busy", summary("c" + i), file("d/" + i, "" + i))));

      List<Answer> answers = atOnce(writers);

      assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
      assertThat(me.get("/api/models/local/busy/tree/main/d").array().size()).isEqualTo(40);
      assertThat(me.get("/api/models/local/busy/commits/main").header("X-Total-Count"))
          .isEqualTo("41");
    }
  }

  @Test
  void of_commits_on_the_same_parent_one_wins() throws Exception {
    try (var hub = EmbeddedHub.start(root, 0)) {
      HubCalls me = HubCalls.signedIn(hub);
      me.createRepo("model", "race");
      String parent = me.get("/api/models/local/race").object().string("sha").orElseThrow();
      String header = "{\"summary\":\"x\",\"parentCommit\":\"" + parent + "\"}";
      List<Callable<Answer>> writers = new ArrayList<>();
      IntStream.range(0, 12)
          .forEach(
              i -> writers.add(() -> me.commit("models/local/race", header, file("f", "" + i))));

      List<Integer> statuses = atOnce(writers).stream().map(Answer::status).toList();

      assertThat(statuses).containsOnlyOnce(200).filteredOn(s -> s == 412).hasSize(11);
    }
  }

  @Test
  void a_second_hub_on_the_same_folder_is_refused() throws IOException {
    try (var hub = EmbeddedHub.start(root, 0)) {
      assertThatThrownBy(() -> EmbeddedHub.start(root, 0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another Hub serves this folder: " + root);
      assertThat(HubCalls.anonymous(hub).get("/api/models").status()).isEqualTo(200);
    }
  }

  @Test
  void plain_folders_become_repos_once() throws IOException {
    new SeedFolder(root)
        .file("models/acme/tiny/config.json", "{\"model_type\":\"llama\"}")
        .file("models/acme/tiny/.git/config", "not for import")
        .file("models/acme/tiny/weights.bin", "small but large by name")
        .file(
            "models/acme/tiny/.hubrepo.json",
            "{\"likes\":7,\"downloads\":9,\"lastModified\":\"2026-02-03T04:05:06Z\"}")
        .file("models/not a namespace/x/a.txt", "ignored")
        .file("datasets/acme/gone/a.txt", "x")
        .file("users.json", "{\"users\":[{\"name\":\"local\",\"orgs\":[{\"name\":\"acme\"}]}]}");
    Files.createSymbolicLink(root.resolve("models/acme/tiny/link.txt"), root.resolve("users.json"));
    String sha;
    try (var hub = EmbeddedHub.start(root, 0)) {
      HubCalls me = HubCalls.signedIn(hub);
      JsonObject info = me.get("/api/models/acme/tiny?blobs=true").object();
      sha = info.string("sha").orElseThrow();
      assertThat(info.integer("likes")).hasValue(7);
      assertThat(info.string("lastModified")).contains("2026-02-03T04:05:06.000Z");
      assertThat(info.toJson())
          .contains("{\"rfilename\":\"link.txt\"")
          .containsPattern("\"rfilename\":\"weights.bin\",\"blobId\":\"[0-9a-f]{40}\",.*\"lfs\"")
          .doesNotContain("hubrepo")
          .doesNotContain(".git/");
      assertThat(
              me.delete(
                      "/api/repos/delete",
                      "{\"name\":\"gone\",\"organization\":\"acme\",\"type\":\"dataset\"}")
                  .status())
          .isEqualTo(200);
    }
    new SeedFolder(root).file("models/acme/tiny/later.txt", "not seen");

    try (var hub = EmbeddedHub.start(root, 0)) {
      HubCalls me = HubCalls.signedIn(hub);
      assertThat(me.get("/api/models/acme/tiny").object().string("sha")).contains(sha);
      assertThat(me.get("/api/datasets/acme/gone").status()).isEqualTo(404);
      assertThat(me.get("/api/models").array().size()).isEqualTo(1);
    }
  }

  @Test
  void what_cannot_be_used_is_named_and_nothing_is_served() throws IOException {
    new SeedFolder(root).file("models/a/b/.hubrepo.json", "{\"createdAt\":\"yesterday\"}");

    assertThatThrownBy(() -> EmbeddedHub.start(root, 0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(root.resolve("models/a/b/.hubrepo.json") + " cannot be used");

    Files.delete(root.resolve("models/a/b/.hubrepo.json"));
    EmbeddedHub.start(root, 0).close();
    Path discussions = root.resolve(".hub/repos/models/a/b/discussions");
    Files.createDirectories(discussions);
    Files.writeString(discussions.resolve(".DS_Store"), "somebody else's");
    EmbeddedHub.start(root, 0).close();
    Files.writeString(discussions.resolve("1.json"), "{\"id\":\"x\"}");
    assertThatThrownBy(() -> EmbeddedHub.start(root, 0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is damaged");
    Files.delete(discussions.resolve("1.json"));
    Path refs = root.resolve(".hub/repos/models/a/b/refs.json");
    Files.writeString(refs, "{");
    assertThatThrownBy(() -> EmbeddedHub.start(root, 0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is damaged");
  }

  private static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(calls)) {
        results.add(future.get());
      }
      return results;
    }
  }
}
