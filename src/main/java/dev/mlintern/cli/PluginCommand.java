package dev.mlintern.cli;

import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ml-intern plugin`: packs this project as a Claude Code plugin with its own marketplace. Part of
/// the build (`target/plugin`); nobody else needs it.
///
/// Everything comes from the files the project itself works with; only what a plugin calls
/// differently is changed on the way.
@Command(name = "plugin", hidden = true)
final class PluginCommand implements Callable<Integer> {
  private static final String PLUGIN_ROOT = "${CLAUDE_PLUGIN_ROOT}";

  /// A plugin has no CLAUDE.md; its text becomes this skill.
  private static final String SKILL = "skills/ml-engineering/SKILL.md";

  @Option(names = "--from", required = true, description = "The project's folder.")
  private Path project;

  @Option(names = "--jars", required = true, description = "Where the jars are.")
  private Path jars;

  @Option(names = "--release", required = true, description = "The plugin's version.")
  private String release;

  @Parameters(description = "Folder to make; an older one is replaced.")
  private Path target;

  @Override
  public Integer call() throws IOException {
    delete(target);
    var kit = new ProjectKit(project);
    copyTexts();
    write("README.md", Files.readString(project.resolve("src/plugin/README.md")));
    write(
        SKILL,
        Files.readString(project.resolve("src/plugin").resolve(SKILL)) + renamed(kit.claudeMd()));
    for (String kind : List.of("agents", "commands")) {
      for (Map.Entry<String, String> file : kit.markdown(kind).entrySet()) {
        write(kind + "/" + file.getKey(), renamed(file.getValue()));
      }
    }
    JsonObject mcp = kit.mcpJson("sh", List.of(PLUGIN_ROOT + "/ml-intern", "mcp"));
    write(".mcp.json", PrettyJson.of(mcp));
    JsonObject hooks = kit.settings(PLUGIN_ROOT + "/hooks").object("hooks").orElseThrow();
    write("hooks/hooks.json", PrettyJson.of(JsonObject.builder().put("hooks", hooks).build()));
    copyPrograms();
    return 0;
  }

  /// What is called differently inside a plugin (spec claude-code §12).
  private static String renamed(String text) {
    return text.replace("mcp__ml-intern__", "mcp__plugin_ml-intern_ml-intern__")
        .replace("`research` agent", "`ml-intern:research` agent")
        .replace("the CLAUDE.md", "CLAUDE.md")
        .replace("CLAUDE.md", "the `ml-intern:ml-engineering` skill");
  }

  private void copyTexts() throws IOException {
    for (String name : List.of("plugin.json", "marketplace.json")) {
      String manifest =
          Files.readString(project.resolve("src/plugin").resolve(name))
              .replace("${project.version}", release);
      write(".claude-plugin/" + name, PrettyJson.of(JsonReader.readObject(manifest)));
    }
    write("LICENSE", Files.readString(project.resolve("LICENSE")));
  }

  private void copyPrograms() throws IOException {
    Files.copy(project.resolve("ml-intern"), target.resolve("ml-intern"));
    target.resolve("ml-intern").toFile().setExecutable(true, false);
    Path hooks = project.resolve(".claude/hooks");
    for (String name : List.of("ml-intern-hook", "find-jdk.sh")) {
      Files.copy(hooks.resolve(name), target.resolve("hooks").resolve(name));
    }
    Files.copy(jars.resolve("ml-intern.jar"), target.resolve("ml-intern.jar"));
    try (Stream<Path> built = Files.list(jars)) {
      for (Path jar : built.filter(PluginCommand::isHookJar).toList()) {
        Files.copy(jar, target.resolve("hooks").resolve(jar.getFileName()));
      }
    }
  }

  private static boolean isHookJar(Path file) {
    return file.getFileName().toString().matches("(approve-tool-use|session-[a-z]+)\\.jar");
  }

  private void write(String name, String text) throws IOException {
    Path file = target.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
