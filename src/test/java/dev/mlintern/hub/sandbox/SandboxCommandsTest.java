package dev.mlintern.hub.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.sandbox.CommandState.Stage;
import dev.mlintern.localhub.sandbox.LocalSandbox;
import dev.mlintern.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands over real HTTP in a real sandbox of this machine.
class SandboxCommandsTest {
  private static final String TOKEN = "sandbox-token";

  @TempDir private Path folder;

  private final CallScope scope = CallScope.lasting(Duration.ofSeconds(60));
  private LocalSandbox sandbox;
  private HttpStack http;
  private SandboxClient client;

  @BeforeEach
  void start() throws Exception {
    sandbox = LocalSandbox.start(folder, TOKEN, Duration.ZERO);
    http = HttpStack.create(Settings.of(Map.of(), Path.of("/nowhere")), List.of());
    client = new SandboxClient(http, HttpUrl.get(sandbox.url()), () -> TOKEN);
  }

  @AfterEach
  void stop() {
    sandbox.close();
    http.close();
  }

  @Test
  void a_command_tells_its_output_and_exit() {
    CommandState state = run("a", "echo out; echo err >&2; exit 3");

    assertThat(state.stage()).isEqualTo(Stage.ENDED);
    assertThat(state.exitCode()).isEqualTo(3);
    assertThat(output(state)).isEqualTo("out\nerr\n");
  }

  @Test
  void the_same_id_runs_once_however_often_it_is_sent() {
    for (int i = 0; i < 3; i++) {
      assertThat(run("once", "echo x >>count; exit 4").exitCode()).isEqualTo(4);
    }
    assertThat(output(run("look", "cat count"))).isEqualTo("x\n");
  }

  @Test
  void it_is_bash_without_inherited_input_or_secrets() {
    assertThat(output(run("b", "[[ a == a ]] && echo yes; cat; echo \"[$SECRET_OF_HOST]\"; pwd")))
        .isEqualTo("yes\n[]\n" + folder.resolve("app") + "\n");
  }

  @Test
  void input_and_environment_arrive_verbatim() {
    var spec =
        new CommandSpec(
            List.of("bash", "-c", "cat; printf '%s' \"$V\""),
            "/app",
            Map.of("V", "a 'b' $(c)\n"),
            Duration.ofSeconds(20),
            Duration.ofSeconds(1),
            Optional.of("é\n\"'$x"));

    assertThat(output(client.commands().run("in", spec, scope))).isEqualTo("é\n\"'$xa 'b' $(c)\n");
  }

  @Test
  void no_variable_is_changed_on_its_way_to_the_command() throws Exception {
    Map<String, String> given = new TreeMap<>();
    for (String program : List.of("run.sh", "supervise.sh")) {
      try (var in = SandboxCommands.class.getResourceAsStream("/sandbox/" + program)) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        Pattern.compile("\\b[a-z]\\w*")
            .matcher(text)
            .results()
            .map(MatchResult::group)
            .filter(word -> !word.startsWith("mi_"))
            .forEach(word -> given.put(word, "mine"));
      }
    }
    given.put("next", "mine");
    given.put("slip", "mine");
    var spec =
        new CommandSpec(
            List.of("bash", "-c", "env"),
            "/app",
            given,
            Duration.ofSeconds(20),
            Duration.ofSeconds(1),
            Optional.empty());

    assertThat(output(client.commands().run("vars", spec, scope)).lines())
        .containsAll(given.keySet().stream().map(name -> name + "=mine").toList());
  }

  @Test
  void a_child_left_behind_does_not_hold_the_answer_up() {
    CommandState state = run("bg", "sleep 60 & echo started");

    assertThat(state.stage()).isEqualTo(Stage.ENDED);
    assertThat(output(state)).isEqualTo("started\n");
  }

  @Test
  void a_time_limit_keeps_the_output_and_leaves_no_process() throws Exception {
    CommandState state =
        client
            .commands()
            .run("late", spec("echo part; sleep 61 & echo $! >child; sleep 62", 1, 5), scope);

    assertThat(state.stage()).isEqualTo(Stage.TIMED_OUT);
    assertThat(output(state)).isEqualTo("part\n");
    assertGone("child");
  }

  @Test
  void without_grace_the_time_limit_is_the_end() throws Exception {
    CommandState state =
        client
            .commands()
            .run("hard", spec("echo part; echo $$ >self; sleep 62 & sleep 62", 1, 0), scope);

    assertThat(state.stage()).isEqualTo(Stage.TIMED_OUT);
    assertThat(output(state)).isEqualTo("part\n");
    assertGone("self");
  }

  @Test
  void an_exit_like_that_of_a_time_limit_is_an_exit() {
    assertThat(run("own", "exit 124"))
        .extracting(CommandState::stage, CommandState::exitCode)
        .containsExactly(Stage.ENDED, 124);
    assertThat(run("killed", "kill -9 $$"))
        .extracting(CommandState::stage, CommandState::exitCode)
        .containsExactly(Stage.ENDED, 137);
  }

  @Test
  void what_wrote_nothing_is_known_for_it() {
    assertThat(run("quiet", "true").silent()).isTrue();
    assertThat(run("loud", "echo").silent()).isFalse();
  }

  @Test
  void output_that_a_full_disk_could_not_keep_is_not_taken_for_none() throws Exception {
    assumeThat(Path.of("/dev/full")).exists();
    run("any", "true");
    // What a write there leaves on a full disk: a file with nothing in it.
    Path files = folder.resolve("tmp/.ml-intern");
    Files.createSymbolicLink(files.resolve("full.keeper"), Path.of("/dev/full"));
    Files.createSymbolicLink(files.resolve("full.out"), Path.of("/dev/full"));
    CommandState state = run("full", "echo x; exit 4");

    assertThat(state.stage()).isEqualTo(Stage.ENDED);
    assertThat(state.exitCode()).isEqualTo(4);
    assertThat(state.unkept()).isTrue();
    assertThat(run("next", "true").unkept()).isFalse();
  }

  @Test
  void who_ignores_the_request_to_end_is_killed() throws Exception {
    CommandState state =
        client
            .commands()
            .run(
                "deaf",
                spec("trap '' TERM; echo $$ >self; echo deaf; while :; do sleep 1; done", 1, 1),
                scope);

    assertThat(state.stage()).isEqualTo(Stage.TIMED_OUT);
    assertThat(state.exitCode()).isEqualTo(137);
    assertThat(output(state)).isEqualTo("deaf\n");
    assertGone("self");
  }

  @Test
  void a_folder_that_cannot_be_entered_is_named() {
    CommandState state =
        client
            .commands()
            .run(
                "nf",
                new CommandSpec(
                    List.of("true"),
                    "/no/such",
                    Map.of(),
                    Duration.ZERO,
                    Duration.ZERO,
                    Optional.empty()),
                scope);

    assertThat(state.stage()).isEqualTo(Stage.NO_FOLDER);
    assertThat(output(state)).contains("/no/such");
  }

  @Test
  void a_started_command_is_polled_and_killed() {
    client.commands().start("long", spec("echo up; sleep 60", 0, 1), scope);
    CommandState state = client.commands().poll("long", scope);
    assertThat(state.stage()).isEqualTo(Stage.RUNNING);

    assertThat(client.commands().kill("long", Duration.ofSeconds(2), scope).stage())
        .isEqualTo(Stage.ENDED);
    assertThat(client.commands().poll("long", scope).exitCode()).isEqualTo(143);
    assertThat(client.commands().poll("never", scope).stage()).isEqualTo(Stage.UNKNOWN);
  }

  @Test
  void a_command_asked_to_end_has_its_grace_to_do_so() throws Exception {
    String line = "trap 'echo bye; exit 7' TERM; echo up; while :; do sleep 0.05; done";
    CommandState state = client.commands().start("polite", spec(line, 0, 1), scope);
    waitFor(Path.of(state.outputPath()));

    assertThat(client.commands().kill("polite", Duration.ofSeconds(20), scope).exitCode())
        .isEqualTo(7);
    assertThat(output(state)).startsWith("up\n").endsWith("bye\n");
  }

  @Test
  void what_lost_its_supervisor_is_lost_and_not_a_success() throws Exception {
    client.commands().start("orphan", spec("sleep 60", 0, 1), scope);
    CommandState state = client.commands().poll("orphan", scope);
    String keeper = Files.readString(waitFor(Path.of(state.files() + ".keeper"))).strip();
    run("murder", "kill -9 " + keeper);

    // A signal takes its time to arrive.
    CommandState now = client.commands().poll("orphan", scope);
    while (now.stage() == Stage.RUNNING) {
      now = client.commands().poll("orphan", scope);
    }
    assertThat(now.stage()).isEqualTo(Stage.LOST);
  }

  @Test
  void a_hundred_megabytes_of_output_stay_in_the_sandbox() {
    CommandState state = run("big", "head -c 100000000 /dev/zero | tr '\\0' x");

    assertThat(client.files().stat(state.outputPath(), scope).orElseThrow().size())
        .isEqualTo(100_000_000);
    assertThat(client.files().bytes(state.outputPath(), 99_999_990, 100, scope)).hasSize(10);
  }

  @Test
  void output_beyond_what_a_file_may_hold_fails_and_says_so() throws Exception {
    sandbox.close();
    sandbox = LocalSandbox.start(folder, TOKEN, Duration.ZERO, Map.of(), 64 << 10);
    client = new SandboxClient(http, HttpUrl.get(sandbox.url()), () -> TOKEN);

    CommandState state = run("full", "head -c 1000000 /dev/zero >big");

    assertThat(state.stage()).isEqualTo(Stage.ENDED);
    assertThat(state.exitCode()).isNotZero();
  }

  @Test
  void a_command_runs_although_the_session_that_waited_for_it_was_killed() throws Exception {
    List<ProcessHandle> waiting = List.of();
    while (waiting.isEmpty()) {
      waiting =
          ProcessHandle.current()
              .children()
              .filter(child -> isShellOf(folder.resolve("tmp"), child))
              .toList();
    }
    for (ProcessHandle shell : waiting) {
      shell.destroyForcibly();
      shell.onExit().get(20, java.util.concurrent.TimeUnit.SECONDS);
    }
    assertThat(output(run("after", "echo $0; cat"))).isEqualTo("bash\n");
  }

  @Test
  void words_reach_a_program_to_the_letter() {
    String odd = "a 'b' \"c\" $d `e` \\ \n é";

    assertThat(client.exec(ExecSpec.of("printf", "[%s]", odd, "", "-n"), scope).output())
        .isEqualTo("[" + odd + "][][-n]");
    assertThat(
            client.exec(ExecSpec.of("/bin/sh", "-c", "printf '[%s]' \"$@\"", "sh", odd, ""), scope))
        .extracting(ExecEnd::output)
        .isEqualTo("[" + odd + "][]");
    ExecEnd missing = client.exec(ExecSpec.of("no such program"), scope);
    assertThat(missing.exitCode()).isEqualTo(127);
    assertThat(missing.errors()).contains("no such program");
  }

  @Test
  void nothing_of_a_longer_command_is_left_for_the_next() {
    var lines = ExecSpec.of("/bin/sh", "-c", "true", "sh", "\necho left\n".repeat(1_000));
    for (int i = 0; i < 4; i++) {
      client.exec(lines, scope);
    }
    for (int i = 0; i < 8; i++) {
      assertThat(client.exec(ExecSpec.of("/bin/sh", "-c", "echo short"), scope).output())
          .isEqualTo("short\n");
    }
  }

  @Test
  void the_end_of_a_sandbox_is_the_end_of_all_its_processes() throws Exception {
    run("spread", "setsid sleep 77 & (setsid nohup sleep 78 & echo $! >other); echo $! >one");
    sandbox.close();

    assertGone("one");
    assertGone("other");
  }

  @Test
  void an_idle_sandbox_ends_itself() throws Exception {
    try (LocalSandbox idle =
        LocalSandbox.start(folder.resolve("idle"), TOKEN, Duration.ofMillis(50))) {
      idle.ended().toCompletableFuture().get(20, java.util.concurrent.TimeUnit.SECONDS);
    }
  }

  private CommandState run(String id, String line) {
    return client.commands().run(id, spec(line, 30, 2), scope);
  }

  private static CommandSpec spec(String line, int limit, int grace) {
    return new CommandSpec(
        List.of("bash", "-c", line),
        "/app",
        Map.of(),
        Duration.ofSeconds(limit),
        Duration.ofSeconds(grace),
        Optional.empty());
  }

  private String output(CommandState state) {
    return new String(
        client.files().bytes(state.outputPath(), 0, 100_000, scope), StandardCharsets.UTF_8);
  }

  private static boolean isShellOf(Path folder, ProcessHandle process) {
    return process
        .info()
        .arguments()
        .filter(words -> List.of(words).contains(folder.toString()))
        .isPresent();
  }

  /// The process whose id a command wrote into a file is no more.
  private void assertGone(String file) throws Exception {
    long pid = Long.parseLong(Files.readString(folder.resolve("app").resolve(file)).strip());
    while (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
      Thread.sleep(10);
    }
  }

  private static Path waitFor(Path file) {
    while (!Files.exists(file) || file.toFile().length() == 0) {
      Thread.onSpinWait();
    }
    return file;
  }
}
