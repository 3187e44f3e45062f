package dev.mlintern.tools.jobs;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// What a [LogDigest] shows of a log. The job's words: fence them, and look for secrets.
///
/// @param text the lines, joined by newlines; empty when there are none
/// @param shown how many lines that are
/// @param read lines read from the cursor on, the Hub's own marks not counted
/// @param folded lines that stand for nothing new: states of progress bars and repetitions
/// @param installation lines of package installation left out at the log's start
/// @param matching lines that match, when only some were wanted
/// @param since cursor the reading began at
/// @param cursor where to read on: `since_line` of the next call, `skip` of `HubJobs.logs`
/// @param more whether reading stopped because the window was full
/// @param grep the words wanted, if any
public record LogExcerpt(
    String text,
    int shown,
    long read,
    long folded,
    long installation,
    long matching,
    long since,
    long cursor,
    boolean more,
    Optional<String> grep) {
  public LogExcerpt {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(grep, "grep");
  }

  /// How much is shown, and how to go on: one line, in our words.
  public String summary() {
    var line = new StringBuilder();
    grep.ifPresent(
        words ->
            line.append(number(matching))
                .append(matching == 1 ? " line matches `" : " lines match `")
                .append(words.replace('`', '\''))
                .append("`; "));
    // One that was written over itself is shown as several.
    line.append(number(shown)).append(" of ").append(number(Math.max(read, shown)));
    line.append(since > 0 ? " lines after line " + number(since) : " lines").append(" shown");
    if (folded > 0) {
      line.append(", ").append(number(folded)).append(" folded (progress, repeats)");
    }
    if (installation > 0) {
      line.append(", ").append(number(installation)).append(" of package installation left out");
    }
    line.append(more ? "; there is more: since_line=" : "; later lines: since_line=");
    return line.append(cursor).toString();
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
