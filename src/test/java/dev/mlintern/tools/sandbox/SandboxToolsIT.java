package dev.mlintern.tools.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.mcp.ServerProcess;
import dev.mlintern.mcp.Wire;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The acceptance calls of spec tools-act §6.4 and the defects of §7.4 and appendix B through the
/// packaged server's stdio, in a sandbox of an embedded Hub. One server for all tests, a new
/// sandbox for each.
@Timeout(300)
class SandboxToolsIT {
  /// A PNG of one pixel.
  private static final String PIXEL =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

  @TempDir private static Path root;
  @TempDir private static Path home;

  private static EmbeddedHub hub;
  private static ServerProcess server;
  private static Wire wire;

  @BeforeAll
  static void start() throws Exception {
    hub = EmbeddedHub.start(root, 0);
    var environment = new HashMap<String, String>();
    environment.put("HF_ENDPOINT", hub.endpoint().toString());
    environment.put("HF_TOKEN", SandboxRig.token());
    environment.put("HOME", home.toString());
    environment.put("ML_INTERN_HOME", home.resolve("state").toString());
    environment.put("CLAUDE_CODE_SESSION_ID", "it-tools");
    server = ServerProcess.product(environment, "mcp");
    wire = server.wire();
    wire.initialize();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    hub.close();
  }

  @BeforeEach
  void create() {
    call("sandbox_destroy", Map.of("all", true));
    ok("sandbox_create", Map.of(), "is ready");
  }

  @Test
  void without_a_sandbox_the_answer_names_the_call_that_makes_one() {
    ok("sandbox_destroy", Map.of(), "CANCELED");
    failed("bash", Map.of("command", "true"), "sandbox_create");
  }

  @Test
  void the_acceptance_calls_of_bash_pass() {
    bash("python3 -c \"print(6*7)\"", "42", "exit code 0");
    failed("bash", Map.of("command", "echo out; echo err >&2; exit 3"), "out", "err", "code 3");
    bash("[[ a == a ]] && echo yes", "yes");
    failed("bash", Map.of("command", "echo part; sleep 30", "timeout", 1), "part", "TIMED OUT");
    String long_ = bash("seq 1 20000", "1\n2\n", "20000", "left out", "all of it is in ");
    assertThat(long_.length()).isLessThan(25_000);
    bash("printf \"\\377\\376\"", "2 bytes are not UTF-8");
    bash("sleep 60 & echo started", "started");
    failed("bash", Map.of("command", "pwd", "work_dir", "/no/such"), "/no/such");
    assertThat(bash("env")).doesNotContain("HF_TOKEN=");
  }

  /// Appendix B 12, 13, 17.
  @Test
  void a_command_past_its_time_leaves_no_process_and_none_is_wrapped_in_anything() {
    failed(
        "bash",
        Map.of("command", "echo part; (trap '' TERM; sleep 86.5) & sleep 86.5", "timeout", 1),
        "part",
        "TIMED OUT");
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(process -> process.info().commandLine().orElse("").endsWith("sleep 86.5"));
    bash("echo \"[${PYTHONPATH-}${PYTHONSTARTUP-}]\"; tr '\\0' ' ' </proc/$$/cmdline", "[]\n");
    failed("bash", Map.of("command", "cat </dev/tty"), "exit code 1");
    bash("wc -c", "\n0\n");
  }

  @Test
  void the_acceptance_calls_of_read_pass() {
    ok("write", Map.of("path", "/app/train.py", "content", "lr = 1\nlr = 1\n"), "Created");
    ok("read", Map.of("path", "/app/train.py"), "1\tlr = 1");
    bash("seq 1 5000 >big.txt; cp /bin/ls ls; printf %010000d 0 >w.txt");
    String page =
        ok("read", Map.of("path", "/app/big.txt", "offset", 10), "10\t10", "go on with offset=");
    assertThat(page.length()).as("appendix B 11").isLessThan(25_000);
    ok("read", Map.of("path", "/app/big.txt", "offset", 4999, "limit", 5), "end of file");
    failed("read", Map.of("path", "/app/big.txt", "offset", -3), "offset");
    ok("read", Map.of("path", "/app"), "directory");
    failed("read", Map.of("path", "/app/none"), "does not exist");
    ok("read", Map.of("path", "/app/w.txt"), "(10000 characters)");
    failed("read", Map.of("path", "ls"), "binary file");
  }

  @Test
  void the_acceptance_calls_of_write_pass() {
    ok("write", Map.of("path", "new.txt", "content", "\u00e9"), "Created", "2 bytes");
    bash("printf 'echo 1\\n' >s.sh; chmod 755 s.sh; ln -s s.sh link");
    failed("write", Map.of("path", "s.sh", "content", "x"), "was not read");
    ok("read", Map.of("path", "link"));
    ok("write", Map.of("path", "link", "content", "echo 2\n"), "Overwrote");
    bash("stat -c '%a %F' s.sh link; cat s.sh", "755 regular file\n777 symbolic link\necho 2");
    bash("echo >>s.sh");
    failed("write", Map.of("path", "link", "content", "x"), "changed since");
    failed("write", Map.of("path", "s.sh"), "content");
    bash("wc -l <s.sh", "2");
    ok("write", Map.of("path", "bad.py", "content", "if x\n"), "not valid Python: line 1");
  }

  /// Appendix B 14.
  @Test
  void a_script_is_checked_without_running_or_importing_anything() {
    ok("write", Map.of("path", "trap.py", "content", "open('ran', 'w')\ndef f(**k): pass\n"));
    ok(
        "write",
        Map.of("path", "t.py", "content", "import sys, trap\ntrap.f(x=1)\nsys.exit(3)\n"),
        "Created");
    ok("read", Map.of("path", "t.py"));
    ok("edit", Map.of("path", "t.py", "old_str", "x=1", "new_str", "y=2"), "trap.f(y=2)");
    failed("read", Map.of("path", "ran"), "does not exist");
  }

  @Test
  void the_acceptance_calls_of_edit_pass() {
    put("train.py", "lr = 1\nlr = 1\nx = 0  \ny = 0\n");
    ok("edit", edit("train.py", "y = 0", "y = 1"), "1 place, line 4", "-y = 0\n+y = 1");
    failed("edit", edit("train.py", "lr = 1", "lr = 2"), "2 places", "1, 2");
    failed("edit", with(edit("train.py", "lr = 1", "#\n"), "mode", "append_after"), "1, 2");
    ok("edit", with(edit("train.py", "lr = 1", "lr = 2"), "replace_all", true), "2 places");
    ok("edit", edit("train.py", "x = 0\ny = 1", "x = 9\ny = 1"), "ignoring blanks at line ends");
    shows("train.py", "lr = 2\nlr = 2\nx = 9\ny = 1\n");
    failed("edit", edit("train.py", "", "x"), "old_str is empty");
    failed("edit", with(edit("train.py", "", "x"), "replace_all", true), "old_str is empty");
    failed("edit", Map.of("path", "train.py", "new_str", "x"), "old_str");
  }

  /// Spec tools-act §7.4, appendix B 9.
  @Test
  void no_line_is_touched_that_was_not_shown() {
    put("wrong", "    a  \n    b\nc\n");
    failed("edit", edit("wrong", "a\n    b", "X"), "not in the file");
    shows("wrong", "    a  \n    b\nc\n");
    ok("edit", edit("wrong", "    a\n    b", "X"), "ignoring blanks");
    shows("wrong", "X\nc\n");

    put("part", "value = f(  1 )  # keep me\nsay(\u201chi\u201d)  # me too\n");
    failed("edit", edit("part", "f( 1 )", "g()"), "not in the file");
    ok("edit", edit("part", "say(\"hi\")", "g()"));
    shows("part", "value = f(  1 )  # keep me\ng()  # me too\n");

    put("next", "  a  \n  b\nc\n");
    ok("edit", edit("next", "  a\n  b\n", "A\n"));
    shows("next", "A\nc\n");

    put("indent", "def f():\n    if x:\n        y()\n");
    ok("edit", edit("indent", "if x:\n    y()", "if z:\n    w()"), "indent");
    shows("indent", "def f():\n    if z:\n        w()\n");

    put("hidden", "\u200b\u200bone\ntwo \u201cx\u201d\nthree\n");
    ok("edit", edit("hidden", "two \"x\"", "2"));
    shows("hidden", "\u200b\u200bone\n2\nthree\n");

    put("twice", "a  \nb\na \nb\n");
    failed("edit", edit("twice", "a\nb", "X"), "2 places", "1, 3");
    failed("edit", with(edit("twice", "b", "X"), "mode", "prepend_before"), "2 places");
    shows("twice", "a  \nb\na \nb\n");
  }

  /// Appendix B 10.
  @Test
  void an_edit_keeps_mode_link_line_ends_mark_and_encoding() {
    bash("printf '\\357\\273\\277a\\r\\nb\\r\\n' >crlf; chmod 750 crlf; ln -s crlf l");
    ok("read", Map.of("path", "l"));
    ok("edit", edit("l", "a\nb", "A\nB\nC"));
    bash(
        "stat -c '%a %F' crlf l; od -An -c crlf",
        "750 regular file\n777 symbolic link",
        "357 273 277   A  \\r  \\n   B  \\r  \\n   C  \\r  \\n");
    bash("printf 'caf\\351 1' >latin");
    ok("read", Map.of("path", "latin"));
    ok("edit", edit("latin", "caf\u00e9 1", "\u00e9 2"));
    bash("od -An -c latin", "351       2");
  }

  @Test
  void what_leads_out_of_the_sandbox_is_refused_and_odd_names_are_names() {
    bash("ln -s /etc/passwd out");
    for (String path : List.of("out", "../../../../../etc/passwd", "/etc/passwd")) {
      failed("read", Map.of("path", path), "out of the sandbox");
      failed("write", Map.of("path", path, "content", "", "if_absent", true));
      failed("edit", edit(path, "root", "toor"));
    }
    String name = "a\nb 'c' $(d)";
    ok("write", Map.of("path", name, "content", "1\n"), "a\\nb");
    ok("edit", edit(name, "1", "2"));
    bash("cat a*", "2\n");
  }

  @Test
  void several_edits_are_made_all_or_none_and_a_dry_run_only_shows() {
    put("m", "a\nb\nb\n");
    var good = Map.of("old_str", "a", "new_str", "A");
    var all = Map.of("old_str", "b", "new_str", "B", "replace_all", true);
    failed("edit", Map.of("path", "m", "edits", List.of(good, edit("m", "z", "Z"))), "path");
    failed(
        "edit",
        Map.of("path", "m", "edits", List.of(good, Map.of("old_str", "z", "new_str", "Z"))),
        "none was made");
    ok("edit", Map.of("path", "m", "edits", List.of(good, all), "dry_run", true), "Would edit");
    shows("m", "a\nb\nb\n");
    ok("edit", Map.of("path", "m", "edits", List.of(good, all)));
    shows("m", "A\nB\nB\n");
  }

  @Test
  void a_background_process_is_polled_and_ended() {
    String started =
        ok("bash", Map.of("command", "echo up; sleep 99", "background", true), "background");
    String id = Answers.found("process (c[0-9a-f]+)", started);
    String text = "";
    while (!text.contains("up")) {
      text = ok("bash", Map.of("process", id), "is running");
    }
    ok("bash", Map.of("process", id, "kill", true), "exit code 143");
  }

  @Test
  void a_hundred_megabytes_of_output_are_shown_in_a_page() {
    String text =
        bash("head -c 100000000 /dev/zero | tr '\\0' x; echo; echo end", "end", "left out");
    assertThat(text.length()).isLessThan(9_000);
  }

  @Test
  void an_image_comes_as_an_image() {
    bash("echo " + PIXEL + " | base64 -d >p.png");

    JsonNode content = call("read", Map.of("path", "p.png")).path("content");

    assertThat(content.path(0).path("type").asString("")).isEqualTo("text");
    assertThat(content.path(1))
        .isEqualTo(
            JsonMapper.shared()
                .valueToTree(Map.of("type", "image", "data", PIXEL, "mimeType", "image/png")));
  }

  private static void put(String path, String content) {
    ok("write", Map.of("path", path, "content", content), "Created");
  }

  /// Byte for byte: read by a command, not by the tool that shows lines.
  private static void shows(String path, String content) {
    var hex = new StringBuilder();
    for (byte one : content.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
      hex.append(String.format("%02x", one));
    }
    bash("od -An -v -tx1 " + path + " | tr -d ' \\n'", "\n" + hex);
  }

  private static Map<String, Object> edit(String path, String old, String fresh) {
    return Map.of("path", path, "old_str", old, "new_str", fresh);
  }

  private static Map<String, Object> with(Map<String, Object> call, String name, Object value) {
    var more = new HashMap<>(call);
    more.put(name, value);
    return more;
  }

  private static String bash(String command, String... parts) {
    return ok("bash", Map.of("command", command), parts);
  }

  private static String ok(String tool, Map<String, ?> arguments, String... parts) {
    JsonNode result = call(tool, arguments);
    assertThat(result.path("isError").asBoolean(false)).as(text(result)).isFalse();
    assertThat(List.of(parts)).allSatisfy(part -> assertThat(text(result)).contains(part));
    return text(result);
  }

  private static void failed(String tool, Map<String, ?> arguments, String... parts) {
    JsonNode result = call(tool, arguments);
    assertThat(result.path("isError").asBoolean(false)).as(text(result)).isTrue();
    assertThat(List.of(parts)).allSatisfy(part -> assertThat(text(result)).contains(part));
  }

  private static JsonNode call(String tool, Map<String, ?> arguments) {
    wire.call(7, tool, JsonMapper.shared().writeValueAsString(arguments).replace("'", "\\u0027"));
    JsonNode message = wire.receive();
    while (!message.has("id")) {
      message = wire.receive();
    }
    return message.get("result");
  }

  private static String text(JsonNode result) {
    return result.path("content").path(0).path("text").asString("");
  }
}
