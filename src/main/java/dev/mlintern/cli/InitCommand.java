package dev.mlintern.cli;

import dev.mlintern.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ml-intern init [DIR]`: makes somebody's folder a project Claude Code finds us in. Adds, never
/// overwrites; everything is worked out before the first file is touched.
@Command(
    name = "init",
    description =
        "Adds ml-intern to a project of yours: server, hooks, commands, agent, CLAUDE.md.",
    mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
  private static final String GUIDE = ".claude/ml-intern.md";
  private static final String IMPORT = "@" + GUIDE;

  @Parameters(paramLabel = "DIR", defaultValue = ".", description = "The project (default: here).")
  private Path folder;

  @Option(names = "--dry-run", description = "Show what would be done and write nothing.")
  private boolean dryRun;

  @Spec private CommandSpec spec;

  /// What is to be done with one file.
  ///
  /// @param text what it will hold; null when it stays as it is
  private record Step(Path file, String what, String text) {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      ProjectKit kit = ProjectKit.ofThisInstallation();
      Path project = folder.toAbsolutePath().normalize();
      List<Step> steps = plan(kit, project);
      for (Step step : steps) {
        out.printf("%-7s %s%n", step.what(), project.relativize(step.file()));
      }
      if (!dryRun) {
        for (Step step : steps) {
          write(step);
        }
      }
      explain(out, kit, project, steps);
      out.flush();
      return 0;
    } catch (IOException e) {
      spec.commandLine()
          .getErr()
          .println("ml-intern init: " + e.getMessage() + ". Nothing more is written.");
      return 1;
    }
  }

  private static List<Step> plan(ProjectKit kit, Path project) throws IOException {
    if (!Files.isDirectory(project)) {
      throw new IOException(project + " is no folder");
    }
    if (project.equals(kit.root())) {
      throw new IOException(project + " is ml-intern's own folder, which has everything already");
    }
    List<Step> steps = new ArrayList<>();
    String launcher = kit.root().resolve("ml-intern").toString();
    steps.add(merge(project.resolve(".mcp.json"), kit.mcpJson(launcher, List.of("mcp"))));
    steps.add(
        merge(
            project.resolve(".claude/settings.json"),
            kit.settings(kit.root().resolve(".claude/hooks").toString())));
    for (String kind : List.of("agents", "commands")) {
      for (Map.Entry<String, String> file : kit.markdown(kind).entrySet()) {
        Path target = project.resolve(".claude").resolve(kind).resolve(file.getKey());
        // Theirs has their CLAUDE.md; ours is imported from another name.
        steps.add(create(target, file.getValue().replace("CLAUDE.md", GUIDE)));
      }
    }
    steps.add(create(project.resolve(GUIDE), kit.claudeMd()));
    steps.add(importGuide(project.resolve("CLAUDE.md")));
    return steps;
  }

  private static Step merge(Path file, JsonObject ours) throws IOException {
    if (!Files.exists(file)) {
      return new Step(file, "create", PrettyJson.of(ours));
    }
    JsonObject theirs = ProjectKit.parse(file, Files.readString(file));
    JsonObject merged = JsonMerge.into(theirs, ours);
    return merged.equals(theirs)
        ? new Step(file, "same", null)
        : new Step(file, "merge", PrettyJson.of(merged));
  }

  private static Step create(Path file, String text) throws IOException {
    if (!Files.exists(file)) {
      return new Step(file, "create", text);
    }
    return new Step(file, Files.readString(file).equals(text) ? "same" : "keep", null);
  }

  private static Step importGuide(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new Step(file, "create", IMPORT + "\n");
    }
    String theirs = Files.readString(file);
    if (theirs.lines().anyMatch(line -> line.strip().equals(IMPORT))) {
      return new Step(file, "same", null);
    }
    String end = theirs.isEmpty() || theirs.endsWith("\n") ? "" : "\n";
    return new Step(file, "append", theirs + end + "\n" + IMPORT + "\n");
  }

  /// Whole or not at all; a link stays a link.
  private static void write(Step step) throws IOException {
    if (step.text() == null) {
      return;
    }
    Files.createDirectories(step.file().getParent());
    Path target = Files.exists(step.file()) ? step.file().toRealPath() : step.file();
    Path part = target.resolveSibling(target.getFileName() + ".ml-intern-part");
    try {
      Files.writeString(part, step.text());
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void explain(PrintWriter out, ProjectKit kit, Path project, List<Step> steps) {
    if (steps.stream().anyMatch(step -> step.what().equals("keep"))) {
      out.println("\nkeep: you have a file of this name with other content; it was not touched.");
    }
    if (steps.stream().allMatch(step -> step.text() == null)) {
      out.println("\nNothing to do.");
      return;
    }
    List<String> created = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    for (Step step : steps) {
      if (step.text() != null) {
        String name = project.relativize(step.file()).toString();
        (step.what().equals("create") ? created : changed).add(name);
      }
    }
    out.println(
        dryRun
            ? "\nNothing was written (--dry-run)."
            : "\nDone. Next: " + kit.root().resolve("ml-intern") + " doctor");
    out.println(
        "Server and hooks are started from "
            + kit.root()
            + ": keep that folder; others who work on this project run init themselves.");
    out.println("To undo: cd " + OwnProgram.quoted(project.toString()));
    if (!created.isEmpty()) {
      out.println("  rm " + String.join(" ", created));
    }
    if (!changed.isEmpty()) {
      out.println("  git checkout -- " + String.join(" ", changed));
      out.println("  (without git: take out of them what names ml-intern)");
    }
  }
}
