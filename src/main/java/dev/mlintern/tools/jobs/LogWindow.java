package dev.mlintern.tools.jobs;

import dev.mlintern.tools.ReplyText;
import java.util.Objects;
import java.util.Optional;

/// Which part of a log somebody wants to see.
///
/// @param end from which end the lines are taken
/// @param maxLines at most this many
/// @param maxChars at most this many characters, marks of what was left out included
/// @param grep only lines like this
public record LogWindow(End end, int maxLines, int maxChars, Optional<LineFilter> grep) {
  /// Lines unless somebody asks for more (spec tools-act J10).
  public static final int DEFAULT_LINES = 100;

  public static final int MAX_LINES = 5_000;

  private static final int MIN_CHARS = 200;

  /// From which end lines are taken.
  public enum End {
    /// The last lines. When they have too many characters, some in the middle are left out.
    LAST,
    /// The first lines after the cursor; the next cursor stands behind the last one shown.
    FIRST
  }

  public LogWindow {
    Objects.requireNonNull(end, "end");
    maxLines = Math.clamp(maxLines, 1, MAX_LINES);
    maxChars = Math.clamp(maxChars, MIN_CHARS, ReplyText.LARGEST_MAX_CHARS);
    Objects.requireNonNull(grep, "grep");
  }

  /// The last lines of a log.
  public static LogWindow last(int lines, int maxChars) {
    return new LogWindow(End.LAST, lines, maxChars, Optional.empty());
  }

  /// The next lines after a cursor, to read on without a gap.
  public static LogWindow first(int lines, int maxChars) {
    return new LogWindow(End.FIRST, lines, maxChars, Optional.empty());
  }

  /// Only lines like this.
  public LogWindow matching(LineFilter filter) {
    return new LogWindow(end, maxLines, maxChars, Optional.of(filter));
  }
}
