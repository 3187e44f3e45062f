package dev.mlintern.tools;

import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.slf4j.LoggerFactory;

/// The last look at every result before it leaves: no secrets, no broken text, never too long,
/// never empty, never a stack trace.
final class ResultGuard {
  /// Claude Code shows results up to 50,000 characters and puts longer ones into a file (spec
  /// claude-code §5). Tools stay far below; this is for the one that does not.
  static final int MAX_CHARS = 48_000;

  private final UnaryOperator<String> redact;

  ResultGuard(UnaryOperator<String> redact) {
    this.redact = Objects.requireNonNull(redact, "redact");
  }

  ToolResult checked(String tool, ToolResult result) {
    if (result == null || (result.text().isBlank() && result.images().isEmpty())) {
      return ToolResult.error(
          tool
              + " gave no answer. This is a fault of ml-intern; whether the call had an effect is"
              + " not known.");
    }
    // Cleaned here once more: a secret must not escape the redactor by characters nobody sees.
    String text = cut(redact.apply(ForeignText.clean(wellFormed(result.text()))));
    return new ToolResult(text, result.isError(), result.images());
  }

  /// Words around results: without secrets, of any length.
  String checkedWords(String words) {
    return wellFormed(redact.apply(words));
  }

  /// A line of progress: without secrets, short.
  String checkedLine(String message) {
    return wellFormed(ForeignText.oneLine(redact.apply(message), 200));
  }

  /// Words for a call that threw.
  ToolResult failure(String tool, Throwable thrown) {
    return switch (thrown) {
      case ToolFailure failure -> ToolResult.error(failure.getMessage());
      case HubException hub -> ToolResult.error(tool + ": " + hubWords(hub));
      case HttpFailure http -> ToolResult.error(tool + ": " + http.getMessage());
      case OutOfMemoryError _ ->
          unexpected(tool, thrown, "the answer did not fit into memory; ask for less at once");
      default -> unexpected(tool, thrown, "an unexpected " + thrown.getClass().getSimpleName());
    };
  }

  private static String hubWords(HubException hub) {
    StringBuilder words = new StringBuilder(String.valueOf(hub.getMessage()));
    String status = Integer.toString(hub.status());
    if (hub.status() > 0 && words.indexOf(status) < 0) {
      words.insert(0, "HTTP " + status + ": ");
    }
    hub.code().filter(code -> words.indexOf(code) < 0).ifPresent(c -> add(words, "code " + c));
    hub.requestId()
        .filter(id -> words.indexOf(id) < 0)
        .ifPresent(id -> add(words, "request id " + id));
    return words.toString();
  }

  private static void add(StringBuilder words, String detail) {
    words.append(" (").append(detail).append(')');
  }

  private ToolResult unexpected(String tool, Throwable thrown, String why) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    LoggerFactory.getLogger(ResultGuard.class)
        .error("{}: {}", tool, redact.apply(trace.toString()));
    return ToolResult.error(
        tool
            + " failed inside ml-intern: "
            + why
            + ". The details are on the server's stderr; the"
            + " same call may fail again.");
  }

  private static String cut(String text) {
    if (text.length() <= MAX_CHARS) {
      return text;
    }
    String note = "\n[cut here: " + text.length() + " characters in all; ask for less at once]";
    int end = MAX_CHARS - note.length();
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + note;
  }

  /// Half a surrogate pair cannot be written as UTF-8.
  private static String wellFormed(String text) {
    StringBuilder mended = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      boolean isPair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (isPair) {
        i++;
      } else {
        mended = mended == null ? new StringBuilder(text) : mended;
        mended.setCharAt(i, '\uFFFD');
      }
    }
    return mended == null ? text : mended.toString();
  }
}
