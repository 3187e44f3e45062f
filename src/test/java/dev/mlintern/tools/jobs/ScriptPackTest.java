package dev.mlintern.tools.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs what [ScriptPack] makes, with every shell this machine has and a `uv` that writes down what
/// it is given.
class ScriptPackTest {
  private static final UvRun PLAIN = new UvRun(List.of(), Optional.empty(), List.of());

  @TempDir Path folder;

  @BeforeEach
  void aUvThatWritesDownWhatItGets() throws IOException {
    Path uv = Files.createDirectory(folder.resolve("bin")).resolve("uv");
    Files.writeString(
        uv,
        """
        #!/bin/sh
        for word in "$@"; do
          printf '%s\\0' "$word"
          case "$word" in "$TMPDIR"/*.py) cp "$word" "$OUT/script" ;; esac
        done > "$OUT/words"
        """);
    Files.setPosixFilePermissions(uv, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// `/bin/sh` and what else can stand in its place.
  static List<List<String>> shells() {
    return Stream.of(
            List.of("/bin/sh"),
            List.of("/bin/dash"),
            List.of("/bin/bash"),
            List.of("/bin/busybox", "sh"))
        .filter(shell -> Files.isExecutable(Path.of(shell.getFirst())))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("shells")
  void every_requirement_and_argument_arrives_as_it_was_written(List<String> shell)
      throws Exception {
    List<String> dependencies =
        List.of(
            "transformers>=4.50",
            "pkg<5",
            "torch[opt]",
            "numpy>=1.26,<3",
            "a @ https://x.y/z?a=1&b=2");
    List<String> arguments =
        List.of(
            "two words",
            "",
            "it's",
            "\"quoted\"",
            "line\nbreak\n",
            "$(touch evil)",
            "`touch evil`",
            "$HOME",
            "*",
            "--flag=a b",
            "-",
            "\\",
            "ü → 日本 🤗",
            "; touch evil",
            "> evil");
    var run = new UvRun(dependencies, Optional.of("3.11"), arguments);

    run(shell, ScriptPack.of("train", "print('hi')\n", run));

    var expected = new ArrayList<>(List.of("run"));
    dependencies.forEach(dependency -> expected.addAll(List.of("--with", dependency)));
    expected.addAll(List.of("-p", "3.11"));
    List<String> words = words();
    assertThat(words.subList(0, expected.size())).isEqualTo(expected);
    assertThat(words.get(expected.size())).endsWith("/train.py").startsWith(folder.toString());
    assertThat(words.subList(expected.size() + 1, words.size())).isEqualTo(arguments);
    assertThat(folder.resolve("evil")).doesNotExist();
    assertThat(folder.resolve("=4.50")).doesNotExist();
  }

  @ParameterizedTest
  @MethodSource("shells")
  void a_script_of_several_megabytes_arrives_in_chunks_the_system_takes(List<String> shell)
      throws Exception {
    String line = "x = 'lorem ipsum dolor sit amet'  # %d%n";
    var script = new StringBuilder();
    var random = new Random(5);
    while (script.length() < 4_000_000) {
      script.append(line.formatted(random.nextInt()));
    }

    ScriptPack.Packed packed = (ScriptPack.Packed) ScriptPack.of("big", script.toString(), PLAIN);
    run(shell, packed);

    assertThat(packed.command())
        .allSatisfy(word -> assertThat(word.length()).isLessThanOrEqualTo(100_000));
    assertThat(packed.command().stream().mapToInt(String::length).max()).hasValue(100_000);
    assertThat(packed.scriptBytes()).isEqualTo(script.length());
    assertThat(script()).isEqualTo(script.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_script_that_hardly_compresses_is_still_carried_up_to_the_limit() throws Exception {
    byte[] script = noise(1_400_000);

    run(List.of("/bin/sh"), ScriptPack.of("noise", script, PLAIN));

    assertThat(script()).isEqualTo(script);
  }

  @Test
  void above_the_limit_the_verdict_is_too_large_with_both_sizes() {
    byte[] script = noise(1_450_000);

    assertThat(ScriptPack.of("noise", script, PLAIN))
        .isInstanceOfSatisfying(
            ScriptPack.TooLarge.class,
            large -> {
              assertThat(large.scriptBytes()).isEqualTo(1_450_000);
              assertThat(large.commandBytes()).isGreaterThan(ScriptPack.MAX_COMMAND_BYTES);
            });
  }

  @Test
  void line_ends_encoding_and_a_missing_last_newline_are_kept_byte_for_byte() throws Exception {
    for (byte[] script :
        List.of(
            "print(1)\r\nprint('ü')\r\n".getBytes(StandardCharsets.UTF_8),
            "print('no newline')".getBytes(StandardCharsets.UTF_8),
            "# -*- coding: latin-1 -*-\nprint('\u00fc')\n".getBytes(StandardCharsets.ISO_8859_1),
            new byte[0],
            new byte[] {0, 10, (byte) 0xff, 13})) {
      run(List.of("/bin/sh"), ScriptPack.of("bytes", script, PLAIN));

      assertThat(script()).isEqualTo(script);
    }
  }

  @Test
  void a_script_is_told_apart_from_the_modules_it_imports() {
    assertThat(nameOf("datasets", "print(1)")).isEqualTo("datasets_job.py");
    assertThat(nameOf("mine", "x = 1\nfrom mine import y\n")).isEqualTo("mine_job.py");
    assertThat(nameOf("../a/My train.py", "import mine")).isEqualTo("My_train.py");
    assertThat(nameOf("--help", "")).isEqualTo("help.py");
    assertThat(nameOf("…", "")).isEqualTo("_.py");
    assertThat(nameOf("", "")).isEqualTo("script.py");
    var run = new UvRun(List.of("Scikit-Learn>=1"), Optional.empty(), List.of());
    assertThat(((ScriptPack.Packed) ScriptPack.of("scikit-learn", "", run)).fileName())
        .isEqualTo("scikit-learn_job.py");
  }

  @Test
  void an_image_without_the_unpacking_programs_is_told_apart_from_a_failing_script()
      throws Exception {
    Path empty = Files.createDirectory(folder.resolve("none"));
    Path mktemp = Files.writeString(empty.resolve("mktemp"), "#!/bin/sh\necho \"$TMPDIR\"\n");
    Files.setPosixFilePermissions(mktemp, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(run(List.of("/bin/sh"), ScriptPack.of("a", "print(1)", PLAIN), empty.toString()))
        .startsWith("126: ")
        .contains("needs base64 and gzip");
  }

  @Test
  void an_address_is_run_as_it_is_if_it_is_https() {
    var run = new UvRun(List.of("trl"), Optional.empty(), List.of("--push_to_hub"));

    assertThat(run.command("https://example.org/sft.py"))
        .containsExactly(
            "uv", "run", "--with", "trl", "https://example.org/sft.py", "--push_to_hub");
    assertThatThrownBy(() -> run.command("HTTP://example.org/sft.py"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https://");
  }

  private static String nameOf(String name, String script) {
    return ((ScriptPack.Packed) ScriptPack.of(name, script, PLAIN)).fileName();
  }

  private static byte[] noise(int bytes) {
    byte[] noise = new byte[bytes];
    new Random(7).nextBytes(noise);
    return noise;
  }

  private void run(List<String> shell, ScriptPack pack) throws Exception {
    assertThat(run(shell, pack, folder.resolve("bin") + ":/usr/bin:/bin")).isEqualTo("");
  }

  /// What it printed.
  private String run(List<String> shell, ScriptPack pack, String path) throws Exception {
    var command = new ArrayList<>(shell);
    List<String> packed = ((ScriptPack.Packed) pack).command();
    assertThat(packed.getFirst()).isEqualTo("/bin/sh");
    command.addAll(packed.subList(1, packed.size()));
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().put("TMPDIR", folder.toString());
    builder.environment().put("OUT", folder.toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? output : process.exitValue() + ": " + output;
  }

  private List<String> words() throws IOException {
    String all = Files.readString(folder.resolve("words"));
    return Arrays.asList(all.substring(0, all.length() - 1).split("\0", -1));
  }

  private byte[] script() throws IOException {
    return Files.readAllBytes(folder.resolve("script"));
  }
}
