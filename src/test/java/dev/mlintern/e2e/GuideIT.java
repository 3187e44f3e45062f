package dev.mlintern.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// README and guide followed word by word: every command they show is run as it stands there, or is
/// on a list with the reason why not. A new command fails here until somebody has decided.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuideIT {
  private static final String READ = "mcp__ml-intern__hf_inspect_dataset";

  private Path temp;
  private NewUser user;
  private final Map<String, Executable> tried = new LinkedHashMap<>();
  private final Map<String, String> notTried = new LinkedHashMap<>();

  @BeforeAll
  void begin(@TempDir Path folder) throws IOException {
    temp = folder;
    user = NewUser.in(temp, "stanfordnlp/imdb");
    commandsOfOurs();
    commandsOfTheClient();
    sessions();
    leaveOut();
  }

  @AfterAll
  void end() throws IOException {
    user.close();
  }

  @TestFactory
  Stream<DynamicTest> everyCommandShownWorks() {
    return ShownCommands.all().stream()
        .filter(shown -> !notTried.containsKey(shown))
        .map(shown -> DynamicTest.dynamicTest(shown, () -> decision(shown).execute()));
  }

  @Test
  void nothingIsDecidedThatIsNotShown() {
    assertThat(ShownCommands.all()).containsAll(tried.keySet()).containsAll(notTried.keySet());
  }

  @Test
  void everyBlockIsOfAKindThatIsTriedSomewhere() {
    assertThat(ShownCommands.blocks())
        .extracting(ShownCommands.Block::language)
        // yaml: GuideWorkflowIT. Without a language: what a session looks like.
        .containsOnly("sh", "json", "yaml", "");
  }

  private Executable decision(String shown) {
    Executable decided = tried.get(shown);
    assertThat(decided).as("run it here, or leave it out with a reason: " + shown).isNotNull();
    return decided;
  }

  // ---- our own commands ------------------------------------------------------------------------

  private void commandsOfOurs() {
    says("./ml-intern doctor", "server        21 tools", "account       local", "→ context");
    says("./ml-intern --version", "ml-intern 0.");
    says("./ml-intern demo", "hf_inspect_dataset");
    // No client: the input ends at once, and so does the server.
    tried.put("./ml-intern mcp", () -> assertThat(run("./ml-intern mcp").stdout()).isEmpty());
    says("./ml-intern tools list", "hf_inspect_dataset", "sandbox_create");
    says(
        "./ml-intern tools call hf_inspect_dataset '{\"dataset\": \"stanfordnlp/imdb\"}'",
        "stanfordnlp/imdb",
        "label");
    says("./ml-intern sandbox list", "none was left behind");
    tried.put("./ml-intern sandbox sweep", () -> run("./ml-intern sandbox sweep"));
    says("./ml-intern upload", "No session has ended yet");
    says("./ml-intern share-traces", "local/ml-intern-sessions");
    tried.put(
        "./ml-intern sandbox sweep [--dry-run] [--keep-trying MINUTES]",
        () -> {
          run("./ml-intern sandbox sweep --dry-run");
          run("./ml-intern sandbox sweep --keep-trying 1");
        });
    tried.put(
        "./ml-intern upload --now [SESSION]",
        () -> run("ML_INTERN_SAVE_SESSIONS=1 ./ml-intern upload --now"));
    tried.put("./ml-intern upload --dry-run [SESSION]", () -> run("./ml-intern upload --dry-run"));
    tried.put("./ml-intern COMMAND --help", this::helpOfEveryCommand);
    tried.put("./ml-intern redact < log.txt > clean.txt", this::redact);
    tried.put("./ml-intern redact", this::redact);
    tried.put("./ml-intern init DIR", this::init);
  }

  private void helpOfEveryCommand() throws IOException {
    run(
        "for c in mcp demo doctor init tools upload share-traces redact hook hub sandbox; do"
            + " ./ml-intern $c --help | grep -q Usage; done");
  }

  private void redact() throws IOException {
    Path log = user.checkout().resolve("log.txt");
    Files.writeString(log, "my token is hf_" + "Q3".repeat(17) + "\n");
    run("./ml-intern redact < log.txt > clean.txt");
    assertThat(log.resolveSibling("clean.txt"))
        .content()
        .contains("my token is [REDACTED")
        .doesNotContain("Q3Q3");
  }

  private void init() throws IOException {
    Path theirs = user.own("a project of theirs");
    Files.writeString(theirs.resolve("CLAUDE.md"), "Use tabs.\n");
    String line = "./ml-intern init '" + theirs + "'";

    String planned = run(line + " --dry-run").stdout();
    assertThat(theirs.resolve(".mcp.json")).doesNotExist();
    String done = run(line).stdout();
    assertThat(theirs.resolve("CLAUDE.md"))
        .content()
        .contains("Use tabs.", "@.claude/ml-intern.md");
    assertThat(theirs.resolve(".claude/commands/research.md")).exists();
    assertThat(planned).contains(".mcp.json");
    assertThat(done).as("how to undo it").contains("rm ");
  }

  // ---- the client's commands
  // ---------------------------------------------------------------------

  private void commandsOfTheClient() {
    tried.put(
        "claude plugin marketplace add \"$PWD/target/plugin\"\n"
            + "claude plugin install ml-intern@ml-intern",
        this::installThePlugin);
    tried.put(
        "claude plugin uninstall ml-intern@ml-intern",
        () -> {
          run("claude plugin uninstall ml-intern@ml-intern");
          assertThat(connected()).doesNotContain("plugin:ml-intern");
        });
    String add = "claude mcp add ml-intern -- \"$PWD/ml-intern\" mcp";
    tried.put(add, () -> addTheServer(add, "local"));
    String forAll = "claude mcp add --scope user ml-intern -- \"$PWD/ml-intern\" mcp";
    tried.put(forAll, () -> addTheServer(forAll, "user"));
    tried.put("claude mcp list", () -> assertThat(connected()).isNotEmpty());
    says("claude mcp reset-project-choices", "reset");
    String container =
        "claude mcp add ml-intern -- docker run -i --rm -e HF_TOKEN"
            + " -v ml-intern:/home/ml-intern/.ml-intern ml-intern";
    tried.put(
        container,
        () -> {
          run(container);
          assertThat(user.own("home/.claude").resolve(".claude.json"))
              .content()
              .containsPattern("(?s)\"docker\".*\"-e\",\\s*\"HF_TOKEN\",\\s*\"-v\"");
          run("claude mcp remove ml-intern --scope local");
        });
  }

  private void installThePlugin() throws IOException {
    for (String shown : tried.keySet()) {
      if (shown.startsWith("claude plugin marketplace add")) {
        run(shown);
      }
    }
    assertThat(connected()).containsPattern("plugin:ml-intern:ml-intern:.*✔ Connected");
  }

  private void addTheServer(String line, String scope) throws IOException {
    run(line);
    // In a folder of its own `.mcp.json` the client asks about that one first.
    Path where = scope.equals("user") ? user.own("elsewhere") : user.checkout();
    assertThat(user.types(where, "claude mcp get ml-intern", "", user.account()).stdout())
        .contains("Connected", "ml-intern");
    run("claude mcp remove ml-intern --scope " + scope);
  }

  /// What `claude mcp list` says in a folder that has nothing of its own.
  private String connected() throws IOException {
    FinishedCommand list = user.types(user.own("elsewhere"), "claude mcp list", "", user.account());
    assertThat(list.exitCode()).as(list.toString()).isZero();
    return list.stdout();
  }

  // ---- sessions
  // ------------------------------------------------------------------------------------

  private void sessions() {
    tried.put("cd ml-intern && claude", () -> asks("cd ml-intern && claude"));
    String headless =
        "claude -p \"Audit stanfordnlp/imdb for SFT and list what has to be fixed\""
            + " --output-format json";
    tried.put(headless, () -> asks("cd ml-intern && " + headless));
    String local =
        "./ml-intern hub --root ~/hub --port 8500 &\n"
            + "HF_ENDPOINT=http://127.0.0.1:8500 HF_TOKEN=hf_local claude";
    tried.put(local, () -> onAHubOfTheirOwn(local));
    String debug = "claude --debug-file /tmp/debug.log";
    Path log = temp.resolve("debug.log");
    tried.put(
        debug,
        () -> {
          asks("cd ml-intern && " + debug.replace("/tmp/debug.log", log.toString()));
          assertThat(log).content().contains("ml-intern");
        });
    String plugin = "claude --plugin-dir /path/to/target/plugin";
    tried.put(
        plugin,
        () ->
            session(
                user.own("elsewhere"),
                plugin.replace("/path/to", "'" + user.checkout() + "'"),
                "mcp__plugin_ml-intern_ml-intern__hf_inspect_dataset",
                user.account()));
  }

  /// The guide's first question. Input that is no terminal makes `claude` answer it and end.
  private void asks(String line) throws IOException {
    session(user.folder(), line, READ, user.account());
  }

  private void onAHubOfTheirOwn(String lines) throws IOException {
    NewUser.seed(user.own("home/hub/datasets/stanfordnlp/imdb"));
    String here = lines.replace("8500", String.valueOf(freePort())) + "\nkill $!";
    session(user.checkout(), here, READ, Map.of());
  }

  private void session(Path where, String line, String tool, Map<String, String> account)
      throws IOException {
    Scenario scenario =
        Scenario.start().calls(tool, Map.of("dataset", "stanfordnlp/imdb")).says("Use it as is.");
    try (ScriptedModel model = ScriptedModel.start(scenario)) {
      var variables = new TreeMap<>(account);
      variables.putAll(NewUser.modelOf(model));
      String question = "Is stanfordnlp/imdb good for fine-tuning a classifier?";

      FinishedCommand run = user.types(where, line, question, variables);

      assertThat(run.exitCode()).as(run.toString()).isZero();
      assertThat(run.stdout()).contains("Use it as is.");
      List<ModelRequest> turns =
          model.requests().stream().filter(r -> r.kind() == ModelRequest.Kind.MAIN).toList();
      assertThat(turns.getFirst().contextText()).contains("ml-intern (Hugging Face tools):");
      assertThat(turns.getLast().lastResult().isError()).as(run.toString()).isFalse();
      assertThat(turns.getLast().lastResult().text()).contains("stanfordnlp/imdb", "label");
    }
  }

  @Test
  void theProjectFileOfTheReadmeStartsTheServer() throws IOException {
    Path project = user.own("shared project");
    String shown = ShownCommands.block("json");
    Files.writeString(
        project.resolve(".mcp.json"),
        shown.replace("/path/to/ml-intern", user.checkout().resolve("ml-intern").toString()));
    Scenario scenario =
        Scenario.start().calls(READ, Map.of("dataset", "stanfordnlp/imdb")).says("It is there.");
    try (ScriptedModel model = ScriptedModel.start(scenario)) {
      var variables = new TreeMap<>(user.account());
      variables.putAll(NewUser.modelOf(model));
      // The guide: without the hooks reading has to be allowed.
      String line = "claude -p look --allowedTools mcp__ml-intern";

      FinishedCommand run = user.types(project, line, "", variables);

      assertThat(run.exitCode()).as(run.toString()).isZero();
      assertThat(model.requests().getLast().lastResult().text()).contains("label");
    }
    assertThat(shown).contains("/path/to/ml-intern");
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  // ---- left out
  // ------------------------------------------------------------------------------------

  private void leaveOut() {
    leftOut("a name in a sentence", "claude -p", "claude mcp add", "hf jobs run", "hf upload");
    leftOut("needs the internet and changes the machine", "apt install openjdk-25-jdk-headless");
    leftOut("needs the internet and changes the machine", "brew install openjdk@25");
    leftOut("needs the internet and changes the machine", "sdk install java 25-tem");
    leftOut("asks a person for a token; what it stores is read in HubTokenTest", "hf auth login");
    leftOut("NpmPackage does it in a pinned version", "npm install -g @anthropic-ai/claude-code");
    leftOut("is the build that runs this", "mvn package", "mvn package -DskipTests");
    leftOut("needs a container runtime", "docker build -t ml-intern .");
    leftOut("ApplicationImageIT starts what is unpacked", "claude --plugin-dir DIR/ml-intern");
    leftOut("runs until it is stopped: the block with --port", "./ml-intern hub --root DIR");
    leftOut(
        "opens a dataset to everybody: ShareTracesCommandTest",
        "./ml-intern share-traces public --yes",
        "./ml-intern share-traces private");
    leftOut(
        "the demo alone is tried; the other line is the build that runs this",
        ShownCommands.all().stream().filter(c -> c.contains("mvn verify")).findAny().orElseThrow());
  }

  private void leftOut(String reason, String... commands) {
    for (String command : commands) {
      notTried.put(command, reason);
    }
  }

  private void says(String command, String... expected) {
    tried.put(command, () -> assertThat(run(command).stdout()).contains(expected));
  }

  private FinishedCommand run(String lines) throws IOException {
    FinishedCommand run = user.types(lines);
    assertThat(run.exitCode()).as(lines + ": " + run).isZero();
    return run;
  }
}
