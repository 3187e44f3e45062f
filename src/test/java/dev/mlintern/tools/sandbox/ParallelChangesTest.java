package dev.mlintern.tools.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Calls that come side by side, as those of several agents do, lose nothing of each other.
class ParallelChangesTest {
  private static final int CALLS = 8;

  @TempDir private Path home;

  private SandboxToolsRig rig;
  private Path app;

  @BeforeEach
  void start() throws IOException {
    rig = new SandboxToolsRig(home);
    app = home.resolve("sandbox/app").toRealPath();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void every_edit_that_was_told_to_be_made_is_there() throws Exception {
    everyEditIsThere("");
  }

  @Test
  void every_edit_of_a_large_file_that_was_told_to_be_made_is_there() throws Exception {
    everyEditIsThere("filler\n".repeat(200_000));
  }

  @Test
  void of_several_names_for_one_file_too() throws Exception {
    Files.createSymbolicLink(app.resolve("other.txt"), Path.of("f.txt"));
    write("");
    rig.call("read", Map.of("path", "other.txt"));

    List<ToolResult> results =
        atOnce(
            i ->
                rig.call(
                    "edit",
                    Map.of(
                        "path",
                        i % 2 == 0 ? "f.txt" : "other.txt",
                        "old_str",
                        "line " + i + " end",
                        "new_str",
                        "made " + i)));

    assertMadeAsTold(results);
  }

  @Test
  void of_several_that_make_the_same_file_one_does() throws Exception {
    for (int round = 0; round < 5; round++) {
      String name = "new-" + round;
      List<ToolResult> results =
          atOnce(
              i ->
                  rig.call("write", Map.of("path", name, "content", "by " + i, "if_absent", true)));

      assertThat(results.stream().filter(result -> !result.isError())).hasSize(1);
    }
  }

  private void everyEditIsThere(String more) throws Exception {
    for (int round = 0; round < 3; round++) {
      write(more);
      List<ToolResult> results =
          atOnce(
              i ->
                  rig.call(
                      "edit",
                      Map.of(
                          "path",
                          "f.txt",
                          "old_str",
                          "line " + i + " end",
                          "new_str",
                          "made " + i)));

      assertThat(results).noneMatch(ToolResult::isError);
      assertMadeAsTold(results);
    }
  }

  private void write(String more) throws IOException {
    var text = new StringBuilder();
    IntStream.range(0, CALLS).forEach(i -> text.append("line ").append(i).append(" end\n"));
    Files.writeString(app.resolve("f.txt"), text + more);
    rig.call("read", Map.of("path", "f.txt", "limit", 1));
  }

  private void assertMadeAsTold(List<ToolResult> results) throws IOException {
    String now = Files.readString(app.resolve("f.txt"));
    for (int i = 0; i < CALLS; i++) {
      assertThat(now.contains("made " + i + "\n"))
          .as(results.get(i).text())
          .isEqualTo(!results.get(i).isError());
    }
  }

  private static List<ToolResult> atOnce(IntFunction<ToolResult> call) throws Exception {
    try (var pool = Executors.newFixedThreadPool(CALLS)) {
      List<Callable<ToolResult>> calls =
          IntStream.range(0, CALLS)
              .<Callable<ToolResult>>mapToObj(i -> () -> call.apply(i))
              .toList();
      return pool.invokeAll(calls).stream().map(Future::resultNow).toList();
    }
  }
}
