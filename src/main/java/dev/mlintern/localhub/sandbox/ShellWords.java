package dev.mlintern.localhub.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// A command as a program for the shell that is to become it, every word to the letter.
final class ShellWords {
  private static final List<String> SHELL = List.of("/bin/sh", "-c");

  private ShellWords() {}

  /// Enters a folder and becomes a command there.
  static String becoming(List<String> command, Path folder) {
    String enter = "cd -- " + quoted(folder.toString()) + " || exit 126\n";
    boolean isProgram = command.size() > 2 && command.subList(0, 2).equals(SHELL);
    return enter + (isProgram ? run(command) : "exec " + words(command)) + "\n";
  }

  /// A shell need not become another one to run a program; the word after it is a name.
  private static String run(List<String> command) {
    List<String> parameters = command.subList(Math.min(4, command.size()), command.size());
    return "set -- " + words(parameters) + "\neval " + quoted(command.get(2));
  }

  private static String words(List<String> words) {
    return words.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
