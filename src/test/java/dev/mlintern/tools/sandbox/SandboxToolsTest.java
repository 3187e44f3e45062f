package dev.mlintern.tools.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.soak.Fault;
import dev.mlintern.soak.FaultPlan;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.ToolResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The calls of spec tools-act §6.4, the weaknesses of §6.3 and the defects of appendix B, each
/// with the better behaviour.
class SandboxToolsTest {
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
  void bash_tells_output_exit_code_and_time() {
    ok(bash("python3 -c 'print(6*7)'"), "42", "exit code 0");
    failed(bash("echo out; echo err >&2; exit 3"), "out\nerr", "exit code 3");
    ok(bash("[[ a == a ]] && echo yes"), "yes");
    ok(bash("true"), "no output");
  }

  @Test
  void bash_tells_what_came_before_a_time_out() {
    failed(
        rig.call("bash", Map.of("command", "echo part; sleep 30", "timeout", 1)),
        "part",
        "TIMED OUT");
  }

  @Test
  void bash_shows_beginning_and_end_and_names_the_rest() throws IOException {
    String text = ok(bash("seq 1 20000"), "\n1\n2\n", "\n20000\n", "left out", ".out");

    assertThat(text.length()).isLessThan(8_600);
    Path whole = Path.of(found("all of it is in (\\S+) ", text));
    assertThat(Files.readString(whole)).startsWith("1\n").endsWith("20000\n").hasSize(108_894);
    ok(rig.call("read", Map.of("path", whole.toString(), "offset", 9_999, "limit", 2)), "9999\t");
  }

  @Test
  void bash_tells_bytes_that_are_no_text_and_escapes_are_gone() {
    ok(bash("printf '\\377\\376ok'"), "2 bytes are not UTF-8", "ok");
    ok(bash("printf '10%%\\r50%%\\r100%%\\n\\033[31mred\\033[0m\\n'"), "\n100%\nred\n");
  }

  @Test
  void bash_does_not_wait_for_what_was_left_behind() {
    ok(bash("sleep 60 & echo started"), "started");
  }

  @Test
  void bash_names_a_folder_it_cannot_enter() {
    failed(
        rig.call("bash", Map.of("command", "pwd", "work_dir", "/no/such")), "NOT RUN", "/no/such");
  }

  @Test
  void bash_passes_input_environment_and_folder() throws IOException {
    Files.createDirectory(app.resolve("sub"));
    ok(
        rig.call(
            "bash",
            Map.of(
                "command",
                "cat; echo \"$A\"; pwd",
                "stdin",
                "line\n",
                "env",
                Map.of("A", "a b"),
                "work_dir",
                "sub")),
        "line\na b\n" + app.resolve("sub"));
  }

  @Test
  void bash_runs_in_the_background_is_polled_and_ended() {
    ToolResult started =
        rig.call("bash", Map.of("command", "echo up; sleep 99", "background", true));
    String id = found("process (c[0-9a-f]+)", ok(started, "background"));

    String text = "";
    while (!text.contains("up")) {
      text = ok(rig.call("bash", Map.of("process", id)), "is running");
    }
    ok(rig.call("bash", Map.of("process", id, "offset", 3)), "offset=3");
    ok(rig.call("bash", Map.of("process", id, "kill", true)), "exit code 143");
    failed(rig.call("bash", Map.of("process", id)), "143", "up");
    failed(rig.call("bash", Map.of("process", "c0")), "no process c0");
    failed(rig.call("bash", Map.of()), "either `command`");
  }

  @Test
  void bash_says_that_it_does_not_know_the_name_the_file_tools_have_for_the_folder() {
    ok(rig.call("write", Map.of("path", "/app/a.txt", "content", "x\n")), "Created");

    failed(rig.call("bash", Map.of("command", "cat /app/a.txt")), "relative paths");
    ok(rig.call("bash", Map.of("command", "cat \"$ML_INTERN_SANDBOX_ROOT/app/a.txt\"")), "x\n");
    assertThat(ok(rig.call("bash", Map.of("command", "cat a.txt; : web/app/x /apple")), "x\n"))
        .doesNotContain("relative paths");
    ok(rig.call("bash", Map.of("command", "cat a.txt", "work_dir", "/app")), "x\n");
  }

  @Test
  void a_cancelled_command_is_ended() throws Exception {
    Thread caller =
        Thread.startVirtualThread(
            () -> {
              try {
                rig.runner()
                    .run(
                        "bash",
                        Optional.of(
                            JsonMapper.shared()
                                .valueToTree(Map.of("command", "echo $$ >pid; sleep 99"))),
                        Progress.NONE);
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
    Path file = app.resolve("pid");
    while (!Files.exists(file) || Files.size(file) == 0) {
      Thread.sleep(5);
    }
    long pid = Long.parseLong(Files.readString(file).strip());
    caller.interrupt();
    while (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
      Thread.sleep(5);
    }
  }

  @Test
  void a_sandbox_that_is_gone_is_said_to_be_gone() {
    rig.sandbox().close();

    failed(bash("echo hi"), "did not answer", "process=c", "sandbox_status");
    failed(rig.call("read", Map.of("path", "a")), "did not answer");
  }

  @Test
  void an_error_after_the_work_was_done_is_no_refusal() throws IOException {
    Path folder = Files.createDirectory(home.resolve("troubled"));
    FaultPlan broken = (method, _) -> method.equals("POST") ? Fault.BROKEN_AFTER : Fault.NONE;
    try (var troubled = new SandboxToolsRig(folder, broken)) {
      failed(
          troubled.call("write", Map.of("path", "a", "content", "b")),
          "HTTP 500",
          "either as it was or written whole: read it to see");
      failed(
          troubled.call("bash", Map.of("command", "echo x >>ran")),
          "HTTP 500",
          "may be running or done: ask with process=c");
      assertThat(Files.readString(folder.resolve("sandbox/app/a"))).isEqualTo("b");
      assertThat(Files.readString(folder.resolve("sandbox/app/ran"))).isEqualTo("x\n");
    }
  }

  @Test
  void read_numbers_lines_and_says_how_to_go_on() throws IOException {
    put("big.txt", "x\n".repeat(5_000));

    String text = ok(rig.call("read", Map.of("path", "/app/big.txt", "offset", 10)), "10\tx");
    assertThat(text)
        .contains("of 5000")
        .containsPattern("go on with offset=\\d+")
        .doesNotContain("\n9\t");
    ok(
        rig.call("read", Map.of("path", "/app/big.txt", "offset", 4_999, "limit", 5)),
        "4999\tx\n5000\tx",
        "end of file");
    ok(rig.call("read", Map.of("path", "big.txt", "offset", 6_000)), "no line 6000", "5000 lines");
    failed(rig.call("read", Map.of("path", "big.txt", "offset", -1)), "offset");
    ok(rig.call("read", Map.of("path", "big.txt", "tail", 2)), "4999\tx\n5000\tx", "end of file");
  }

  @Test
  void read_counts_lines_as_editors_do() throws IOException {
    put("odd.txt", "a\u2028b\fc\r\nd\re\nf");

    ok(rig.call("read", Map.of("path", "odd.txt")), "2\td\n3\te\n4\tf", "lines 1-4 of 4");
  }

  @Test
  void read_cuts_a_long_line_with_its_true_length() throws IOException {
    put("w.txt", "y".repeat(10_000));

    String text = ok(rig.call("read", Map.of("path", "/app/w.txt")), "(10000 characters)");
    assertThat(text.length()).isLessThan(2_300);
  }

  @Test
  void read_says_what_is_not_there_or_no_file() throws IOException {
    put("train.py", "");
    failed(rig.call("read", Map.of("path", "/app/trian.py")), "does not exist", "/app/train.py");
    ok(rig.call("read", Map.of("path", "/app")), "directory of 1 entries", "train.py 0");
    ok(rig.call("read", Map.of("path", "train.py")), "empty file");
    failed(rig.call("read", Map.of("path", "/etc/passwd")), "out of the sandbox");
    failed(rig.call("read", Map.of("path", "../../../../etc/passwd")), "out of the sandbox");
    Files.createSymbolicLink(app.resolve("out"), Path.of("/etc/passwd"));
    failed(rig.call("read", Map.of("path", "out")), "out of the sandbox");
  }

  @Test
  void read_shows_encodings_truthfully() throws IOException {
    Files.write(app.resolve("latin"), "caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    Files.write(app.resolve("bom"), "\uFEFFcaf\u00e9\r\n".getBytes(StandardCharsets.UTF_8));
    Files.write(app.resolve("wide"), "\uFEFFcaf\u00e9\n".getBytes(StandardCharsets.UTF_16LE));

    ok(rig.call("read", Map.of("path", "latin")), "caf\u00e9", "not UTF-8, shown as Latin-1");
    ok(rig.call("read", Map.of("path", "bom")), "1\tcaf\u00e9", "UTF-8 with BOM", "CRLF");
    ok(rig.call("read", Map.of("path", "wide")), "1\tcaf\u00e9", "UTF-16LE with BOM");
    failed(rig.call("read", Map.of("path", "latin", "encoding", "klingon")), "not known");
  }

  @Test
  void read_shows_images_and_notebooks_and_refuses_other_binaries() throws IOException {
    byte[] png =
        Base64.getDecoder()
            .decode(
                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
    Files.write(app.resolve("plot.png"), png);
    Files.copy(Path.of("/bin/ls"), app.resolve("ls"));
    put(
        "n.ipynb",
        "{\"cells\":[{\"cell_type\":\"code\",\"source\":[\"print(1)\"],\"outputs\":[]}]}");

    ToolResult image = rig.call("read", Map.of("path", "plot.png"));
    ok(image, "image/png");
    assertThat(image.images())
        .containsExactly(
            new ToolResult.Image("image/png", Base64.getEncoder().encodeToString(png)));
    failed(
        rig.call("read", Map.of("path", "ls")),
        "binary file of " + Files.size(app.resolve("ls")) + " bytes");
    ok(rig.call("read", Map.of("path", "n.ipynb")), "print(1)", "notebook");
  }

  @Test
  void read_takes_the_end_of_a_large_file_without_the_rest() throws IOException {
    ok(bash("seq 1 2000000 >large"), "exit code 0");

    ok(rig.call("read", Map.of("path", "large", "tail", 2)), "1999999\n2000000", "last 2 lines");
    ok(
        rig.call("read", Map.of("path", "large", "offset", 1_500_000, "limit", 1)),
        "1500000\t1500000");
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
  void names_with_line_ends_and_blanks_are_names() throws IOException {
    String name = "a\nb 'c' $(d)";
    ok(rig.call("write", Map.of("path", name, "content", "1\n")), "a\\nb");
    ok(rig.call("edit", Map.of("path", name, "old_str", "1", "new_str", "2")));
    assertThat(Files.readString(app.resolve(name))).isEqualTo("2\n");
    ok(rig.call("read", Map.of("path", ".")), "\"a\\nb 'c' $(d)\" 2");
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

  private static String ok(ToolResult result, String... parts) {
    assertThat(parts).allSatisfy(part -> assertThat(result.text()).contains(part));
    assertThat(result.isError()).as(result.text()).isFalse();
    return result.text();
  }

  private static void failed(ToolResult result, String... parts) {
    assertThat(parts).allSatisfy(part -> assertThat(result.text()).contains(part));
    assertThat(result.isError()).as(result.text()).isTrue();
  }

  private static String found(String pattern, String text) {
    var match = Pattern.compile(pattern).matcher(text);
    assertThat(match.find()).as(pattern + " in " + text).isTrue();
    return match.group(1);
  }
}
