package dev.mlintern.tools.jobs;

import dev.mlintern.tools.ToolFailure;
import java.util.ArrayList;
import java.util.List;

/// The words of a command that was written as one text, quotes respected. Nothing a shell would
/// expand or act on is accepted: no shell will run, so it would arrive as it is.
final class CommandWords {
  private static final String FOR_SHELLS = "|&;<>()$`*?[]{}~#\\\n";

  private CommandWords() {}

  /// @throws ToolFailure when only a shell could make sense of it
  static List<String> split(String text) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (char c : text.strip().toCharArray()) {
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else if (quote == '"' && (c == '$' || c == '`' || c == '\\')) {
          throw needsShell();
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        inWord = true;
      } else if (FOR_SHELLS.indexOf(c) >= 0) {
        throw needsShell();
      } else if (Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
        }
        inWord = false;
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (quote != 0) {
      throw needsShell();
    }
    if (inWord) {
      words.add(word.toString());
    }
    if (words.isEmpty()) {
      throw new ToolFailure("hf_jobs: `command` is empty. Nothing was submitted.");
    }
    return words;
  }

  private static ToolFailure needsShell() {
    return new ToolFailure(
        "hf_jobs: the command is not run by a shell, so give `command` as a list of words; for"
            + " pipes, variables or patterns: [\"sh\", \"-c\", \"…\"]. Nothing was submitted.");
  }
}
