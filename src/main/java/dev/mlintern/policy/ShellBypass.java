package dev.mlintern.policy;

import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds shell commands that do what the gate is there for, beside it (harness §1.10): the `hf`
/// command line, a push to the Hub, writing requests to its API, Python that starts jobs, and our
/// own `ml-intern tools call`.
///
/// A hurdle against a model taking the next best way, not a wall against one that hides on purpose:
/// aliases, scripts on disk and variables set elsewhere are not followed.
final class ShellBypass {
  private static final int MAX_NESTED_SHELLS = 5;

  private final String line;
  private final List<String> guarded;
  private Optional<Path> directory;

  /// Files the line writes: a script among them that it also runs can be read here.
  private final Set<String> written = new HashSet<>();

  private final ShellVariables variables = new ShellVariables();

  /// Whether the line clones a repository of the Hub, or names it as a remote, before it pushes.
  private boolean meetsHub;

  private ShellBypass(String line, Optional<Path> directory, List<String> guarded) {
    this.line = line;
    this.directory = directory;
    this.guarded = guarded;
  }

  /// What in `line` goes round the gate, in a few words; empty when nothing does.
  ///
  /// @param directory where the line runs, to look up the remotes of `git push`
  /// @param guarded parts of paths no command may change, beside those of the gate itself
  static Optional<String> find(String line, Optional<Path> directory, List<String> guarded) {
    return new ShellBypass(line, directory, guarded).search(line, 0);
  }

  private Optional<String> search(String text, int nesting) {
    List<ShellCommand> commands = ShellParser.parse(text);
    for (ShellCommand command : commands) {
      if (command.program().equals(ShellParser.WRITES) || command.program().equals("tee")) {
        written.add(file(command.words().getLast()));
      }
    }
    boolean feedsAShell = commands.stream().anyMatch(this::isBareShell);
    for (ShellCommand command : commands) {
      if (command.equals(ShellParser.TOO_DEEP)) {
        return Optional.of(command.words().getFirst());
      }
      ShellCommand valued = variables.read(command);
      Optional<String> bypass =
          judgeReadings(command, nesting)
              .or(() -> valued == command ? Optional.empty() : judgeReadings(valued, nesting))
              .or(() -> feedsAShell ? printed(command, nesting) : Optional.empty());
      if (bypass.isPresent()) {
        return bypass;
      }
    }
    return GateTampering.ofRedirection(text, guarded);
  }

  /// A program that runs what it reads from a pipe, or from a file the line writes, now or later.
  private boolean isBareShell(ShellCommand command) {
    for (ShellCommand bare : ShellReadings.of(command)) {
      String program = bare.program();
      if (ShellPrograms.isShell(program) && !hasScript(bare)
          || ShellPrograms.isScheduler(program)
          || ShellPrograms.isShell(program) && runsWritten(bare)
          || written.contains(file(bare.words().getFirst()))
          || program.equals("source")
          || program.equals(".")) {
        return true;
      }
    }
    return false;
  }

  private boolean runsWritten(ShellCommand command) {
    return command.from(1).words().stream().anyMatch(word -> written.contains(file(word)));
  }

  private static String file(String word) {
    return word.startsWith("./") ? word.substring(2) : word;
  }

  private Optional<String> judgeReadings(ShellCommand command, int nesting) {
    for (ShellCommand reading : ShellReadings.of(command)) {
      Optional<String> bypass = commandInAWord(reading, nesting).or(() -> judge(reading, nesting));
      if (bypass.isPresent()) {
        return bypass;
      }
    }
    return Optional.empty();
  }

  /// What is printed may be what the shell beside it runs.
  private Optional<String> printed(ShellCommand command, int nesting) {
    for (ShellCommand reading : ShellReadings.of(command)) {
      if (ShellPrograms.isPrinter(reading.program())) {
        return fed(String.join(" ", reading.from(1).words()), nesting);
      }
    }
    return fed(command.input(), nesting);
  }

  /// What a shell or a scheduler is fed. The commands of a crontab stand behind a time, which is
  /// read like a wrapper.
  private Optional<String> fed(String lines, int nesting) {
    return nested(lines, nesting)
        .or(() -> nested("time " + lines.replace("\n", "\ntime "), nesting));
  }

  /// `su -c "hf jobs run x"`, `env -S "…"`, `ssh host "…"`.
  private Optional<String> commandInAWord(ShellCommand command, int nesting) {
    boolean takes =
        command.program().equals("env")
            ? command.words().stream().anyMatch(w -> isShort(w, 'S') || w.startsWith("--split"))
            : ShellPrograms.takesCommandInAWord(command.program());
    if (!takes) {
      return Optional.empty();
    }
    for (String word : command.from(1).words()) {
      Optional<String> bypass =
          word.chars().anyMatch(Character::isWhitespace)
              ? nested(word, nesting)
              : Optional.<String>empty();
      if (bypass.isPresent()) {
        return bypass;
      }
    }
    return Optional.empty();
  }

  private Optional<String> judge(ShellCommand command, int nesting) {
    String program = command.program();
    if (ShellPrograms.isShell(program)) {
      return shell(command, nesting);
    }
    if (ShellPrograms.isPython(program)) {
      return python(command, nesting);
    }
    if (ShellPrograms.isJavaScript(program)) {
      boolean inline =
          command.has("-e") || command.has("--eval") || command.has("-p") || !hasScript(command);
      return inline ? code(InlineCode.JAVASCRIPT, program, command, nesting) : Optional.empty();
    }
    if (HfCommandLine.isHf(program)) {
      return HfCommandLine.bypass(command.from(1));
    }
    if (ShellPrograms.isScripted(program)) {
      return commandInAScript(String.join(" ", command.words()), nesting)
          .or(() -> GateTampering.ofCommand(command, guarded));
    }
    if (ShellPrograms.isScheduler(program)) {
      return fed(command.input(), nesting);
    }
    return switch (program) {
      case "hfjobs" -> command.has("run") ? Optional.of("hfjobs run") : Optional.empty();
      case "huggingface-cli" -> HfCommandLine.olderBypass(command.from(1));
      case "eval" -> nested(String.join(" ", command.from(1).words()), nesting);
      case ShellParser.WRITES -> GateTampering.ofTarget(command.words().getLast(), guarded);
      case "cd", "pushd" -> changeDirectory(command);
      case "git" -> git(command);
      case "curl" -> HubRequest.ofCurl(command);
      case "wget" -> HubRequest.ofWget(command);
      case "http", "https", "xh", "xhs" -> HubRequest.ofHttpie(command);
      case "java" -> ownJar(command).flatMap(at -> ownCommandLine(command.from(at + 1)));
      case "ml-intern" -> ownCommandLine(command.from(1));
      case "claude" -> GateTampering.ofClaude(command, line);
      default -> GateTampering.ofCommand(command, guarded);
    };
  }

  /// The command is the first word that is no option behind `-c`, `-ec`, `-c --`, `-c -o name`; the
  /// others are its arguments, which may be commands as well.
  private Optional<String> shell(ShellCommand command, int nesting) {
    boolean takesCommand = false;
    for (String word : command.from(1).words()) {
      if (takesCommand && !word.startsWith("-")) {
        Optional<String> bypass = nested(word, nesting);
        if (bypass.isPresent()) {
          return bypass;
        }
      }
      takesCommand |= isShort(word, 'c');
    }
    return takesCommand ? Optional.empty() : nested(command.input(), nesting);
  }

  /// Whether a word is `option`, or a bundle of one-letter options with it.
  private static boolean isShort(String word, char option) {
    return word.startsWith("-") && !word.startsWith("--") && word.indexOf(option) > 0;
  }

  private Optional<String> git(ShellCommand command) {
    meetsHub |= command.words().stream().anyMatch(GitPush::isHub) && !command.has("commit");
    if (meetsHub && command.has("push")) {
      return Optional.of(GitPush.TO_HUB);
    }
    return GitPush.toHub(command, directory);
  }

  private Optional<String> nested(String text, int nesting) {
    if (nesting >= MAX_NESTED_SHELLS) {
      return Optional.of("shells nested deeper than " + MAX_NESTED_SHELLS);
    }
    return text.isBlank() ? Optional.empty() : search(text, nesting + 1);
  }

  private Optional<String> python(ShellCommand command, int nesting) {
    int module = command.words().indexOf("-m");
    if (module > 0 && module + 1 < command.words().size()) {
      ShellCommand rest = command.from(module + 1);
      return rest.words().getFirst().startsWith("huggingface_hub")
          ? HfCommandLine.bypass(rest.from(1))
          : Optional.empty();
    }
    boolean inline =
        !hasScript(command)
            || !command.input().isEmpty()
            || command.has("-")
            || command.has("/dev/stdin")
            || runsWritten(command)
            || command.words().stream().anyMatch(word -> isShort(word, 'c'));
    return inline ? code(InlineCode.PYTHON, "python", command, nesting) : Optional.empty();
  }

  /// Inline code may come through a pipe, so the whole line is searched for what tells it.
  private Optional<String> code(
      List<String> markers, String program, ShellCommand command, int nesting) {
    String script = String.join(" ", command.from(1).words()) + " " + command.input();
    return InlineCode.marker(line, markers, program)
        .or(() -> HubRequest.ofCode(line, program))
        .or(
            () ->
                markers == InlineCode.PYTHON && !InlineCode.startsPrograms(script)
                    ? Optional.empty()
                    : commandInAScript(script, nesting));
  }

  private Optional<String> commandInAScript(String script, int nesting) {
    for (String command : InlineCode.commandsOf(script)) {
      Optional<String> bypass = nested(command, nesting);
      if (bypass.isPresent()) {
        return bypass;
      }
    }
    return Optional.empty();
  }

  private static boolean hasScript(ShellCommand command) {
    for (String word : command.from(1).words()) {
      if (!word.startsWith("-")) {
        return true;
      }
    }
    return false;
  }

  private Optional<String> changeDirectory(ShellCommand command) {
    for (String word : command.from(1).words()) {
      if (!word.startsWith("-")) {
        try {
          Path target = Path.of(word);
          directory = directory.map(from -> from.resolve(target));
        } catch (InvalidPathException _) {
          directory = Optional.empty();
        }
        break;
      }
    }
    return Optional.empty();
  }

  private static Optional<Integer> ownJar(ShellCommand command) {
    for (int i = 1; i < command.words().size(); i++) {
      if (command.words().get(i).endsWith("ml-intern.jar")) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  private Optional<String> ownCommandLine(ShellCommand arguments) {
    List<String> words = arguments.words();
    if (words.isEmpty()) {
      return Optional.empty();
    }
    return switch (words.getFirst()) {
      case "tools" -> ownToolCall(words);
      case "mcp" -> mentionedGatedTool().map(tool -> "ml-intern mcp … " + tool);
      case "share-traces" ->
          words.contains("public")
              ? Optional.of("ml-intern share-traces public")
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<String> ownToolCall(List<String> words) {
    for (int i = 1; i < words.size(); i++) {
      Optional<GatedTool> tool = GatedTool.find(words.get(i));
      if (tool.isPresent()) {
        String json = i + 1 < words.size() ? words.get(i + 1) : "";
        return onlyReads(tool.get(), json)
            ? Optional.empty()
            : Optional.of("ml-intern tools call " + words.get(i));
      }
    }
    return Optional.empty();
  }

  private static boolean onlyReads(GatedTool tool, String json) {
    try {
      JsonObject input = JsonReader.readObject(json);
      ActionClass action = CallAction.of(tool, input, true).action();
      return action == ActionClass.READ || action == ActionClass.CANCEL;
    } catch (JsonException | UnclearCall _) {
      return false;
    }
  }

  private Optional<String> mentionedGatedTool() {
    for (GatedTool tool : GatedTool.values()) {
      if (line.contains(tool.shortName())) {
        return Optional.of(tool.shortName());
      }
    }
    return Optional.empty();
  }
}
