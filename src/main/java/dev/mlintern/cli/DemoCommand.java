package dev.mlintern.cli;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
    long starting = System.nanoTime();
    try (ChildServer server = ChildServer.start(serverCommand(), environment(hub))) {
      server.initialize();
      screen.step("The MCP server, started as Claude Code starts it", since(starting));
      screen.note("tools: " + String.join(", ", server.toolNames()));
      search(screen, server);
      inspectRaw(screen, server);
      inspectClean(screen, server);
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
    JsonObject arguments = JsonObject.builder().put("dataset", RAW).build();
    long begun = System.nanoTime();
    String answer = server.call("hf_inspect_dataset", arguments);
    screen.step("hf_inspect_dataset " + arguments.toJson(), since(begun));
    screen.quote(answer, QUOTED_LINES);
    List<String> problems = section(answer, "Problems");
    if (problems.isEmpty()) {
      throw new IOException("the audit of " + RAW + " names no problem, but there are some");
    }
    screen.note("");
    screen.finding("Not ready for training. What the audit found:");
    problems.forEach(screen::note);
  }

  private static void inspectClean(DemoScreen screen, ChildServer server) throws IOException {
    JsonObject arguments = JsonObject.builder().put("dataset", CLEAN).build();
    long begun = System.nanoTime();
    String answer = server.call("hf_inspect_dataset", arguments);
    screen.step("hf_inspect_dataset " + arguments.toJson(), since(begun));
    screen.good("The cleaned one is:");
    section(answer, "Training fit").forEach(screen::note);
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

  private static Map<String, String> environment(BundledHub hub) {
    return hub.settings().entrySet().stream()
        .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
  }

  /// This very process once more, as `mcp`: same JVM, same options, same jar.
  private static List<String> serverCommand() throws IOException {
    ProcessHandle.Info self = ProcessHandle.current().info();
    String java =
        self.command().orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    List<String> command = new ArrayList<>(List.of(java));
    List<String> arguments = List.of(self.arguments().orElse(new String[0]));
    int jar = arguments.indexOf("-jar");
    if (jar >= 0 && jar + 1 < arguments.size()) {
      command.addAll(arguments.subList(0, jar + 2));
    } else {
      command.addAll(List.of("-jar", ownJar()));
    }
    command.add("mcp");
    return command;
  }

  private static String ownJar() throws IOException {
    try {
      return Path.of(DemoCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IOException("cannot find the jar this program runs from", e);
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
