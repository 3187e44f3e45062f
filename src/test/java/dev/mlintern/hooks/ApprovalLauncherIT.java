package dev.mlintern.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.policy.ShellLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The approval hook as Claude Code starts it: launcher, packaged jar, real processes.
class ApprovalLauncherIT {
  private static final String GPU_JOB =
      "{\"tool_name\":\"mcp__ml-intern__hf_jobs\",\"tool_input\":{\"operation\":\"run\","
          + "\"script\":\"print(1)\",\"hardware_flavor\":\"a10g-large\",\"timeout\":\"2h\"},"
          + "\"tool_use_id\":\"t1\"}";
  private static final String READING =
      "{\"tool_name\":\"mcp__ml-intern__hf_papers\",\"tool_input\":{\"operation\":\"search\"}}";

  @TempDir Path temporary;
  private HookFolder folder;

  @BeforeEach
  void copyTheLauncher() throws IOException {
    folder = HookFolder.copyTo(temporary);
  }

  @Test
  void the_packaged_hook_answers_with_one_object() throws Exception {
    folder.withJar("approve-tool-use.jar");

    var run = folder.run("approve", GPU_JOB, home());

    assertThat(run.exitCode()).isZero();
    assertThat(run.stderr()).isEmpty();
    assertThat(decision(run)).isEqualTo("ask");
    assertThat(reason(run)).contains("a10g-large", "2h", "$3.00");
  }

  @Test
  void files_of_the_gate_and_tokens_are_guarded_wherever_the_environment_puts_them()
      throws Exception {
    folder.withJar("approve-tool-use.jar");
    Path state = Path.of(home().get("ML_INTERN_HOME"));
    Path hub = Files.createDirectories(temporary.resolve("hub home"));
    Files.writeString(hub.resolve("token"), "x");
    Path link = Files.createSymbolicLink(temporary.resolve("harmless.txt"), hub.resolve("token"));
    var environment = new HashMap<>(home());
    environment.put("HF_HOME", hub.toString());

    for (String call :
        List.of(
            fileCall("Read", hub.resolve("token")),
            fileCall("Read", link),
            fileCall("Write", state.resolve("ledger/s.json")),
            fileCall("Edit", state.resolve("sub/../audit.jsonl")))) {
      var run = folder.run("guard-files", call, environment);
      assertThat(decision(run)).as(call).isEqualTo("deny");
    }
    for (String call :
        List.of(
            fileCall("Read", temporary.resolve("tokenizer.json")),
            fileCall("Read", temporary.resolve("my.token")),
            fileCall("Read", state.resolve("audit.jsonl")),
            fileCall("Write", temporary.resolve("train.py")))) {
      assertThat(folder.run("guard-files", call, environment))
          .as(call)
          .isEqualTo(new HookFolder.Run(0, "", ""));
    }
    String line = "rm -rf " + state;
    var shell =
        folder.run(
            "approve-shell",
            "{\"tool_name\":\"Bash\",\"tool_input\":{\"command\":\"" + line + "\"}}",
            environment);
    assertThat(decision(shell)).isEqualTo("ask");
  }

  private static String fileCall(String tool, Path file) {
    return "{\"transcript_path\":\"/t.jsonl\",\"tool_name\":\"%s\",\"tool_input\":{\"file_path\":\"%s\",\"content\":\"a \\\"file_path\\\" b\"}}"
        .formatted(tool, file);
  }

  @Test
  void no_opinion_is_silence_and_not_taken_for_a_crash() throws Exception {
    folder.withJar("approve-tool-use.jar");

    var run =
        folder.run(
            "approve", "{\"tool_name\":\"mcp__forge__create_repo\",\"tool_input\":{}}", home());

    assertThat(run).isEqualTo(new HookFolder.Run(0, "", ""));
  }

  @Test
  void every_kind_of_answer_comes_through_the_launcher() throws Exception {
    folder.withJar("approve-tool-use.jar");
    for (String id : List.of("A03", "A13", "A22", "A49 empty", "A52", "A54", "A60")) {
      ApprovalCase example =
          ApprovalCase.all().stream()
              .filter(each -> each.id().equals(id))
              .findFirst()
              .orElseThrow();
      var environment = new HashMap<>(home());
      environment.putAll(example.environment());

      var run = folder.run("approve", example.stdin(), environment);

      assertThat(decision(run)).as(id).isEqualTo(example.decision());
    }
  }

  @Test
  void a_script_of_five_megabytes_goes_through_the_pipe() throws Exception {
    folder.withJar("approve-tool-use.jar");
    String script = "x = 1  # nothing\\n".repeat(5 << 20 >> 4);

    var run = folder.run("approve", GPU_JOB.replace("print(1)", script), home());

    assertThat(decision(run)).isEqualTo("ask");
    assertThat(reason(run)).contains("5 MB");
  }

  @Test
  void hooks_of_parallel_calls_never_pass_the_cap_together() throws Exception {
    folder.withJar("approve-tool-use.jar");
    var yolo = new HashMap<>(home());
    yolo.put("ML_INTERN_YOLO", "1");
    yolo.put("ML_INTERN_YOLO_CAP_USD", "2");
    List<Callable<String>> calls = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String call =
          ("{\"session_id\":\"s\",\"tool_use_id\":\"t%d\",\"tool_name\":\"mcp__ml-intern__hf_jobs\","
               + "\"tool_input\":{\"operation\":\"run\",\"command\":[\"ls\"],"
               + "\"hardware_flavor\":\"t4-small\",\"timeout\":\"1h\"}}")
              .formatted(i);
      calls.add(() -> decision(folder.run("approve", call, yolo)));
    }

    List<String> decisions = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(calls.size())) {
      for (var decision : threads.invokeAll(calls)) {
        decisions.add(decision.get());
      }
    }

    long allowed = decisions.stream().filter("allow"::equals).count();
    assertThat(allowed).as("at $0.60 each: " + decisions).isBetween(1L, 3L);
    assertThat(decisions).containsOnly("allow", "ask");
    String ledger = Files.readString(Path.of(home().get("ML_INTERN_HOME"), "ledger/s.json"));
    assertThat(ledger.split("\"state\":\"reserved\"", -1)).hasSize((int) allowed + 1);
  }

  @Test
  void without_a_jdk_it_asks() throws Exception {
    folder.withJar("approve-tool-use.jar");
    var environment = new HashMap<>(home());
    environment.put("ML_INTERN_JAVA_HOME", "/nonexistent");

    assertUnavailable(folder.run("approve", GPU_JOB, environment));
  }

  @Test
  void before_the_first_build_it_asks_for_gated_tools_only() throws Exception {
    assertUnavailable(folder.run("approve", GPU_JOB, home()));
    assertUnavailable(folder.run("approve-shell", bash("cd x && hf jobs run image true"), home()));
    assertThat(folder.run("approve-shell", bash("git push origin main"), home()).stdout())
        .isEmpty();
    assertThat(folder.run("approve-shell", bash("ls -la"), home()).stdout()).isEmpty();
    assertThat(decision(folder.run("allow-read", READING, home()))).isEqualTo("allow");
  }

  @Test
  void a_broken_jar_asks() throws Exception {
    folder.withJar("approve-tool-use.jar");
    Path jar = folder.root().resolve("target/approve-tool-use.jar");
    Files.write(jar, java.util.Arrays.copyOf(Files.readAllBytes(jar), 10_000));

    assertUnavailable(folder.run("approve", GPU_JOB, home()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exit 0",
        "exit 1",
        "kill -9 $$",
        "echo Picked up something",
        "echo '{\"hookSpecificOutput\":'",
        "echo '{\"hookSpecificOutput\":{\"permissionDecision\":\"allow\"}}'; exit 3"
      })
  void a_program_that_fails_or_says_nothing_asks(String java) throws Exception {
    folder.withJar("approve-tool-use.jar");
    var environment = new HashMap<>(home());
    environment.put("ML_INTERN_JAVA_HOME", folder.fakeJdk(java).toString());

    assertUnavailable(folder.run("approve", GPU_JOB, environment));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_program_that_hangs_is_given_up(boolean timeoutCommand) throws Exception {
    folder.withJar("approve-tool-use.jar");
    var environment = new HashMap<>(home());
    environment.put("ML_INTERN_JAVA_HOME", folder.fakeJdk("exec sleep 1000").toString());
    if (!timeoutCommand) {
      environment.put("PATH", pathWithoutTimeout().toString());
    }

    assertUnavailable(folder.run("approve", GPU_JOB, environment));
  }

  @Test
  void without_a_timeout_command_the_answer_still_comes_at_once() throws Exception {
    folder.withJar("approve-tool-use.jar");
    var environment = new HashMap<>(home());
    environment.put("PATH", pathWithoutTimeout().toString());

    var run = folder.run("approve", GPU_JOB, environment);

    assertThat(reason(run)).contains("a10g-large");
  }

  /// The launcher looks for words before it starts a JVM: none of what the gate knows may slip by.
  @Test
  void every_bypass_reaches_the_program() throws Exception {
    folder.withJar("approve-tool-use.jar");
    var environment = new HashMap<>(home());
    String seen = "{\"hookSpecificOutput\":{\"seen\":true}}";
    environment.put(
        "ML_INTERN_JAVA_HOME",
        folder.fakeJdk("cat >/dev/null; printf '%s' '" + seen + "'").toString());

    for (String line : ShellLines.bypasses()) {
      assertThat(folder.run("approve-shell", bash(line), environment).stdout())
          .as(line)
          .isEqualTo(seen);
    }
    assertThat(folder.run("approve-shell", bash("ls -la /home/me/ml"), environment).stdout())
        .isEmpty();
  }

  @Test
  void a_bypass_is_asked_about_and_an_ordinary_line_left_alone() throws Exception {
    folder.withJar("approve-tool-use.jar");

    assertThat(decision(folder.run("approve-shell", bash("hf jobs run image true"), home())))
        .isEqualTo("ask");
    assertThat(folder.run("approve-shell", bash("hf jobs ps"), home()).stdout()).isEmpty();
  }

  @Test
  void a_rehearsal_makes_the_next_start_quicker_and_changes_no_answer() throws Exception {
    folder.withJar("approve-tool-use.jar");
    var environment = new HashMap<>(home());
    environment.put("ML_INTERN_AOT_CACHE", "1");

    var first = folder.run("approve", GPU_JOB, environment);
    Path target = folder.root().resolve("target");
    long giveUp = System.nanoTime() + 60_000_000_000L;
    while (!hasCache(target) && System.nanoTime() < giveUp) {
      Thread.sleep(100);
    }
    var second = folder.run("approve", GPU_JOB, environment);

    assertThat(hasCache(target)).isTrue();
    assertThat(second).isEqualTo(first);
    assertThat(temporary.resolve("home/audit.jsonl")).content().hasLineCount(2);
  }

  @Test
  void the_jar_is_small() throws IOException {
    assertThat(Files.size(HookFolder.packaged("approve-tool-use.jar"))).isLessThan(300_000);
  }

  private static boolean hasCache(Path target) throws IOException {
    try (var files = Files.list(target)) {
      return files.anyMatch(file -> file.toString().endsWith(".aot"));
    }
  }

  private Path pathWithoutTimeout() throws IOException {
    Path bin = Files.createDirectories(temporary.resolve("bin"));
    for (String tool : List.of("sh", "cat", "sleep", "kill", "readlink", "rm", "mkdir")) {
      for (String place : List.of("/bin", "/usr/bin")) {
        Path source = Path.of(place, tool);
        if (Files.exists(source) && !Files.exists(bin.resolve(tool))) {
          Files.createSymbolicLink(bin.resolve(tool), source);
        }
      }
    }
    return bin;
  }

  private Map<String, String> home() {
    return Map.of("ML_INTERN_HOME", temporary.resolve("home").toString());
  }

  private static String bash(String command) {
    return JsonObject.builder()
        .put("cwd", "/work/ml-intern")
        .put("tool_name", "Bash")
        .put("tool_input", JsonObject.builder().put("command", command).build())
        .build()
        .toJson();
  }

  private static void assertUnavailable(HookFolder.Run run) {
    assertThat(run.exitCode()).isZero();
    assertThat(decision(run)).isEqualTo("ask");
    assertThat(reason(run)).contains("unavailable");
  }

  private static String decision(HookFolder.Run run) {
    return output(run).string("permissionDecision").orElseThrow();
  }

  private static String reason(HookFolder.Run run) {
    return output(run).string("permissionDecisionReason").orElseThrow();
  }

  private static JsonObject output(HookFolder.Run run) {
    return JsonReader.readObject(run.stdout()).object("hookSpecificOutput").orElseThrow();
  }
}
