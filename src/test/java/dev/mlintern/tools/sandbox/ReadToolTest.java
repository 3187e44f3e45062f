package dev.mlintern.tools.sandbox;

import static dev.mlintern.tools.sandbox.Answers.failed;
import static dev.mlintern.tools.sandbox.Answers.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.ToolResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `read` by the calls of spec tools-act §6.4 and the weaknesses of §6.3, each with the better
/// behaviour.
class ReadToolTest {
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
    ok(rig.call("read", Map.of("path", "latin", "encoding", "latin-1")), "1\tcaf\u00e9");
    ok(rig.call("read", Map.of("path", "wide", "encoding", "utf-16")), "1\tcaf\u00e9");
    ok(rig.call("read", Map.of("path", "bom", "encoding", "utf_8_sig")), "1\tcaf\u00e9");
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

  private ToolResult bash(String command) {
    return rig.call("bash", Map.of("command", command));
  }

  private void put(String name, String text) throws IOException {
    Files.writeString(app.resolve(name), text);
  }
}
