package dev.mlintern.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The variables a shell line sets for itself, and what its commands are with them: `API=…; curl
/// $API/jobs`, `args=(jobs run); hf "${args[@]}"`, `for group in repo; do hf $group delete …`.
///
/// Takes every assignment for done and every value for words apart: a reading to judge beside the
/// plain one, not instead of it.
final class ShellVariables {
  /// Longer values hide no command, and keep the work in proportion to the line.
  private static final int MOST_CHARS = 200;

  private final Map<String, String> values = new HashMap<>();

  /// The command with values in place of variables; itself when it uses none that was set before.
  /// Takes note of what it sets.
  ShellCommand read(ShellCommand command) {
    var words = new ArrayList<String>();
    for (String word : command.words()) {
      String value = expanded(word);
      if (value.equals(word)) {
        words.add(word);
      } else {
        words.addAll(List.of(value.strip().split("\\s+")));
      }
    }
    for (String word : words) {
      int equals = word.indexOf('=');
      set(equals < 1 ? "" : word.substring(0, equals), word.substring(equals + 1));
    }
    int loop = words.indexOf("for") + 1;
    if (loop > 0 && words.size() > loop + 2) {
      set(words.get(loop), String.join(" ", words.subList(loop + 2, words.size())));
    }
    return words.equals(command.words()) ? command : new ShellCommand(words, command.input());
  }

  private void set(String name, String value) {
    if (!name.isEmpty() && value.length() <= MOST_CHARS && end(name, 0) == name.length()) {
      values.put(name, value);
    }
  }

  private String expanded(String word) {
    int dollar = values.isEmpty() ? -1 : word.indexOf('$');
    if (dollar < 0 || word.length() > MOST_CHARS) {
      return word;
    }
    var text = new StringBuilder(word.substring(0, dollar));
    int at = dollar;
    while (at < word.length()) {
      boolean braces = word.startsWith("${", at);
      int name = at + (braces ? 2 : 1);
      int end = end(word, name);
      String value = word.charAt(at) == '$' ? values.get(word.substring(name, end)) : null;
      int close = braces ? word.indexOf('}', end) + 1 : end;
      if (value == null || close == 0) {
        text.append(word.charAt(at++));
      } else {
        text.append(value);
        at = close;
      }
    }
    return text.toString();
  }

  private static int end(String word, int from) {
    int at = from;
    while (at < word.length()
        && (word.charAt(at) == '_' || Character.isLetterOrDigit(word.charAt(at)))) {
      at++;
    }
    return at;
  }
}
