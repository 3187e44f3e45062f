package dev.mlintern.arxiv;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jsoup.nodes.Element;

/// An HTML table (or LaTeXML's table made of spans) as a Markdown table. A cell that spans columns
/// or rows is repeated in each of them, so that every row can be read by itself.
final class MarkdownTable {
  private static final int MAX_COLUMNS = 60;
  private static final int MAX_SPAN = 200;

  private MarkdownTable() {}

  static String of(Element table) {
    List<List<String>> grid = new ArrayList<>();
    List<Element> rows =
        table.select(Parts.ROW).stream().filter(row -> closestTable(row) == table).toList();
    for (int r = 0; r < rows.size(); r++) {
      int column = 0;
      for (Element cell : rows.get(r).children()) {
        if (!cell.is(Parts.CELL)) {
          continue;
        }
        while (!valueAt(grid, r, column).isEmpty()) {
          column++;
        }
        String text = LatexmlText.inline(cell).replace("|", "\\|");
        int width = span(cell, "colspan", "ltx_colspan_");
        int height = span(cell, "rowspan", "ltx_rowspan_");
        for (int down = 0; down < height && r + down < rows.size(); down++) {
          for (int right = 0; right < width && column + right < MAX_COLUMNS; right++) {
            set(grid, r + down, column + right, text.isEmpty() ? " " : text);
          }
        }
        column += width;
      }
    }
    return render(grid);
  }

  private static Element closestTable(Element row) {
    return row.closest(Parts.TABLE);
  }

  private static String render(List<List<String>> grid) {
    int columns = grid.stream().mapToInt(List::size).max().orElse(0);
    grid.removeIf(row -> row.stream().allMatch(String::isBlank));
    if (columns == 0 || grid.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    for (int r = 0; r < grid.size(); r++) {
      List<String> row = new ArrayList<>(grid.get(r));
      row.addAll(Collections.nCopies(columns - row.size(), ""));
      out.append("| ").append(String.join(" | ", row.stream().map(String::strip).toList()));
      out.append(" |\n");
      if (r == 0) {
        out.append("|").append("---|".repeat(columns)).append('\n');
      }
    }
    return out.toString().stripTrailing();
  }

  private static String valueAt(List<List<String>> grid, int row, int column) {
    return row < grid.size() && column < grid.get(row).size() ? grid.get(row).get(column) : "";
  }

  private static void set(List<List<String>> grid, int row, int column, String text) {
    while (grid.size() <= row) {
      grid.add(new ArrayList<>());
    }
    List<String> cells = grid.get(row);
    while (cells.size() <= column) {
      cells.add("");
    }
    cells.set(column, text);
  }

  private static int span(Element cell, String attribute, String classPrefix) {
    String value = cell.attr(attribute);
    for (String name : cell.classNames()) {
      if (name.startsWith(classPrefix)) {
        value = name.substring(classPrefix.length());
      }
    }
    return value.matches("\\d{1,4}") ? Math.clamp(Integer.parseInt(value), 1, MAX_SPAN) : 1;
  }
}
