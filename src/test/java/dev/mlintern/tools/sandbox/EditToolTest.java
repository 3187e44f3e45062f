package dev.mlintern.tools.sandbox;

import static dev.mlintern.tools.sandbox.Answers.failed;
import static dev.mlintern.tools.sandbox.Answers.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.ToolResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `edit` by the calls of spec tools-act §6.4, the weaknesses of §6.3 and the defects of appendix
/// B, each with the better behaviour.
class EditToolTest {
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
  void edit_changes_what_was_read_and_shows_it() throws IOException {
    put("t.py", "lr = 1\nsteps = 2\n");
    failed(
        rig.call("edit", Map.of("path", "t.py", "old_str", "lr = 1", "new_str", "lr = 5")),
        "was not read");
    ok(rig.call("read", Map.of("path", "t.py")));
    ok(
        rig.call("edit", Map.of("path", "t.py", "old_str", "lr = 1", "new_str", "lr = 5")),
        "1 place, line 1",
        "-lr = 1\n+lr = 5");
    assertThat(app.resolve("t.py")).hasContent("lr = 5\nsteps = 2\n");
    failed(
        rig.call("edit", Map.of("path", "t.py", "old_str", "", "new_str", "x")),
        "old_str is empty");
  }

  @Test
  void edit_says_what_it_overlooked() throws IOException {
    put("u", "a  \nb\n");
    ok(rig.call("read", Map.of("path", "u")));
    ok(
        rig.call("edit", Map.of("path", "u", "old_str", "a\nb", "new_str", "c")),
        "ignoring blanks at line ends");
    assertThat(app.resolve("u")).hasContent("c\n");
  }

  @Test
  void edit_keeps_mode_links_line_ends_mark_and_encoding() throws IOException {
    byte[] before = "\uFEFFa\r\nb\r\n".getBytes(StandardCharsets.UTF_8);
    Files.write(app.resolve("crlf"), before);
    Files.setPosixFilePermissions(
        app.resolve("crlf"), PosixFilePermissions.fromString("rwxr-x---"));
    Files.createSymbolicLink(app.resolve("l"), Path.of("crlf"));
    ok(rig.call("read", Map.of("path", "l")));
    ok(rig.call("edit", Map.of("path", "l", "old_str", "a\nb", "new_str", "A\nB\nC")));
    assertThat(Files.readString(app.resolve("crlf"))).isEqualTo("\uFEFFA\r\nB\r\nC\r\n");
    assertThat(app.resolve("l")).isSymbolicLink();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(app.resolve("crlf"))))
        .isEqualTo("rwxr-x---");

    Files.write(app.resolve("latin"), "caf\u00e9 1".getBytes(StandardCharsets.ISO_8859_1));
    ok(rig.call("read", Map.of("path", "latin")));
    ok(rig.call("edit", Map.of("path", "latin", "old_str", "caf\u00e9 1", "new_str", "\u00e9 2")));
    assertThat(Files.readAllBytes(app.resolve("latin"))).containsExactly(0xE9, ' ', '2');
    failed(
        rig.call("edit", Map.of("path", "latin", "old_str", "2", "new_str", "\u4e2d")),
        "cannot hold");
  }

  @Test
  void edit_refuses_what_changed_since_it_was_read() throws IOException {
    put("f", "one\n");
    ok(rig.call("read", Map.of("path", "f")));
    ok(bash("echo two >f"));

    failed(
        rig.call("edit", Map.of("path", "f", "old_str", "two", "new_str", "x")), "changed since");
    assertThat(app.resolve("f")).hasContent("two\n");
  }

  @Test
  void edit_makes_several_changes_or_none_and_can_only_look() throws IOException {
    put("m", "a\nb\nb\n");
    ok(rig.call("read", Map.of("path", "m")));
    var both =
        List.of(
            Map.of("old_str", "a", "new_str", "A"),
            Map.of("old_str", "b", "new_str", "B", "replace_all", true));
    failed(
        rig.call("edit", Map.of("path", "m", "edits", List.of(Map.of("old", "a", "new", "b")))),
        "not ");
    failed(
        rig.call("edit", Map.of("path", "m", "edits", List.of(Map.of("old_str", 1)))), "old_str");
    ok(rig.call("edit", Map.of("path", "m", "edits", both, "dry_run", true)), "Would edit", "+A");
    assertThat(app.resolve("m")).hasContent("a\nb\nb\n");
    failed(
        rig.call("edit", Map.of("path", "m", "old_str", "b", "new_str", "B", "expected_count", 3)),
        "2 places",
        "2, 3");
    ok(rig.call("edit", Map.of("path", "m", "edits", both)), "2 places");
    assertThat(app.resolve("m")).hasContent("A\nB\nB\n");
    failed(
        rig.call("edit", Map.of("path", "m", "old_str", "B", "new_str", "C")),
        "2 places, at lines 2, 3");
  }

  private ToolResult bash(String command) {
    return rig.call("bash", Map.of("command", command));
  }

  private void put(String name, String text) throws IOException {
    Files.writeString(app.resolve(name), text);
  }
}
