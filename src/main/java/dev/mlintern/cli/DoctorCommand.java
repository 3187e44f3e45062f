package dev.mlintern.cli;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.settings.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `ml-intern doctor`: what works, what does not, and how to mend it. Never longer than about ten
/// seconds, with or without a network.
@Command(
    name = "doctor",
    description =
        "Checks Java, build, settings, sandboxes, token, Hub, Claude Code, server, hooks.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:nothing failed (warnings are allowed)", "1:something failed"})
final class DoctorCommand implements Callable<Integer> {
  private static final Duration LONGEST = Duration.ofSeconds(9);

  /// Groups that may have to do without a network.
  private static final Set<String> SERVICES = Set.of("token", "hub", "github");

  /// A group of checks that run one after another; the groups run side by side.
  private interface Group {
    List<DoctorLine> check() throws InterruptedException;
  }

  @Option(names = "--json", description = "One JSON object with every line.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    List<DoctorLine> lines = examine(Settings.fromEnvironment(), Path.of("").toAbsolutePath());
    boolean failed = lines.stream().anyMatch(line -> line.verdict() == DoctorLine.Verdict.FAIL);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      var all = new JsonArray(List.copyOf(lines.stream().map(DoctorLine::json).toList()));
      out.println(JsonObject.builder().put("ok", !failed).put("checks", all).build().toJson());
    } else {
      Ansi ansi = spec.commandLine().getColorScheme().ansi();
      lines.forEach(line -> print(out, ansi, line));
    }
    out.flush();
    return failed ? 1 : 0;
  }

  private static List<DoctorLine> examine(Settings settings, Path folder)
      throws InterruptedException {
    var hub = new HubChecks(settings);
    Map<String, Group> groups = new LinkedHashMap<>();
    var state = new StateChecks(settings, Settings.variables(), Instant.now());
    groups.put("program", InstallChecks::program);
    groups.put("state", state::all);
    groups.put("token", hub::account);
    groups.put("hub", hub::reach);
    groups.put("github", hub::github);
    groups.put("claude", InstallChecks::claudeCode);
    groups.put("server", () -> WiringChecks.server(folder));
    groups.put("hooks", () -> WiringChecks.hooks(folder));
    long deadline = System.nanoTime() + LONGEST.toNanos();
    Map<String, FutureTask<List<DoctorLine>>> running = new LinkedHashMap<>();
    groups.forEach((name, group) -> running.put(name, start(group)));
    List<DoctorLine> lines = new ArrayList<>();
    for (var task : running.entrySet()) {
      boolean needed = !SERVICES.contains(task.getKey()) || hub.mustAnswer();
      lines.addAll(result(task.getKey(), task.getValue(), deadline, needed));
    }
    return lines;
  }

  private static FutureTask<List<DoctorLine>> start(Group group) {
    var task = new FutureTask<>(group::check);
    Thread.ofVirtual().start(task);
    return task;
  }

  private static List<DoctorLine> result(
      String name, FutureTask<List<DoctorLine>> task, long deadline, boolean needed)
      throws InterruptedException {
    try {
      return task.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      task.cancel(true);
      String found = "no answer within " + LONGEST.toSeconds() + " s";
      String fix = "run it again; if it stays, look at network and proxy";
      return List.of(
          needed ? DoctorLine.fail(name, found, fix) : DoctorLine.warn(name, found, fix));
    } catch (ExecutionException e) {
      String found = "the check itself failed: " + e.getCause();
      return List.of(DoctorLine.fail(name, found, "please report this as a bug"));
    }
  }

  private static void print(PrintWriter out, Ansi ansi, DoctorLine line) {
    String mark =
        switch (line.verdict()) {
          case OK -> styled(ansi, "fg(green)", "ok  ");
          case WARN -> styled(ansi, "fg(yellow)", "warn");
          case FAIL -> styled(ansi, "fg(red),bold", "FAIL");
        };
    out.println(mark + "  " + String.format("%-14s", line.check()) + line.found());
    Stream.of(line.fix())
        .filter(fix -> !fix.isEmpty())
        .forEach(fix -> out.println(" ".repeat(20) + "→ " + fix));
  }

  /// What was found is not ours: it never meets the markup parser.
  private static String styled(Ansi ansi, String style, String text) {
    return ansi.enabled()
        ? Ansi.Style.on(Ansi.Style.parse(style)) + text + Ansi.Style.reset.on()
        : text;
  }
}
