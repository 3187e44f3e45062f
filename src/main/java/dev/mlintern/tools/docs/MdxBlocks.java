package dev.mlintern.tools.docs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What doc-builder writes in tags instead of Markdown: the generated reference of a class or
/// function (older releases serve it as it is, newer ones as Markdown), names of alternatives,
/// tables.
///
/// @see <a href="https://github.com/huggingface/doc-builder">doc-builder</a>
final class MdxBlocks {
  private static final Pattern OPENER =
      Pattern.compile(
          "(?m)^[ \\t]*(?<fence>```)|(?<docstring><docstring>)|(?<table><table\\b)"
              + "|<hfoption\\b(?<option>[^<>]*)>");

  private static final Pattern OPTION_ID = Pattern.compile("\\bid=\"([^\"]{0,80})\"");
  private static final Pattern FENCE_END = Pattern.compile("(?m)^[ \\t]*```[ \\t]*$");
  private static final Pattern ITEM =
      Pattern.compile(
          "(?m)^- \\*\\*(?<name>[^*]{1,100})\\*\\*\\s{0,20}(?<type>\\(.*?\\))?\\s{0,20}--\\s*");
  private static final int LONGEST_SIGNATURE = 1_500;

  private MdxBlocks() {}

  /// The page with these blocks as Markdown; code blocks stay what they are, and so does what has
  /// no end. An end that is not found is not looked for again: the time grows with the page alone.
  static String plain(String page) {
    if (page.indexOf('<') < 0) {
      return page;
    }
    var text = new StringBuilder();
    Set<String> endless = new HashSet<>();
    Matcher opener = OPENER.matcher(page);
    int at = 0;
    while (opener.find(at)) {
      text.append(page, at, opener.start());
      at = opener.end();
      if (opener.group("option") != null) {
        Matcher id = OPTION_ID.matcher(opener.group("option"));
        text.append(id.find() ? "**" + id.group(1) + ":**" : opener.group());
        continue;
      }
      String kind =
          opener.group("fence") != null
              ? "```"
              : opener.group("table") != null ? "</table>" : "</docstring>";
      int end = endless.contains(kind) ? -1 : end(page, kind, at);
      if (end < 0) {
        endless.add(kind);
        text.append(opener.group());
      } else {
        text.append(plain(kind, page, opener.start(), at, end));
        at = end;
      }
    }
    return text.append(page, at, page.length()).toString();
  }

  /// Behind the end of a block; negative when it has none.
  private static int end(String page, String kind, int from) {
    if (kind.equals("```")) {
      Matcher close = FENCE_END.matcher(page);
      return close.find(from) ? close.end() : -1;
    }
    int close = page.indexOf(kind, from);
    return close < 0 ? -1 : close + kind.length();
  }

  private static String plain(String kind, String page, int start, int inside, int end) {
    return switch (kind) {
      case "</docstring>" -> reference(page.substring(inside, end - kind.length()));
      case "</table>" -> table(page.substring(start, end));
      default -> page.substring(start, end);
    };
  }

  private static String reference(String block) {
    String name = part(block, "name").orElse("").replaceFirst("^(?:class|def)\\s+", "");
    String anchor = part(block, "anchor").orElse(name);
    List<String> lines = new ArrayList<>();
    lines.add("\n#### " + name + "[[" + anchor + "]]\n");
    part(block, "source").ifPresent(source -> lines.add("Source: " + source + "\n"));
    part(block, "parameters")
        .map(MdxBlocks::signature)
        .filter(signature -> !signature.isEmpty())
        .ifPresent(signature -> lines.add("`" + name + "(" + signature + ")`\n"));
    part(block, "paramsdesc").ifPresent(text -> lines.add("**Parameters:**\n\n" + items(text)));
    Optional<String> type = part(block, "rettype");
    Optional<String> description = part(block, "retdesc");
    if (type.isPresent() || description.isPresent()) {
      lines.add("**Returns:** " + type.orElse("") + "\n\n" + description.orElse(""));
    }
    return String.join("\n", lines) + "\n";
  }

  /// `- **max_length** (int) --\n  Text` as `- max_length (int) — Text`.
  private static String items(String text) {
    return ITEM.matcher(text)
        .replaceAll(
            item ->
                Matcher.quoteReplacement(
                    "- **"
                        + item.group("name")
                        + "**"
                        + (item.group("type") == null ? "" : " " + item.group("type"))
                        + " — "));
  }

  private static String signature(String json) {
    try {
      List<String> parameters = new ArrayList<>();
      for (JsonNode parameter : JsonMapper.shared().readTree(json)) {
        parameters.add(parameter.path("name").asString("") + parameter.path("val").asString(""));
      }
      String all = String.join(", ", parameters);
      return all.length() <= LONGEST_SIGNATURE
          ? all
          : all.substring(0, all.lastIndexOf(", ", LONGEST_SIGNATURE)) + ", …";
    } catch (JacksonException _) {
      return "";
    }
  }

  private static Optional<String> part(String block, String tag) {
    int from = block.indexOf("<" + tag + ">");
    int to = block.indexOf("</" + tag + ">", Math.max(0, from));
    return from < 0 || to < 0
        ? Optional.empty()
        : Optional.of(block.substring(from + tag.length() + 2, to).strip())
            .filter(text -> !text.isEmpty());
  }

  private static String table(String html) {
    StringBuilder text = new StringBuilder("\n");
    int rows = 0;
    for (Element row : Jsoup.parse(html).select("tr")) {
      List<String> cells =
          row.select("th, td").stream().map(cell -> cell.text().replace("|", "\\|")).toList();
      if (!cells.isEmpty()) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
        text.append(rows++ == 0 ? "|" + "---|".repeat(cells.size()) + "\n" : "");
      }
    }
    return text.toString();
  }
}
