package dev.mlintern.policy;

import java.util.Set;

/// Programs by what they do with other commands.
final class ShellPrograms {
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
          "kubectl",
          "pipenv",
          "rye",
          "mise",
          "direnv",
          "dotenv",
          "strace",
          "unbuffer",
          "taskset",
          "chrt",
          "numactl",
          "flock",
          "systemd-run",
          "srun",
          "apptainer",
          "singularity");

  /// Programs that take a command as one word.
  private static final Set<String> WORD_WRAPPERS =
      Set.of(
          "env",
          "su",
          "script",
          "tmux",
          "screen",
          "ssh",
          "watch",
          "parallel",
          "docker",
          "podman",
          "trap");

  /// Programs whose scripts start others.
  private static final Set<String> SCRIPTED =
      Set.of("perl", "ruby", "php", "awk", "gawk", "mawk", "lua");

  /// Programs that run what they are fed, later.
  private static final Set<String> SCHEDULERS = Set.of("at", "batch", "crontab");

  private static final Set<String> PRINTERS = Set.of("echo", "printf");

  private static final Set<String> SHELLS =
      Set.of("sh", "bash", "zsh", "dash", "ksh", "ash", "fish");

  private ShellPrograms() {}

  static boolean isWrapper(String program) {
    return WRAPPERS.contains(program);
  }

  static boolean takesCommandInAWord(String program) {
    return WORD_WRAPPERS.contains(program);
  }

  static boolean isScripted(String program) {
    return SCRIPTED.contains(program);
  }

  static boolean isScheduler(String program) {
    return SCHEDULERS.contains(program);
  }

  static boolean isPrinter(String program) {
    return PRINTERS.contains(program);
  }

  static boolean isShell(String program) {
    return SHELLS.contains(program);
  }

  /// Whether a call of it may be what the gate looks for.
  static boolean isOfInterest(String program) {
    return HfCommandLine.isHf(program)
        || isPython(program)
        || isJavaScript(program)
        || isShell(program)
        || isPrinter(program)
        || isScripted(program)
        || isScheduler(program)
        || takesCommandInAWord(program)
        || GateTampering.mayChange(program)
        || switch (program) {
          case "hfjobs",
              "huggingface-cli",
              "git",
              "curl",
              "wget",
              "http",
              "https",
              "xh",
              "xhs",
              "source",
              "eval",
              "java",
              "claude",
              "ml-intern" ->
              true;
          default -> false;
        };
  }

  static boolean isPython(String program) {
    return program.startsWith("python") || program.startsWith("pypy") || program.equals("ipython");
  }

  static boolean isJavaScript(String program) {
    return program.equals("node") || program.equals("bun") || program.equals("deno");
  }
}
