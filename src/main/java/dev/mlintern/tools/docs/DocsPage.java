package dev.mlintern.tools.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A documentation page as clean Markdown with its headings.
///
/// doc-builder marks anchors as `[[trl.SFTConfig]]` behind headings; they become section keys and
/// vanish from the text.
record DocsPage(String text, List<Heading> headings) {
  private static final Pattern HEADING = Pattern.compile("(#{1,6})\\s+(\\S.*)");

  // Nothing a tag or picture is made of begins another one: each character is looked at once.
  private static final Pattern WRAPPERS =
      Pattern.compile(
          "</?(?:Tip|hfoptions|hfoption|div|center|br|p|span|frameworkcontent|pt|tf|jax|docstring"
              + "|Youtube|CourseFloatingBanner|Question)\\b[^<>]*>");
  private static final Pattern IMAGE =
      Pattern.compile("!\\[[^\\[\\]]*]\\([^()]*(?:\\([^()]*\\)[^()]*)?\\)|<img\\b[^<>]*>");

  /// @param at index of its line's first character in [#text]
  /// @param anchor the key addresses use
  record Heading(int level, String title, String anchor, int at) {}

  DocsPage {
    headings = List.copyOf(headings);
  }

  static DocsPage of(String markdown) {
    StringBuilder text = new StringBuilder();
    List<Heading> headings = new ArrayList<>();
    boolean code = false;
    int blanks = 0;
    for (String line : MdxBlocks.plain(withoutComments(markdown)).lines().toList()) {
      boolean fence = line.stripLeading().startsWith("```");
      code ^= fence;
      String kept = code || fence ? line : tidy(line);
      Matcher heading = HEADING.matcher(kept);
      if (!code && !fence && heading.matches()) {
        String named = heading.group(2).stripTrailing();
        String anchor = anchor(named);
        String title =
            anchor.isEmpty() ? named : named.substring(0, named.length() - anchor.length() - 4);
        title = title.replaceAll("[*`]", "").strip();
        headings.add(
            new Heading(
                heading.group(1).length(),
                title,
                anchor.isEmpty() ? slug(title) : anchor,
                text.length()));
        kept = heading.group(1) + " " + title;
      }
      blanks = kept.isBlank() && !code ? blanks + 1 : 0;
      if (blanks < 2) {
        text.append(kept).append('\n');
      }
    }
    return new DocsPage(text.toString(), headings);
  }

  /// What stands in `[[…]]` at the end; empty when nothing does.
  private static String anchor(String title) {
    if (!title.endsWith("]]")) {
      return "";
    }
    int end = title.length() - 2;
    int open = title.indexOf("[[", title.lastIndexOf(']', end - 1) + 1);
    return open < 0 || open + 2 > end ? "" : title.substring(open + 2, end);
  }

  private static String withoutComments(String markdown) {
    return markdown.replaceAll("(?s)^\\s*<!--.*?-->", "").replace("\r\n", "\n");
  }

  private static String tidy(String line) {
    String plain = IMAGE.matcher(line).replaceAll("");
    return WRAPPERS.matcher(plain).replaceAll("").stripTrailing();
  }

  /// The part an anchor or a heading's words point at, subsections included.
  Optional<String> section(String wanted) {
    return find(wanted).map(this::textOf);
  }

  private Optional<Heading> find(String wanted) {
    String key = wanted.strip().replaceFirst("^#", "");
    Optional<Heading> exact =
        headings.stream().filter(h -> h.anchor().equalsIgnoreCase(key)).findFirst();
    Optional<Heading> bySlug =
        headings.stream().filter(h -> slug(h.title()).equals(slug(key))).findFirst();
    String last = key.substring(key.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    Optional<Heading> byName =
        headings.stream()
            .filter(
                h ->
                    h.anchor().toLowerCase(Locale.ROOT).endsWith("." + last)
                        || h.title().toLowerCase(Locale.ROOT).equals(last))
            .findFirst();
    return exact.or(() -> bySlug).or(() -> byName);
  }

  private String textOf(Heading heading) {
    int end =
        headings.stream()
            .filter(h -> h.at() > heading.at() && h.level() <= heading.level())
            .mapToInt(Heading::at)
            .findFirst()
            .orElse(text.length());
    return text.substring(heading.at(), end).strip();
  }

  /// Length of a heading's own part, subsections included.
  int lengthOf(Heading heading) {
    return textOf(heading).length();
  }

  /// GitHub's rule, which doc-builder follows for headings without a mark.
  static String slug(String title) {
    return title
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}\\s_-]", "")
        .strip()
        .replaceAll("\\s+", "-");
  }
}
