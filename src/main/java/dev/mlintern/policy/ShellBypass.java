package dev.mlintern.policy;

import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds shell commands that do what the gate is there for, beside it (harness §1.10): the `hf`
/// command line, a push to the Hub, writing requests to its API, Python that starts jobs, and our
/// own `ml-intern tools call`.
///
/// A hurdle against a model taking the next best way, not a wall against one that hides on purpose:
/// variables, aliases and scripts on disk are not followed.
final class ShellBypass {
  private static final int MAX_NESTED_SHELLS = 5;

  /// Words before the command proper.
  private static final Set<String> KEYWORDS =
      Set.of("!", "{", "then", "do", "else", "elif", "if", "while", "until", "coproc");

  /// Programs whose arguments hold another command.
  private static final Set<String> WRAPPERS =
      Set.of(
          "sudo",
          "doas",
          "env",
          "command",
          "builtin",
          "exec",
          "nohup",
          "nice",
          "ionice",
          "stdbuf",
          "timeout",
          "gtimeout",
          "time",
          "setsid",
          "xargs",
          "parallel",
          "watch",
          "find",
          "caffeinate",
          "uv",
          "uvx",
          "pipx",
          "poetry",
          "pdm",
          "pixi",
          "hatch",
          "conda",
          "mamba",
          "micromamba",
          "npx",
          "bunx",
          "pnpm",
          "yarn",
          "busybox",
          "su",
          "script",
          "tmux",
          "screen",
          "ssh",
          "docker",
          "podman",
          "kubectl");

  /// Wrappers that take the command as one word.
  private static final Set<String> WORD_WRAPPERS =
      Set.of(
          "env", "su", "script", "tmux", "screen", "ssh", "watch", "parallel", "docker", "podman");

  /// Programs whose scripts start others.
  private static final Set<String> SCRIPTED =
      Set.of("perl", "ruby", "php", "awk", "gawk", "mawk", "lua");

  /// Programs that run what they are fed, later.
  private static final Set<String> SCHEDULERS = Set.of("at", "batch", "crontab");

  private static final Set<String> SHELLS =
      Set.of("sh", "bash", "zsh", "dash", "ksh", "ash", "fish");

  private final String line;
  private Optional<Path> directory;

  private ShellBypass(String line, Optional<Path> directory) {
    this.line = line;
    this.directory = directory;
  }

  /// What in `line` goes round the gate, in a few words; empty when nothing does.
  ///
  /// @param directory where the line runs, to look up the remotes of `git push`
  static Optional<String> find(String line, Optional<Path> directory) {
    return new ShellBypass(line, directory).search(line, 0);
  }

  private Optional<String> search(String text, int nesting) {
    List<ShellCommand> commands = ShellParser.parse(text);
    boolean feedsAShell = commands.stream().anyMatch(ShellBypass::isBareShell);
    for (ShellCommand command : commands) {
      if (command.equals(ShellParser.TOO_DEEP)) {
        return Optional.of(command.words().getFirst());
      }
      Optional<String> bypass =
          commandInAWord(command, nesting)
              .or(() -> judge(unwrapped(command), nesting))
              .or(() -> feedsAShell ? printed(command, nesting) : Optional.empty());
      if (bypass.isPresent()) {
        return bypass;
      }
    }
    return GateTampering.ofRedirection(text);
  }

  /// A shell that reads its commands from a pipe.
  private static boolean isBareShell(ShellCommand command) {
    ShellCommand bare = unwrapped(command);
    return !bare.isEmpty()
        && (SHELLS.contains(bare.program()) && !hasScript(bare)
            || bare.program().equals("source")
            || bare.program().equals("."));
  }

  /// What is printed may be what the shell beside it runs.
  private Optional<String> printed(ShellCommand command, int nesting) {
    return !command.isEmpty() && Set.of("echo", "printf").contains(command.program())
        ? nested(String.join(" ", command.from(1).words()), nesting)
        : Optional.empty();
  }

  /// `su -c "hf jobs run x"`, `env -S "…"`, `ssh host "…"`.
  private Optional<String> commandInAWord(ShellCommand command, int nesting) {
    if (command.isEmpty() || !WORD_WRAPPERS.contains(command.program())) {
      return Optional.empty();
    }
    for (String word : command.from(1).words()) {
      Optional<String> bypass =
          word.indexOf(' ') > 0 ? nested(word, nesting) : Optional.<String>empty();
      if (bypass.isPresent()) {
        return bypass;
      }
    }
    return Optional.empty();
  }

  private static ShellCommand unwrapped(ShellCommand command) {
    int at = 0;
    while (at < command.words().size()) {
      String first = command.words().get(at);
      if (KEYWORDS.contains(first) || isAssignment(first)) {
        at++;
      } else if (WRAPPERS.contains(ShellCommand.program(first))) {
        at = nextProgram(command.words(), at + 1);
      } else {
        break;
      }
    }
    return at == 0 ? command : command.from(at);
  }

  /// Options of a wrapper are not known one by one: the next word that is a program of interest
  /// starts the wrapped command.
  private static int nextProgram(List<String> words, int from) {
    for (int i = from; i < words.size(); i++) {
      String program = ShellCommand.program(words.get(i));
      if (isOfInterest(program) || WRAPPERS.contains(program)) {
        return i;
      }
    }
    return words.size();
  }

  private static boolean isOfInterest(String program) {
    return program.equals("hf")
        || isPython(program)
        || isJavaScript(program)
        || SHELLS.contains(program)
        || switch (program) {
          case "hfjobs",
              "huggingface-cli",
              "git",
              "curl",
              "wget",
              "http",
              "https",
              "xh",
              "eval",
              "java",
              "claude",
              "ml-intern" ->
              true;
          default -> false;
        };
  }

  private Optional<String> judge(ShellCommand command, int nesting) {
    if (command.isEmpty()) {
      return Optional.empty();
    }
    String program = command.program();
    if (SHELLS.contains(program)) {
      return shell(command, nesting);
    }
    if (isPython(program)) {
      return python(command, nesting);
    }
    if (isJavaScript(program)) {
      boolean inline =
          command.has("-e") || command.has("--eval") || command.has("-p") || !hasScript(command);
      return inline ? code(InlineCode.JAVASCRIPT, program, command, nesting) : Optional.empty();
    }
    if (HfCommandLine.isHf(program)) {
      return HfCommandLine.bypass(command.from(1));
    }
    if (SCRIPTED.contains(program)) {
      return commandInAScript(String.join(" ", command.words()), nesting)
          .or(() -> GateTampering.ofCommand(command));
    }
    if (SCHEDULERS.contains(program)) {
      return nested(command.input(), nesting);
    }
    return switch (program) {
      case "hfjobs" -> command.has("run") ? Optional.of("hfjobs run") : Optional.empty();
      case "huggingface-cli" -> HfCommandLine.olderBypass(command.from(1));
      case "eval" -> nested(String.join(" ", command.from(1).words()), nesting);
      case "cd", "pushd" -> changeDirectory(command);
      case "git" -> GitPush.toHub(command, directory);
      case "curl" -> HubRequest.ofCurl(command);
      case "wget" -> HubRequest.ofWget(command);
      case "http", "https", "xh", "xhs" -> HubRequest.ofHttpie(command);
      case "java" -> ownJar(command).flatMap(at -> ownCommandLine(command.from(at + 1)));
      case "ml-intern" -> ownCommandLine(command.from(1));
      case "claude" -> GateTampering.ofClaude(command, line);
      default -> GateTampering.ofCommand(command);
    };
  }

  private Optional<String> shell(ShellCommand command, int nesting) {
    for (int i = 1; i < command.words().size(); i++) {
      String word = command.words().get(i);
      boolean takesCommand = word.startsWith("-") && !word.startsWith("--") && word.endsWith("c");
      if (takesCommand && i + 1 < command.words().size()) {
        return nested(command.words().get(i + 1), nesting);
      }
    }
    return nested(command.input(), nesting);
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
    boolean inline = command.has("-c") || !hasScript(command);
    return inline ? code(InlineCode.PYTHON, "python", command, nesting) : Optional.empty();
  }

  /// Inline code may come through a pipe, so the whole line is searched for what tells it.
  private Optional<String> code(
      List<String> markers, String program, ShellCommand command, int nesting) {
    String script = String.join(" ", command.from(1).words()) + " " + command.input();
    return InlineCode.marker(line, markers, program)
        .or(() -> HubRequest.ofCode(line, program))
        .or(() -> commandInAScript(script, nesting));
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

  private static boolean isAssignment(String word) {
    int equals = word.indexOf('=');
    if (equals < 1 || Character.isDigit(word.charAt(0))) {
      return false;
    }
    for (int i = 0; i < equals; i++) {
      char c = word.charAt(i);
      boolean plusBeforeEquals = c == '+' && i == equals - 1;
      if (c != '_' && !Character.isLetterOrDigit(c) && !plusBeforeEquals) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPython(String program) {
    return program.startsWith("python") || program.startsWith("pypy") || program.equals("ipython");
  }

  private static boolean isJavaScript(String program) {
    return program.equals("node") || program.equals("bun") || program.equals("deno");
  }
}
