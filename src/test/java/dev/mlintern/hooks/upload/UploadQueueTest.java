package dev.mlintern.hooks.upload;

import static dev.mlintern.hooks.upload.UploadScene.SESSION;
import static dev.mlintern.hooks.upload.UploadScene.user;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Harness §3.9: what waits to be sent, over workers that die, meet or start again.
class UploadQueueTest {
  @TempDir Path folder;
  private UploadScene scene;

  @BeforeEach
  void start() throws IOException {
    scene = UploadScene.start(folder);
  }

  @AfterEach
  void stop() throws IOException {
    scene.close();
  }

  @Test
  void what_a_dead_worker_left_is_taken_up_and_its_copies_are_deleted() throws IOException {
    scene.write(SESSION + ".jsonl", user("x"));
    scene.end(SESSION);
    var queue = UploadQueue.of(scene.settings(Map.of()), Clock.systemUTC());
    try (var _ = queue.work().orElseThrow()) {
      queue.takeIn();
      queue.save(queue.entry(SESSION).orElseThrow().uploading(Clock.systemUTC().instant()));
    }
    Path left = Files.createDirectories(folder.resolve("state/uploads/work/dead"));
    Files.writeString(left.resolve("piece-0"), "half");

    assertThat(scene.run(Map.of())).singleElement().extracting(UploadEntry::attempts).isEqualTo(2);
    assertThat(folder.resolve("state/uploads/work")).doesNotExist();
    assertThat(folder.resolve("state/uploads/due")).doesNotExist();
  }

  @Test
  void a_session_sent_by_hand_leaves_no_copy_behind_nor_those_of_a_dead_worker()
      throws IOException {
    scene.write(SESSION + ".jsonl", user("x"));
    Path work = folder.resolve("state/uploads/work");
    Files.writeString(Files.createDirectories(work.resolve("dead")).resolve("piece-0"), "half");

    assertThat(scene.now(SESSION).status()).isEqualTo(UploadEntry.Status.SUCCESS);
    assertThat(work).doesNotExist();
  }

  @Test
  void a_session_that_kills_its_worker_is_not_tried_for_ever() throws IOException {
    scene.write(SESSION + ".jsonl", user("x"));
    scene.end(SESSION);
    var queue = UploadQueue.of(scene.settings(Map.of()), Clock.systemUTC());
    try (var _ = queue.work().orElseThrow()) {
      queue.takeIn();
      UploadEntry entry = queue.entry(SESSION).orElseThrow();
      for (int i = 0; i < UploadEntry.MOST_ATTEMPTS; i++) {
        entry = entry.uploading(Clock.systemUTC().instant());
      }
      queue.save(entry);
    }

    assertThat(scene.run(Map.of())).isEmpty();
  }

  @Test
  void while_one_works_another_leaves_it_to_that_one() throws IOException {
    scene.write(SESSION + ".jsonl", user("x"));
    scene.end(SESSION);
    var queue = UploadQueue.of(scene.settings(Map.of()), Clock.systemUTC());

    try (var _ = queue.work().orElseThrow()) {
      assertThat(scene.run(Map.of())).isEmpty();
    }
    assertThat(scene.run(Map.of())).hasSize(1);
  }

  @Test
  void the_queue_is_private_to_the_user() throws IOException {
    scene.write(SESSION + ".jsonl", user("x"));
    scene.end(SESSION);
    scene.run(Map.of());

    try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
      assertThat(files)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .endsWith("------"));
    }
  }
}
