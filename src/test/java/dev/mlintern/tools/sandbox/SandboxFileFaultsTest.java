package dev.mlintern.tools.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mlintern.localhub.sandbox.LocalSandbox;
import dev.mlintern.tools.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files are what they were or what they were to be, whatever gets lost on the way.
class SandboxFileFaultsTest {
  private static final int LINES = 110_000;

  @TempDir private Path home;

  private Gateway gateway;
  private SandboxToolsRig rig;
  private Path work;

  @BeforeEach
  void start() throws IOException {
    gateway = new Gateway();
    begin(LocalSandbox.DEFAULT_MAX_FILE_BYTES);
  }

  private void begin(long maxFileBytes) throws IOException {
    rig = new SandboxToolsRig(home, maxFileBytes, gateway::to);
    work = home.resolve("sandbox/app");
  }

  @AfterEach
  void stop() {
    rig.close();
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 502, 504})
  void a_write_whose_answers_get_lost_is_written_once_and_whole(int status) throws IOException {
    losing(status);

    ok(rig.call("write", Map.of("path", "new.txt", "content", "whole\n")));

    assertThat(work.resolve("new.txt")).hasContent("whole\n");
    assertNothingBeside("new.txt");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 502, 504})
  void an_edit_whose_answers_get_lost_is_made_once(int status) throws IOException {
    Files.writeString(work.resolve("a.txt"), "one\n");
    ok(rig.call("read", Map.of("path", "a.txt")));
    losing(status);

    ok(rig.call("edit", Map.of("path", "a.txt", "old_str", "one", "new_str", "one one")));

    assertThat(work.resolve("a.txt")).hasContent("one one\n");
    assertNothingBeside("a.txt");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 504})
  void an_edit_of_a_large_file_whose_answers_get_lost_is_made_once(int status) throws IOException {
    large();
    losing(status);

    ok(
        rig.call(
            "edit", Map.of("path", "long.txt", "old_str", "line 7\n", "new_str", "LINE 7\nx\n")));

    assertThat(Files.readString(work.resolve("long.txt")))
        .isEqualTo(lines().replace("line 7\n", "LINE 7\nx\n"));
    assertNothingBeside("long.txt");
  }

  @Test
  void of_a_large_file_only_what_changes_is_sent() throws IOException {
    large();
    Files.setPosixFilePermissions(
        work.resolve("long.txt"), PosixFilePermissions.fromString("rwxr-x---"));
    var sent = new java.util.concurrent.atomic.AtomicLong();
    gateway.before =
        request -> {
          sent.addAndGet(request.getBody() == null ? 0 : request.getBody().size());
          return Optional.empty();
        };
    var edits =
        List.of(
            Map.of("old_str", "line 20000\n", "new_str", ""),
            Map.of("old_str", "line 20100\n", "new_str", "é\n"));

    ok(rig.call("edit", Map.of("path", "long.txt", "edits", edits)));

    assertThat(Files.readString(work.resolve("long.txt")))
        .isEqualTo(lines().replace("line 20000\n", "").replace("line 20100\n", "é\n"));
    assertThat(sent.get()).isLessThan(20_000);
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(work.resolve("long.txt"))))
        .isEqualTo("rwxr-x---");
    ok(rig.call("edit", Map.of("path", "long.txt", "old_str", "line 0\n", "new_str", "first\n")));
    ok(
        rig.call(
            "edit",
            Map.of("path", "long.txt", "old_str", "line " + (LINES - 1) + "\n", "new_str", "")));
    assertThat(Files.readString(work.resolve("long.txt")))
        .startsWith("first\nline 1\n")
        .endsWith("line " + (LINES - 2) + "\n");
    assertNothingBeside("long.txt");
  }

  @Test
  void a_large_file_is_put_together_without_the_flags_of_one_dd() throws IOException {
    Path programs = Files.createDirectory(home.resolve("programs"));
    Path dd = Files.writeString(programs.resolve("dd"), "#!/bin/sh\nexit 1\n");
    Files.setPosixFilePermissions(dd, PosixFilePermissions.fromString("rwx------"));
    rig.close();
    rig = new SandboxToolsRig(home, Map.of("PATH", programs + ":" + System.getenv("PATH")));
    large();

    ok(rig.call("edit", Map.of("path", "long.txt", "old_str", "line 7\n", "new_str", "seven\n")));

    assertThat(Files.readString(work.resolve("long.txt")))
        .isEqualTo(lines().replace("line 7\n", "seven\n"));
    assertNothingBeside("long.txt");
  }

  @Test
  void a_large_file_is_known_again_by_its_content_not_by_size_and_time() throws IOException {
    large();
    Map<String, Object> edit = Map.of("path", "long.txt", "old_str", "line 7\n", "new_str", "7\n");
    ok(rig.call("edit", edit));
    Path file = work.resolve("long.txt");
    FileTime time = Files.getLastModifiedTime(file);
    String others = Files.readString(file).replace("line 90000\n", "LINE 90000\n");
    Files.writeString(file, others);
    Files.setLastModifiedTime(file, time);

    for (ToolResult second :
        List.of(
            rig.call("edit", Map.of("path", "long.txt", "old_str", "line 8\n", "new_str", "8\n")),
            rig.call("write", Map.of("path", "long.txt", "content", "new\n")))) {
      assertThat(second.isError()).isTrue();
      assertThat(second.text()).contains("changed since");
    }
    assertThat(file).hasContent(others);
  }

  @Test
  void a_large_file_that_changes_while_it_is_edited_stays_as_others_left_it() throws IOException {
    large();
    gateway.before =
        request -> {
          if (Gateway.isWrite(request)) {
            put("long.txt", "theirs\n");
          }
          return Optional.empty();
        };

    ToolResult result =
        rig.call("edit", Map.of("path", "long.txt", "old_str", "line 7\n", "new_str", ""));

    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("has changed since it was read");
    assertThat(work.resolve("long.txt")).hasContent("theirs\n");
    assertNothingBeside("long.txt");
  }

  @Test
  @Timeout(60)
  void of_a_cancelled_edit_of_a_large_file_nothing_stays() throws Exception {
    large();
    var edit = Map.of("path", "long.txt", "old_str", "line 7\n", "new_str", "");
    Thread caller = Thread.ofVirtual().unstarted(() -> rig.call("edit", edit));
    gateway.before =
        request -> {
          if (request.getTarget().startsWith("/v1/files/read")) {
            caller.interrupt();
          }
          return Optional.empty();
        };

    caller.start();

    caller.join();
    awaitNothingBeside("long.txt");
    assertThat(work.resolve("long.txt")).hasContent(lines());
  }

  @Test
  void a_large_file_that_is_a_link_leading_out_is_not_even_read() throws IOException {
    Path outside = Files.writeString(home.resolve("outside.txt"), lines());
    Files.createSymbolicLink(work.resolve("link"), outside);

    ToolResult result =
        rig.call(
            "edit",
            Map.of(
                "path",
                "link",
                "old_str",
                "line 7\n",
                "new_str",
                "",
                "expected_hash",
                "0".repeat(64)));

    assertThat(result.isError()).isTrue();
    assertThat(outside).hasContent(lines());
    Files.delete(work.resolve("link"));
  }

  @Test
  void a_disk_that_fills_while_a_file_arrives_leaves_the_old_one_and_nothing_half()
      throws Exception {
    Files.writeString(work.resolve("a.txt"), "old\n");
    ok(rig.call("read", Map.of("path", "a.txt")));
    gateway.instead =
        request ->
            Gateway.isWrite(request)
                ? Optional.of(
                    new MockResponse.Builder()
                        .code(500)
                        .body("{\"error\":\"/app/x: No space left on device\"}")
                        .build())
                : Optional.empty();

    ToolResult write = rig.call("write", Map.of("path", "a.txt", "content", "new\n"));
    ToolResult edit = rig.call("edit", Map.of("path", "a.txt", "old_str", "old", "new_str", "x"));
    ToolResult fresh = rig.call("write", Map.of("path", "b.txt", "content", "new\n"));

    for (ToolResult result : List.of(write, edit, fresh)) {
      assertThat(result.isError()).isTrue();
      assertThat(result.text()).contains("No space left on device");
    }
    assertThat(work.resolve("a.txt")).hasContent("old\n");
    assertNothingBeside("a.txt");
  }

  @Test
  void a_really_full_disk_is_named_and_nothing_is_half_written() throws Exception {
    Path disk = Files.createDirectory(work.resolve("disk"));
    boolean mounted =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=64k", "none", disk.toString())
                .redirectErrorStream(true)
                .start()
                .waitFor()
            == 0;
    assumeTrue(mounted, "only root mounts a small disk");
    try {
      ok(rig.call("write", Map.of("path", "disk/a.txt", "content", "old\n")));

      ToolResult result =
          rig.call("write", Map.of("path", "disk/a.txt", "content", "x".repeat(100_000)));

      assertThat(result.isError()).isTrue();
      assertThat(result.text()).contains("No space left on device");
      assertThat(disk.resolve("a.txt")).hasContent("old\n");
      assertThat(disk.toFile().list()).containsExactly("a.txt");
      ToolResult command = rig.call("bash", Map.of("command", "head -c 100000 /dev/zero >disk/z"));
      assertThat(command.isError()).isTrue();
      assertThat(command.text()).contains("exit code 1").contains("No space left on device");
    } finally {
      new ProcessBuilder("umount", disk.toString()).start().waitFor();
    }
  }

  @Test
  void a_disk_that_fills_in_the_sandbox_leaves_a_large_file_as_it_was() throws IOException {
    rig.close();
    begin(600 << 10);
    large();

    ToolResult result =
        rig.call("edit", Map.of("path", "long.txt", "old_str", "line 7\n", "new_str", ""));

    assertThat(result.isError()).isTrue();
    assertThat(work.resolve("long.txt")).hasContent(lines());
    assertNothingBeside("long.txt");
  }

  @Test
  void a_hundred_megabytes_of_output_never_come_over() {
    ToolResult result =
        rig.call(
            "bash",
            Map.of("command", "head -c 100000000 /dev/zero | tr '\\0' 'x'; echo; echo end"));

    ok(result);
    assertThat(result.text()).contains("of 100000005 bytes left out", "end").hasSizeLessThan(9_000);
    assertThat(gateway.answered.get()).isLessThan(50_000);
  }

  @Test
  void a_refusal_over_a_change_shows_what_changed() throws IOException {
    Files.writeString(work.resolve("a.txt"), "one\ntwo\nthree\n");
    ok(rig.call("read", Map.of("path", "a.txt")));
    put("a.txt", "one\nTWO and a half\nthree\n");

    for (ToolResult result :
        List.of(
            rig.call("edit", Map.of("path", "a.txt", "old_str", "one", "new_str", "1")),
            rig.call("write", Map.of("path", "a.txt", "content", "1")))) {
      assertThat(result.isError()).isTrue();
      assertThat(result.text())
          .contains("has changed since it was read")
          .contains("-two")
          .contains("+TWO and a half")
          .doesNotContain("+three");
    }
    assertThat(work.resolve("a.txt")).hasContent("one\nTWO and a half\nthree\n");
  }

  @Test
  void what_changed_is_shown_within_bounds() throws IOException {
    Files.writeString(work.resolve("a.txt"), "x\n".repeat(2_000));
    ok(rig.call("read", Map.of("path", "a.txt")));
    put("a.txt", "y\n".repeat(20_000));

    ToolResult result = rig.call("edit", Map.of("path", "a.txt", "old_str", "x", "new_str", "1"));

    assertThat(result.text()).contains("has changed").hasSizeLessThan(4_000);
  }

  /// Every answer to what changes something is lost once: cut off, or a gateway's page instead.
  private void losing(int status) {
    var writes = new AtomicInteger();
    var execs = new AtomicInteger();
    gateway.instead =
        request -> {
          boolean lost =
              (Gateway.isWrite(request) && writes.getAndIncrement() % 2 == 0)
                  || (Gateway.isExec(request) && execs.getAndIncrement() % 2 == 0);
          return lost
              ? Optional.of(status == 0 ? Gateway.cut() : Gateway.page(status))
              : Optional.empty();
        };
  }

  private void large() throws IOException {
    Files.writeString(work.resolve("long.txt"), lines());
    ok(rig.call("read", Map.of("path", "long.txt", "limit", 3)));
  }

  /// More than a MiB.
  private static String lines() {
    var text = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      text.append("line ").append(i).append('\n');
    }
    return text.toString();
  }

  private void put(String name, String text) {
    try {
      Files.writeString(work.resolve(name), text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void assertNothingBeside(String... names) throws IOException {
    try (Stream<Path> entries = Files.list(work)) {
      assertThat(entries.map(entry -> entry.getFileName().toString()))
          .containsExactlyInAnyOrder(names);
    }
  }

  private void awaitNothingBeside(String name) throws IOException, InterruptedException {
    while (true) {
      try (Stream<Path> entries = Files.list(work)) {
        if (entries.allMatch(entry -> entry.endsWith(name))) {
          return;
        }
      }
      Thread.sleep(5);
    }
  }

  private static void ok(ToolResult result) {
    assertThat(result.isError()).as(result.text()).isFalse();
  }
}
