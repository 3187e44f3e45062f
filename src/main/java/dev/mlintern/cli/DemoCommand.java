package dev.mlintern.cli;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `ml-intern demo`: the tools at work without network, token or Claude, on a Hub of our own.
@Command(
    name = "demo",
    description = "Shows the tools at work: no network, no token, nothing left behind.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final String RAW = "demo-lab/support-chats";
  private static final String CLEAN = "demo-lab/support-chats-clean";
  private static final int QUOTED_LINES = 12;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var screen =
        new DemoScreen(spec.commandLine().getOut(), spec.commandLine().getColorScheme().ansi());
    try {
      run(screen);
      return 0;
    } catch (IOException e) {
      spec.commandLine().getErr().println("ml-intern demo: " + e.getMessage());
      return 1;
    }
  }

  private void run(DemoScreen screen) throws IOException {
    screen.title("ml-intern demo", "no network, no token; everything it makes goes away again");
    long begun = System.nanoTime();
    try (BundledHub hub = BundledHub.start()) {
      screen.step("A Hugging Face Hub on this machine", since(begun));
      screen.note(
          "%d models and %d datasets from this jar at %s"
              .formatted(BundledHub.count("models"), BundledHub.count("datasets"), hub.endpoint()));
      converse(screen, hub);
    }
    screen.heading("All of it in " + since(begun).toMillis() + " ms. Next, in Claude Code:");
    String start = System.getProperty("ml-intern.launcher", "ml-intern");
    screen.command("claude mcp add ml-intern -- '" + start.replace("'", "'\\''") + "' mcp");
    screen.note("then ask: is stanfordnlp/imdb good for fine-tuning a classifier?");
  }

  private static void converse(DemoScreen screen, BundledHub hub) throws IOException {
    Map<String, String> environment = environment(hub);
    long starting = System.nanoTime();
    try (ChildServer server = ChildServer.start(OwnProgram.commandLine("mcp"), environment)) {
      server.initialize();
      screen.step("The MCP server, started as Claude Code starts it", since(starting));
      screen.item(server.toolNames().size() + " tools: " + String.join(", ", server.toolNames()));
      search(screen, server);
      inspectRaw(screen, server);
      inspectClean(screen, server);
      DemoJob.show(screen, server, Settings.of(environment, Path.of("")));
    }
  }

  private static void search(DemoScreen screen, ChildServer server) throws IOException {
    JsonObject arguments =
        JsonObject.builder()
            .put("query", "support")
            .put("repo_types", JsonArray.of(new JsonString("dataset")))
            .build();
    long begun = System.nanoTime();
    String answer = server.call("hub_repo_search", arguments);
    screen.step("hub_repo_search " + arguments.toJson(), since(begun));
    screen.quote(answer, QUOTED_LINES);
  }

  private static void inspectRaw(DemoScreen screen, ChildServer server) throws IOException {
    String answer = inspect(screen, server, RAW);
    screen.quote(before(answer, "## "), QUOTED_LINES);
    List<String> problems = section(answer, "Problems");
    if (problems.isEmpty()) {
      throw new IOException("the audit of " + RAW + " names no problem, but there are some");
    }
    screen.finding("Not ready for training:");
    problems.forEach(screen::item);
    screen.finding("How it can be used:");
    verdicts(answer).forEach(screen::item);
  }

  private static void inspectClean(DemoScreen screen, ChildServer server) throws IOException {
    String answer = inspect(screen, server, CLEAN);
    screen.good("Ready as it is:");
    verdicts(answer).forEach(screen::item);
  }

  private static String inspect(DemoScreen screen, ChildServer server, String dataset)
      throws IOException {
    JsonObject arguments = JsonObject.builder().put("dataset", dataset).build();
    long begun = System.nanoTime();
    String answer = server.call("hf_inspect_dataset", arguments);
    screen.step("hf_inspect_dataset " + arguments.toJson(), since(begun));
    return answer;
  }

  /// What the dataset can train; what it cannot is a long list.
  private static List<String> verdicts(String answer) {
    return section(answer, "Training fit").stream()
        .filter(line -> !line.startsWith("- Does not fit"))
        .toList();
  }

  private static String before(String answer, String line) {
    return answer.lines().takeWhile(l -> !l.startsWith(line)).collect(Collectors.joining("\n"));
  }

  /// The lines below a heading of the answer.
  static List<String> section(String answer, String heading) {
    return answer
        .lines()
        .dropWhile(line -> !line.startsWith("## " + heading))
        .skip(1)
        .takeWhile(line -> !line.startsWith("#"))
        .filter(line -> !line.isBlank())
        .toList();
  }

  /// The Hub's own settings, and a token: jobs need one, and this Hub takes any.
  private static Map<String, String> environment(BundledHub hub) {
    Map<String, String> environment =
        hub.settings().entrySet().stream()
            .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
    environment.put(Setting.HF_TOKEN.name(), "hf_" + "demo".repeat(2));
    return environment;
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
