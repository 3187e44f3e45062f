package dev.mlintern.cli;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// `doctor` on the project's files: starts the server exactly as `.mcp.json` says, and fires every
/// hook of ours in `.claude/settings.json` with a sample.
final class WiringChecks {
  private static final String NAME = "ml-intern";
  private static final Duration HOOK_LIMIT = Duration.ofSeconds(7);
  private static final String INIT = "in the project's folder: " + OwnProgram.initTyped();

  /// `${NAME}` and `${NAME:-default}`, as Claude Code expands them (spec claude-code §4).
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::-([^}]*))?}");

  private WiringChecks() {}

  // ---- server ----------------------------------------------------------------------------------

  static List<DoctorLine> server(Path folder) {
    Optional<Path> file = upwards(folder, ".mcp.json");
    if (file.isEmpty()) {
      String found = "no .mcp.json in " + folder + " or above";
      String fix = INIT + ", or add the server for yourself: claude mcp add (see the guide)";
      return List.of(DoctorLine.warn("server", found, fix));
    }
    Optional<JsonObject> entry;
    try {
      entry = read(file.get()).object("mcpServers").flatMap(servers -> servers.object(NAME));
    } catch (IOException | JsonException e) {
      String found = file.get() + ": " + e.getMessage() + "; Claude Code ignores it silently";
      return List.of(DoctorLine.fail("server", found, "mend the file"));
    }
    if (entry.isEmpty()) {
      String found = file.get() + " has no server named " + NAME;
      return List.of(DoctorLine.warn("server", found, INIT));
    }
    List<DoctorLine> lines = new ArrayList<>();
    lines.add(start(entry.get(), folder, file.get()));
    if (!entry.get().bool("alwaysLoad").orElse(false)) {
      String found = "no \"alwaysLoad\": true: Claude has to search for the tools first";
      lines.add(DoctorLine.warn("server", found, "add it to the entry in " + file.get()));
    }
    return lines;
  }

  private static DoctorLine start(JsonObject entry, Path folder, Path file) {
    List<String> command = commandLine(entry, Map.of());
    long begun = System.nanoTime();
    try (ChildServer server = ChildServer.start(command, Settings.variables(), folder)) {
      server.initialize();
      int tools = server.toolNames().size();
      long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
      String found = tools + " tools " + millis + " ms after the start, by " + file;
      return tools > 0
          ? DoctorLine.ok("server", found)
          : DoctorLine.fail("server", found, "ML_INTERN_TOOLS and its like leave none: unset them");
    } catch (IOException e) {
      return DoctorLine.fail(
          "server", file + ": " + e.getMessage(), "run that command by hand: " + command);
    }
  }

  // ---- hooks -----------------------------------------------------------------------------------

  static List<DoctorLine> hooks(Path folder) throws InterruptedException {
    Path project =
        upwards(folder, ".claude/settings.json").map(f -> f.getParent().getParent()).orElse(folder);
    Path file = project.resolve(".claude/settings.json");
    JsonObject events;
    try {
      events = read(file).object("hooks").orElse(JsonObject.EMPTY);
    } catch (IOException e) {
      String found = "no " + file + ": nothing asks before paid calls";
      return List.of(DoctorLine.warn("hooks", found, INIT));
    } catch (JsonException e) {
      return List.of(DoctorLine.fail("hooks", file + ": " + e.getMessage(), "mend the file"));
    }
    List<DoctorLine> lines = new ArrayList<>();
    boolean asks = false;
    for (String event : events.names()) {
      for (JsonObject group : objects(events.array(event))) {
        for (JsonObject hook : objects(group.array("hooks"))) {
          // Only ours: what somebody else's hook does when fired is not ours to find out.
          if (hook.toJson().contains("ml-intern-hook")) {
            lines.add(fire(event, group.string("matcher").orElse(""), hook, project));
            asks |= event.equals("PreToolUse");
          }
        }
      }
    }
    List<DoctorLine> off = switchedOff(project);
    if (lines.isEmpty()) {
      String found =
          file + " has no hook of ours: nothing asks before paid calls but a plugin's hook";
      lines.add(DoctorLine.warn("hooks", found, INIT));
    } else if (!asks) {
      lines.add(DoctorLine.fail("hooks", file + " has no approval hook: nothing asks first", INIT));
    }
    lines.addAll(off);
    if (!project.equals(folder)) {
      String found = "Claude Code reads .claude/settings.json only where it is started";
      lines.add(DoctorLine.warn("hooks", found, "start claude in " + project));
    }
    return lines;
  }

  /// Settings files that take hooks or server away again, which Claude Code does silently.
  private static List<DoctorLine> switchedOff(Path project) {
    List<DoctorLine> lines = new ArrayList<>();
    Settings ours = Settings.fromEnvironment();
    Path user =
        ours.path(Setting.CLAUDE_CONFIG_DIR)
            .orElseGet(() -> ours.userHome().resolve(".claude"))
            .resolve("settings.json");
    for (Path file :
        List.of(
            project.resolve(".claude/settings.json"),
            project.resolve(".claude/settings.local.json"),
            user)) {
      JsonObject settings;
      try {
        settings = Files.isRegularFile(file) ? read(file) : JsonObject.EMPTY;
      } catch (IOException | JsonException e) {
        lines.add(DoctorLine.fail("settings", file + ": " + e.getMessage(), "mend the file"));
        continue;
      }
      if (settings.bool("disableAllHooks").orElse(false)) {
        String found = file + " has \"disableAllHooks\": nothing asks before paid calls";
        lines.add(DoctorLine.fail("hooks", found, "take it out there"));
      }
      if (settings.array("disabledMcpjsonServers").orElse(JsonArray.of()).stream()
          .anyMatch(new JsonString(NAME)::equals)) {
        String found = file + " names it in \"disabledMcpjsonServers\": it is never started";
        lines.add(DoctorLine.fail("server", found, "take it out there"));
      }
    }
    return lines;
  }

  private static DoctorLine fire(String event, String matcher, JsonObject hook, Path project)
      throws InterruptedException {
    HookSample sample = HookSample.of(event, matcher);
    String check = "hook";
    Path state = null;
    try {
      state = Files.createTempDirectory("ml-intern-doctor-");
      Map<String, String> environment =
          Map.of(
              "CLAUDE_PROJECT_DIR",
              project.toString(),
              "ML_INTERN_HOME",
              state.toString(),
              "ML_INTERN_YOLO",
              "0",
              "ML_INTERN_SAVE_SESSIONS",
              "0");
      List<String> command = commandLine(hook, Map.of("CLAUDE_PROJECT_DIR", project.toString()));
      BoundedRun run =
          BoundedRun.of(
              command, environment, Optional.of(project), sample.json(project), HOOK_LIMIT);
      return sample
          .complaint(run)
          .map(
              wrong ->
                  DoctorLine.fail(
                      check,
                      sample.name() + ": " + wrong,
                      "build with "
                          + OwnProgram.typed()
                          + " --version, then run by hand: "
                          + command))
          .orElseGet(() -> DoctorLine.ok(check, sample.name() + " → " + sample.expected()));
    } catch (IOException e) {
      return DoctorLine.fail(check, sample.name() + ": " + e.getMessage(), INIT);
    } finally {
      delete(state);
    }
  }

  private static void delete(Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      System.err.println("ml-intern doctor: " + folder + " is left behind: " + e.getMessage());
    }
  }

  // ---- files -----------------------------------------------------------------------------------

  private static Optional<Path> upwards(Path folder, String name) {
    return Stream.iterate(folder, at -> at != null, Path::getParent)
        .map(at -> at.resolve(name))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static JsonObject read(Path file) throws IOException {
    return JsonReader.readObject(Files.readString(file));
  }

  private static List<JsonObject> objects(Optional<JsonArray> array) {
    return array.orElse(JsonArray.of()).stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .toList();
  }

  /// `command` and `args` with their variables filled in.
  private static List<String> commandLine(JsonObject entry, Map<String, String> more) {
    List<String> line = new ArrayList<>();
    entry.string("command").ifPresent(line::add);
    for (JsonValue argument : entry.array("args").orElse(JsonArray.of())) {
      if (argument instanceof JsonString(var text)) {
        line.add(text);
      }
    }
    return line.stream().map(text -> expanded(text, more)).toList();
  }

  private static String expanded(String text, Map<String, String> more) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            match -> {
              String value =
                  more.getOrDefault(match.group(1), Settings.variables().get(match.group(1)));
              String otherwise = match.group(2) == null ? match.group() : match.group(2);
              return Matcher.quoteReplacement(value == null ? otherwise : value);
            });
  }
}
