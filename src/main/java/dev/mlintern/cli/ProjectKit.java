package dev.mlintern.cli;

import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The project files of an ml-intern folder: the one source of the plugin and of what `init` writes
/// into other people's projects.
///
/// @param root the folder with `CLAUDE.md`, `.mcp.json`, `.claude/` and the launcher
record ProjectKit(Path root) {
  static final String SERVER = "ml-intern";
  private static final String HOOKS_HERE = "${CLAUDE_PROJECT_DIR}/.claude/hooks/";

  ProjectKit {
    root = root.toAbsolutePath().normalize();
  }

  /// The folder this program was started from.
  ///
  /// @throws IOException when it was not started through the launcher, or the folder has no project
  ///     files
  static ProjectKit ofThisInstallation() throws IOException {
    String launcher = System.getProperty("ml-intern.launcher");
    if (launcher == null) {
      throw new IOException(
          "start it as ./ml-intern init: the files come from the launcher's folder");
    }
    var kit = new ProjectKit(Path.of(launcher).getParent());
    if (!Files.isRegularFile(kit.root.resolve("CLAUDE.md"))) {
      throw new IOException(kit.root + " has no CLAUDE.md: use a checkout of ml-intern");
    }
    return kit;
  }

  String claudeMd() throws IOException {
    return text("CLAUDE.md");
  }

  /// Files of a folder below `.claude`, by name.
  Map<String, String> markdown(String folder) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> all = Files.list(root.resolve(".claude").resolve(folder))) {
      files = all.filter(file -> file.toString().endsWith(".md")).toList();
    }
    for (Path file : files) {
      texts.put(file.getFileName().toString(), Files.readString(file));
    }
    return texts;
  }

  /// `.mcp.json` for a server that is started by this command line.
  JsonObject mcpJson(String command, List<String> arguments) throws IOException {
    JsonObject entry =
        json(".mcp.json").object("mcpServers").orElseThrow().object(SERVER).orElseThrow();
    JsonObject changed =
        JsonObject.builder()
            .putAll(entry)
            .put("command", command)
            .put("args", dev.mlintern.json.JsonArray.ofStrings(arguments))
            .build();
    return JsonObject.builder()
        .put("mcpServers", JsonObject.builder().put(SERVER, changed).build())
        .build();
  }

  /// `.claude/settings.json` with the hooks in another folder.
  ///
  /// @param hooks the folder, without a slash at the end; may start with a variable of Claude Code
  JsonObject settings(String hooks) throws IOException {
    String inside = new JsonString(hooks + "/").toJson();
    return JsonReader.readObject(
        text(".claude/settings.json")
            .replace(HOOKS_HERE, inside.substring(1, inside.length() - 1)));
  }

  private JsonObject json(String file) throws IOException {
    return parse(root.resolve(file), text(file));
  }

  /// @throws IOException naming the file, when it is not strict JSON
  static JsonObject parse(Path file, String text) throws IOException {
    try {
      return JsonReader.readObject(text);
    } catch (JsonException e) {
      throw new IOException(file + " is not strict JSON: " + e.getMessage(), e);
    }
  }

  private String text(String file) throws IOException {
    return Files.readString(root.resolve(file));
  }
}
