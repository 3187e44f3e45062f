package dev.mlintern.tools.sandbox;

import static dev.mlintern.tools.sandbox.Answers.failed;
import static dev.mlintern.tools.sandbox.Answers.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.ToolResult;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `edit` in files of more than a MiB, which are not sent about: the outcome is that of a small
/// file.
class LargeEditTest {
  private static final int LINES = 110_000;
  private static final String FILE = "long.txt";

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
  void the_diff_shows_the_lines_around_with_their_numbers() throws IOException {
    put(lines("\n"), StandardCharsets.UTF_8);
    ok(
        edit("line 5000\n", "five\nthousand\n"),
        "1 place, line 5001",
        "@@ line 5001 @@\n line 4998\n line 4999\n-line 5000\n+five\n+thousand\n line 5001\n"
            + " line 5002");
    ok(edit("line 0\n", "first\n"), "line 1", "@@ line 1 @@\n-line 0\n+first\n line 1\n line 2");
    ok(
        edit("line " + (LINES - 1), "last"),
        "line " + (LINES + 1),
        "\n line " + (LINES - 2) + "\n-line " + (LINES - 1) + "\n+last\n");
    assertThat(Files.readString(app.resolve(FILE)))
        .isEqualTo(
            lines("\n")
                .replace("line 5000\n", "five\nthousand\n")
                .replaceFirst("line 0\n", "first\n")
                .replace("line " + (LINES - 1), "last"));
  }

  @Test
  void text_is_put_before_and_behind() throws IOException {
    put(lines("\n"), StandardCharsets.UTF_8);
    ok(edit(Map.of("old_str", "line 7\n", "new_str", "7b\n", "mode", "append_after")), "+7b");
    ok(edit(Map.of("old_str", "line 7\n", "new_str", "7a\n", "mode", "prepend_before")), "+7a");
    assertThat(Files.readString(app.resolve(FILE)))
        .isEqualTo(lines("\n").replace("line 7\n", "7a\nline 7\n7b\n"));
  }

  @Test
  void line_ends_marks_and_encodings_stay() throws IOException {
    for (String end : List.of("\n", "\r\n", "\r")) {
      put(lines(end), StandardCharsets.UTF_8);
      ok(edit("line 70\nline 71\n".replace("\n", end), "x" + end), "line 71");
      assertThat(text(StandardCharsets.UTF_8))
          .isEqualTo(lines(end).replace("line 70" + end + "line 71" + end, "x" + end));
    }
    String marked = "\uFEFF" + lines("\n");
    for (Charset wide :
        List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_32LE)) {
      put(marked, wide);
      ok(edit("line 0\n", "début\n"), "line 1", "+début");
      assertThat(app.resolve(FILE))
          .hasBinaryContent(marked.replace("line 0\n", "début\n").getBytes(wide));
    }
    put("é\n" + lines("\n"), StandardCharsets.ISO_8859_1);
    ok(edit("line 9\n", "nine\n"), "line 11");
    ok(edit("line 8\n", "huit é\n"), "line 10");
    assertThat(text(StandardCharsets.ISO_8859_1))
        .isEqualTo(
            "é\n" + lines("\n").replace("line 9\n", "nine\n").replace("line 8\n", "huit é\n"));
  }

  @Test
  void what_looks_like_a_mark_within_a_file_is_text() throws IOException {
    String text = lines("\n").replace("line 5000\n", "\u00ff\u00feline 5000\n");
    put(text, StandardCharsets.ISO_8859_1);
    ok(edit("line 5003\n", "x\n"), "line 5004");
    assertThat(text(StandardCharsets.ISO_8859_1)).isEqualTo(text.replace("line 5003\n", "x\n"));
  }

  @Test
  void a_single_line_is_edited_too() throws IOException {
    put("a, ".repeat(500_000) + "b", StandardCharsets.UTF_8);
    ok(edit("a, b", "c"), "1 place, line 1");
    assertThat(text(StandardCharsets.UTF_8)).isEqualTo("a, ".repeat(499_999) + "c");
  }

  @Test
  void what_is_not_one_place_is_refused_or_replaced_as_anywhere() throws IOException {
    put(lines("\n"), StandardCharsets.UTF_8);
    failed(edit("line 10999", "x"), "matches 11 places", "at lines 11000, 109991, 109992");
    failed(edit("none such", "x"), "is not in the file");
    failed(edit("", "x"), "old_str is empty");
    failed(edit("line 7\n", "line 7\n"), "are the same");
    failed(edit(Map.of("old_str", "line 7\n", "new_str", "", "expected_count", 2)), "1 places");
    assertThat(text(StandardCharsets.UTF_8)).isEqualTo(lines("\n"));
    ok(edit(Map.of("old_str", "99", "new_str", "ff", "replace_all", true)), "places");
    ok(edit("line 7   \nline 8", "78"), "ignoring blanks at line ends");
    assertThat(text(StandardCharsets.UTF_8))
        .isEqualTo(lines("\n").replace("99", "ff").replace("line 7\nline 8\n", "78\n"));
  }

  @Test
  void a_dry_run_changes_nothing() throws IOException {
    put(lines("\n"), StandardCharsets.UTF_8);
    ok(edit(Map.of("old_str", "line 7\n", "new_str", "7\n", "dry_run", true)), "Would edit", "+7");
    assertThat(text(StandardCharsets.UTF_8)).isEqualTo(lines("\n"));
    assertThat(app).isDirectoryNotContaining(path -> !path.endsWith(FILE));
  }

  /// More than is ever kept in memory.
  @Test
  void one_place_is_enough_for_a_file_of_any_size() throws IOException {
    ok(
        rig.call(
            "bash",
            Map.of("command", "{ yes aaaaaaaaaaaaaaa | head -n 5000000; echo b; } >" + FILE)));
    ok(rig.call("read", Map.of("path", FILE, "limit", 2)));
    failed(
        edit(Map.of("old_str", "aaa", "new_str", "", "replace_all", true)), "larger than", "sed");
    ok(edit("a\nb", "a\nB"), "line 5000000");
    assertThat(Files.size(app.resolve(FILE))).isEqualTo(80_000_002);
    ok(
        rig.call(
            "bash", Map.of("command", "tail -c 5 " + FILE + "; head -c -2 " + FILE + "|uniq -c")),
        "aa\nB\n",
        "5000000 aaaaaaaaaaaaaaa\n");
  }

  private ToolResult edit(String old, String fresh) {
    return edit(Map.of("old_str", old, "new_str", fresh));
  }

  private ToolResult edit(Map<String, ?> wish) {
    var arguments = new HashMap<String, Object>(wish);
    arguments.put("path", FILE);
    return rig.call("edit", arguments);
  }

  private void put(String text, Charset charset) throws IOException {
    Files.write(app.resolve(FILE), text.getBytes(charset));
    ok(rig.call("read", Map.of("path", FILE, "limit", 3)));
  }

  private String text(Charset charset) throws IOException {
    return Files.readString(app.resolve(FILE), charset);
  }

  private static String lines(String end) {
    var text = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      text.append("line ").append(i).append(end);
    }
    return text.toString();
  }
}
