package dev.mlintern.arxiv;

import java.util.ArrayList;
import java.util.List;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/// The words of LaTeXML elements as Markdown: each formula once as TeX, tables as tables, footnotes
/// in place, paragraphs kept apart.
final class LatexmlText {
  private LatexmlText() {}

  /// One line of text.
  static String inline(Element element) {
    StringBuilder out = new StringBuilder();
    appendInline(out, element);
    return out.toString().replaceAll("\\s+", " ").strip();
  }

  /// Blocks separated by blank lines.
  static String blocks(Element element) {
    List<String> blocks = new ArrayList<>();
    collect(blocks, element);
    return String.join("\n\n", blocks).strip();
  }

  private static void collect(List<String> blocks, Element parent) {
    StringBuilder loose = new StringBuilder();
    for (Node node : parent.childNodes()) {
      if (node instanceof Element child && isBlock(child)) {
        flush(blocks, loose);
        block(blocks, child);
      } else {
        appendInlineNode(loose, node);
      }
    }
    flush(blocks, loose);
  }

  private static void flush(List<String> blocks, StringBuilder loose) {
    String text = loose.toString().replaceAll("\\s+", " ").strip();
    if (!text.isEmpty()) {
      blocks.add(text);
    }
    loose.setLength(0);
  }

  private static boolean isBlock(Element element) {
    return switch (element.normalName()) {
      case "div",
          "p",
          "section",
          "figure",
          "table",
          "ul",
          "ol",
          "dl",
          "pre",
          "blockquote",
          "article",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "li",
          "dd",
          "dt",
          "figcaption" ->
          true;
      default -> element.hasClass("ltx_tabular") || element.hasClass("ltx_block");
    };
  }

  private static void block(List<String> blocks, Element element) {
    if (isEquation(element)) {
      equation(blocks, element);
    } else if (isTable(element)) {
      String table = MarkdownTable.of(element);
      if (!table.isEmpty()) {
        blocks.add(table);
      }
    } else if (element.hasClass("ltx_listing") || element.normalName().equals("pre")) {
      blocks.add(listing(element));
    } else if (element.is(Parts.LIST)) {
      blocks.add(list(element, ""));
    } else if (element.is(Parts.CAPTION)) {
      blocks.add("*" + inline(element) + "*");
    } else if (element.is(Parts.HEADING)) {
      String text = inline(element);
      if (!text.isEmpty()) {
        blocks.add("**" + text + "**");
      }
    } else {
      collect(blocks, element);
    }
  }

  private static boolean isEquation(Element element) {
    return element.hasClass("ltx_equation")
        || element.hasClass("ltx_equationgroup")
        || element.hasClass("ltx_eqn_table");
  }

  private static boolean isTable(Element element) {
    return element.hasClass("ltx_tabular") || element.normalName().equals("table");
  }

  /// Display formulas, with the number the text refers to.
  private static void equation(List<String> blocks, Element element) {
    for (Element row : rows(element)) {
      StringBuilder tex = new StringBuilder();
      for (Element math : row.select(Parts.MATH)) {
        tex.append(tex.isEmpty() ? "" : " ").append(tex(math));
      }
      Element number = row.selectFirst(Parts.EQUATION_NUMBER);
      String label = number == null ? "" : " " + number.text().strip();
      if (!tex.isEmpty()) {
        blocks.add("$$" + tex + "$$" + label);
      }
    }
  }

  private static List<Element> rows(Element element) {
    List<Element> rows = element.select(Parts.EQUATION_ROW);
    return rows.isEmpty() ? List.of(element) : rows;
  }

  private static String listing(Element element) {
    List<String> lines = new ArrayList<>();
    for (Element line : element.select(Parts.CODE_LINE)) {
      line.select(Parts.CODE_LINE_NUMBER).remove();
      StringBuilder text = new StringBuilder();
      appendInline(text, line);
      lines.add(text.toString().replace('\u00a0', ' ').stripTrailing());
    }
    if (lines.isEmpty()) {
      lines.addAll(element.wholeText().lines().toList());
    }
    return "~~~\n" + String.join("\n", lines).strip() + "\n~~~";
  }

  private static String list(Element element, String indent) {
    List<String> lines = new ArrayList<>();
    for (Element item : element.children()) {
      List<Element> nested =
          item.select(Parts.LIST).stream().filter(e -> e != item && isNear(e, item)).toList();
      List<String> inner = new ArrayList<>();
      for (Element sub : nested) {
        inner.add(list(sub, indent + "  "));
        sub.remove();
      }
      item.children().stream()
          .filter(e -> e.hasClass("ltx_tag_item"))
          .toList()
          .forEach(Element::remove);
      String text = blocks(item).replaceAll("\n\n", "\n" + indent + "  ");
      lines.add(indent + "- " + text);
      lines.addAll(inner);
    }
    return String.join("\n", lines);
  }

  /// Whether a list stands in the item itself or in a paragraph of it.
  private static boolean isNear(Element list, Element item) {
    Element parent = list.parent();
    return parent == item
        || (parent != null && parent.normalName().equals("div") && parent.parent() == item);
  }

  static void appendInline(StringBuilder out, Element element) {
    for (Node node : element.childNodes()) {
      appendInlineNode(out, node);
    }
  }

  private static void appendInlineNode(StringBuilder out, Node node) {
    switch (node) {
      case TextNode text -> out.append(text.getWholeText());
      case Element element -> appendElement(out, element);
      default -> {
        // Comments and data nodes hold no text.
      }
    }
  }

  private static void appendElement(StringBuilder out, Element element) {
    if (element.normalName().equals("math")) {
      String tex = tex(element);
      if (!tex.isEmpty()) {
        boolean display = "block".equals(element.attr("display"));
        out.append(display ? " $$" : "$").append(tex).append(display ? "$$ " : "$");
      }
    } else if (element.hasClass("ltx_note")) {
      Element content = element.selectFirst(Parts.NOTE_TEXT);
      if (content != null) {
        content.select(Parts.NOTE_MARK).remove();
        out.append(" (note: ").append(inline(content)).append(")");
      }
    } else if (element.normalName().equals("br")) {
      out.append('\n');
    } else if (element.normalName().equals("img") || element.normalName().equals("svg")) {
      String description = element.attr("alt");
      if (!description.isBlank() && !description.equalsIgnoreCase("refer to caption")) {
        out.append('[').append(description).append(']');
      }
    } else if (isTable(element) && !isEquation(element)) {
      out.append('\n').append(MarkdownTable.of(element)).append('\n');
    } else {
      boolean apart = isBlock(element);
      out.append(apart ? " " : "");
      appendInline(out, element);
      out.append(apart ? " " : "");
    }
  }

  /// The TeX source of a formula, which LaTeXML keeps in `alttext`.
  private static String tex(Element math) {
    String tex = math.attr("alttext");
    if (tex.isBlank()) {
      Element annotation = math.selectFirst(Parts.TEX);
      tex = annotation == null ? math.text() : annotation.text();
    }
    return tex.replace("\\displaystyle", "")
        .replaceAll("%\\s*\n", "")
        .replaceAll("\\s+", " ")
        .strip();
  }
}
