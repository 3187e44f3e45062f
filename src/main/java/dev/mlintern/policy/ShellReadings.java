package dev.mlintern.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The commands that one simple command may run: itself without the words a shell knows to stand
/// before it, or what a wrapper starts.
final class ShellReadings {
  /// Words before the command proper.
  private static final Set<String> KEYWORDS =
      Set.of("!", "{", "then", "do", "else", "elif", "if", "while", "until", "coproc");

  /// More than any honest line has; keeps the work in proportion to the line.
  private static final int MAX_READINGS = 16;

  private ShellReadings() {}

  /// What a command may run. A wrapper's options are not known one by one: each of its words that
  /// is a program of interest may start the wrapped command.
  static List<ShellCommand> of(ShellCommand command) {
    List<String> words = command.words();
    int start = proper(words);
    if (start >= words.size()) {
      return List.of();
    }
    if (!ShellPrograms.isWrapper(ShellCommand.program(words.get(start)))) {
      return List.of(start == 0 ? command : command.from(start));
    }
    var readings = new ArrayList<ShellCommand>();
    for (int i = start; i < words.size() && readings.size() < MAX_READINGS; i++) {
      if (ShellPrograms.isOfInterest(ShellCommand.program(words.get(i)))) {
        readings.add(command.from(i));
      }
    }
    return readings;
  }

  /// Where the command proper begins, behind what a shell knows to stand before it.
  private static int proper(List<String> words) {
    int at = 0;
    while (at < words.size()) {
      String word = words.get(at);
      if (word.equals("function")) {
        at += 2; // and its name
      } else if (KEYWORDS.contains(word) || isAssignment(word)) {
        at++;
      } else {
        break;
      }
    }
    return Math.min(at, words.size());
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
}
