package dev.mlintern.localhub;

import static dev.mlintern.localhub.HubCalls.file;
import static dev.mlintern.localhub.HubCalls.summary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    }
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
        // Unexpanded pages hold a thousand entries; expanded ones a hundred, fewer than a fast machine commits.
        assertThat(me.get("/api/models/local/loop/tree/main/many").array().size())
            .isEqualTo(found);
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
      Thread killer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      Thread.sleep(ThreadLocalRandom.current().nextInt(50, 600));
                    } catch (InterruptedException _) {
                      Thread.currentThread().interrupt();
                    }
                    process.destroyForcibly();
                  });
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
