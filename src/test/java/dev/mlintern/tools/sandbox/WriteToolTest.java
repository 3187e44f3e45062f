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
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `write` by the calls of spec tools-act §6.4, the weaknesses of §6.3 and the defects of appendix
/// B, each with the better behaviour.
class WriteToolTest {
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
  void what_is_refused_is_named_as_it_was_asked_for() {
    ok(rig.call("write", Map.of("path", "file", "content", "x")), "Created");
    String refused =
        failed(rig.call("write", Map.of("path", "file/below", "content", "x")), "/app/file/below");
    assertThat(refused).doesNotContain(".ml-intern-");
  }

  @Test
  void write_makes_files_with_directories_and_counts_bytes() {
    ok(rig.call("write", Map.of("path", "a/b/c.txt", "content", "\u00e9")), "Created", "2 bytes");
    assertThat(app.resolve("a/b/c.txt")).hasContent("\u00e9");
    failed(rig.call("write", Map.of("path", "x")), "content");
    failed(rig.call("write", Map.of("path", "../../x", "content", "")), "out of the sandbox");
    failed(rig.call("write", Map.of("path", "a", "content", "")), "directory");
  }

  @Test
  void write_overwrites_only_what_was_read_and_is_unchanged() throws IOException {
    put("s.sh", "echo 1\n");
    Files.setPosixFilePermissions(
        app.resolve("s.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
    failed(rig.call("write", Map.of("path", "s.sh", "content", "new")), "was not read");

    ok(rig.call("read", Map.of("path", "s.sh")));
    ok(rig.call("write", Map.of("path", "/app/./s.sh", "content", "echo 2\n")), "Overwrote");
    assertThat(app.resolve("s.sh")).hasContent("echo 2\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(app.resolve("s.sh"))))
        .isEqualTo("rwxr-xr-x");
    ok(rig.call("write", Map.of("path", "s.sh", "content", "echo 3\n")), "Overwrote");

    ok(bash("echo other >s.sh"));
    failed(rig.call("write", Map.of("path", "s.sh", "content", "x")), "changed since");
    failed(rig.call("write", Map.of("path", "s.sh", "content", "x", "if_absent", true)), "exists");
    assertThat(app.resolve("s.sh")).hasContent("other\n");
    assertThat(app.toFile().list()).containsExactly("s.sh");
  }

  @Test
  void write_keeps_the_line_ends_and_the_mark_of_what_it_overwrites_and_says_so()
      throws IOException {
    put("crlf.txt", "a\r\nb\r\n");
    put("bom.txt", "\uFEFFa\n");
    ok(rig.call("read", Map.of("path", "crlf.txt")));
    ok(rig.call("read", Map.of("path", "bom.txt")));

    ok(rig.call("write", Map.of("path", "crlf.txt", "content", "a\nc\n")), "CRLF line ends kept");
    ok(rig.call("write", Map.of("path", "bom.txt", "content", "c\n")), "byte order mark kept");
    assertThat(Files.readString(app.resolve("crlf.txt"))).isEqualTo("a\r\nc\r\n");
    assertThat(Files.readString(app.resolve("bom.txt"))).isEqualTo("\uFEFFc\n");

    // Again, of what was written; line ends that are given stay as given.
    ok(rig.call("write", Map.of("path", "crlf.txt", "content", "x\r\ny\n")), "Overwrote");
    assertThat(Files.readString(app.resolve("crlf.txt"))).isEqualTo("x\r\ny\n");
  }

  @Test
  void write_keeps_the_line_ends_of_a_file_too_long_to_be_kept() throws IOException {
    put("long.txt", "line\r\n".repeat(20_000));
    ok(rig.call("read", Map.of("path", "long.txt", "limit", 1)));
    ok(rig.call("write", Map.of("path", "long.txt", "content", "a\nb\n")), "CRLF line ends kept");
    assertThat(Files.readString(app.resolve("long.txt"))).isEqualTo("a\r\nb\r\n");
  }

  @Test
  void write_over_another_encoding_says_that_it_is_utf8_now() throws IOException {
    Files.write(app.resolve("l.txt"), "caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    ok(rig.call("read", Map.of("path", "l.txt")));
    ok(rig.call("write", Map.of("path", "l.txt", "content", "th\u00e9\n")), "is UTF-8 now");
    assertThat(Files.readString(app.resolve("l.txt"))).isEqualTo("th\u00e9\n");
  }

  @Test
  void write_of_half_a_character_is_refused_and_not_written_as_a_question_mark() {
    failed(rig.call("write", Map.of("path", "s.txt", "content", "a\uD800b")), "half a surrogate");
    assertThat(app.resolve("s.txt")).doesNotExist();
  }

  @Test
  void write_goes_through_links_inside_and_not_through_those_that_lead_out() throws IOException {
    Files.createDirectory(app.resolve("d"));
    put("d/real", "1");
    Files.createSymbolicLink(app.resolve("link"), Path.of("d/real"));
    ok(rig.call("read", Map.of("path", "link")));
    ok(rig.call("write", Map.of("path", "link", "content", "2")));
    assertThat(app.resolve("link")).isSymbolicLink();
    assertThat(app.resolve("d/real")).hasContent("2");

    Path outside = home.resolve("outside");
    Files.writeString(outside, "precious");
    Files.createSymbolicLink(app.resolve("trap"), outside);
    failed(
        rig.call(
            "write",
            Map.of(
                "path",
                "trap",
                "content",
                "x",
                "expected_hash",
                TextBytes.sha256("precious".getBytes(StandardCharsets.UTF_8)))),
        "out of the sandbox");
    assertThat(outside).hasContent("precious");
  }

  @Test
  void python_that_does_not_parse_is_written_with_a_warning_and_never_imported() {
    ok(
        rig.call("write", Map.of("path", "bad.py", "content", "x = 1\nif x\n")),
        "Created",
        "not valid Python: line 2");
    ok(
        rig.call(
            "write",
            Map.of(
                "path", "t.py", "content", "import sys; sys.exit(3)\nSFTConfig(output_dir='o')")),
        "push_to_hub");
    assertThat(rig.call("write", Map.of("path", "ok.py", "content", "print(1)\n")).text())
        .doesNotContain("Warning");
  }

  private ToolResult bash(String command) {
    return rig.call("bash", Map.of("command", command));
  }

  private void put(String name, String text) throws IOException {
    Files.writeString(app.resolve(name), text);
  }
}
