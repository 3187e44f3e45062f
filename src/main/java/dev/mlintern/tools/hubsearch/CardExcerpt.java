package dev.mlintern.tools.hubsearch;

import dev.mlintern.tools.ForeignText;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The readable beginning of a repository's README: without its YAML head, badges, pictures,
/// comments and HTML, cut where a paragraph ends.
final class CardExcerpt {
  /// More of a card is never shown; keeps hostile markup from costing time.
  private static final int MOST_CHARS = 80_000;

  private static final Pattern COMMENT = Pattern.compile("<!--.*?(-->|\\z)", Pattern.DOTALL);
  private static final Pattern STYLE =
      Pattern.compile(
          "<(style|script|svg)\\b.*?(</\\1\\s*>|\\z)", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  /// Layout only; anything else in angle brackets may be the card's own (`<unk>`, `List<T>`).
  private static final Pattern LAYOUT_TAG =
      Pattern.compile(
          "</?(a|b|br|center|code|details|div|em|figure|figcaption|font|h[1-6]|hr|i|img|li|ol|p"
              + "|picture|pre|source|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul"
              + "|video)(\\s[^<>]{0,2000})?/?>",
          Pattern.CASE_INSENSITIVE);

  /// `![picture](…)`, and what is left of `[![badge](…)](…)` after that.
  private static final Pattern PICTURE = Pattern.compile("!\\[[^\\]]{0,200}]\\([^)]{0,500}\\)");

  private static final Pattern EMPTY_LINK = Pattern.compile("\\[\\s{0,10}]\\([^)]{0,500}\\)");
  private static final Pattern BLANK_LINES = Pattern.compile("\\n{3,}");

  private CardExcerpt() {}

  /// The text of the card, whole; empty when there is nothing to read.
  static String text(String readme) {
    String text = withoutYaml(readme.replace("\r\n", "\n"));
    text = ForeignText.clean(text.substring(0, Math.min(text.length(), MOST_CHARS)));
    for (Pattern clutter : List.of(COMMENT, STYLE, PICTURE, EMPTY_LINK, LAYOUT_TAG)) {
      text = clutter.matcher(text).replaceAll("");
    }
    text = text.lines().map(String::stripTrailing).collect(Collectors.joining("\n"));
    return BLANK_LINES.matcher(text).replaceAll("\n\n").strip();
  }

  /// At most `maxChars` of a text, up to the end of a paragraph or, failing that, of a line or
  /// word.
  static String beginning(String text, int maxChars) {
    if (text.length() <= maxChars) {
      return text;
    }
    String head = text.substring(0, maxChars);
    for (String boundary : new String[] {"\n\n", "\n", " "}) {
      int end = head.lastIndexOf(boundary);
      if (end > maxChars / 2) {
        return head.substring(0, end).stripTrailing();
      }
    }
    return Character.isHighSurrogate(head.charAt(maxChars - 1))
        ? head.substring(0, maxChars - 1)
        : head;
  }

  private static String withoutYaml(String text) {
    String start = text.stripLeading();
    if (!start.startsWith("---\n")) {
      return start;
    }
    int end = start.indexOf("\n---", 3);
    if (end < 0) {
      return "";
    }
    int lineEnd = start.indexOf('\n', end + 1);
    return lineEnd < 0 ? "" : start.substring(lineEnd + 1);
  }
}
