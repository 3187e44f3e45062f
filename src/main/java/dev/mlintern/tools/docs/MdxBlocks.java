package dev.mlintern.tools.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
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
  private static final Pattern BLOCK =
      Pattern.compile(
          "(?ms)^[ \\t]*```.*?^[ \\t]*```[ \\t]*$"
              + "|<docstring>(?<docstring>.*?)</docstring>"
              + "|(?<table><table\\b.*?</table>)"
              + "|<hfoption\\b[^>]*\\bid=\"(?<option>[^\"]{0,80})\"[^>]*>");
  private static final Pattern ITEM =
      Pattern.compile("(?m)^- \\*\\*(?<name>[^*]{1,100})\\*\\*\\s*(?<type>\\(.*?\\))?\\s*--\\s*");
  private static final int LONGEST_SIGNATURE = 1_500;

  private MdxBlocks() {}

  /// The page with these blocks as Markdown; code blocks stay what they are.
  static String plain(String page) {
    if (page.indexOf('<') < 0) {
      return page;
    }
    return BLOCK.matcher(page).replaceAll(block -> Matcher.quoteReplacement(plain(block)));
  }

  private static String plain(MatchResult block) {
    if (block.group("docstring") != null) {
      return reference(block.group("docstring"));
    }
    if (block.group("table") != null) {
      return table(block.group("table"));
    }
    return block.group("option") != null ? "**" + block.group("option") + ":**" : block.group();
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
