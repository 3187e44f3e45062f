package dev.mlintern.tools;

import java.util.List;

/// Builds the one text of a result within a budget of characters. Blocks are added whole or not at
/// all; lines of a list as many as fit. Nothing is ever cut in the middle.
public final class ReplyText {
  /// Budget unless the caller asks for more.
  public static final int DEFAULT_MAX_CHARS = 8_000;

  /// Most a caller can ask for.
  public static final int LARGEST_MAX_CHARS = 40_000;

  /// Room kept for the closing lines that say what was left out.
  private static final int RESERVE = 300;

  private static final int FENCE_CHARS = 20;

  private final int maxChars;
  private final StringBuilder text = new StringBuilder();

  public ReplyText() {
    this(DEFAULT_MAX_CHARS);
  }

  public ReplyText(int maxChars) {
    this.maxChars = maxChars;
  }

  /// Characters left for [#addIfFits] and [#addLines].
  public int room() {
    return Math.max(0, maxChars - RESERVE - text.length());
  }

  /// Adds a line whatever the budget says: headings, totals, what to do next.
  public ReplyText line(String line) {
    text.append(line).append('\n');
    return this;
  }

  /// Adds an empty line between blocks.
  public ReplyText gap() {
    if (!text.isEmpty() && !text.toString().endsWith("\n\n")) {
      text.append('\n');
    }
    return this;
  }

  /// Adds the whole block if it fits.
  ///
  /// @return whether it was added
  public boolean addIfFits(String block) {
    if (block.length() + 1 > room()) {
      return false;
    }
    line(block);
    return true;
  }

  /// Adds lines from the first on while they fit.
  ///
  /// @return how many were added
  public int addLines(List<String> lines) {
    int added = 0;
    for (String line : lines) {
      if (!addIfFits(line)) {
        break;
      }
      added++;
    }
    return added;
  }

  /// Adds lines that others wrote in one fence, from the first on while they fit.
  ///
  /// @return how many were added
  public int addFenced(String source, List<String> lines) {
    int left = room() - source.length() - FENCE_CHARS;
    int fitting = 0;
    while (fitting < lines.size() && lines.get(fitting).length() < left) {
      left -= lines.get(fitting).length() + 1;
      fitting++;
    }
    if (fitting > 0) {
      line(ForeignText.fenced(source, String.join("\n", lines.subList(0, fitting))));
    }
    return fitting;
  }

  @Override
  public String toString() {
    return text.toString().stripTrailing();
  }
}
