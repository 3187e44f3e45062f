package dev.mlintern.cli;

import java.util.ArrayList;
import java.util.List;

/// Tab-separated lines, which models read well, as columns, which people do.
final class Columns {
  private static final String GAP = "  ";

  private Columns() {}

  /// Aligns each run of lines that have tabs; other lines stay as they are.
  static List<String> aligned(List<String> lines) {
    List<String> aligned = new ArrayList<>();
    List<String[]> run = new ArrayList<>();
    for (String line : lines) {
      if (line.contains("\t")) {
        run.add(line.split("\t", -1));
      } else {
        flush(run, aligned);
        aligned.add(line);
      }
    }
    flush(run, aligned);
    return aligned;
  }

  private static void flush(List<String[]> run, List<String> aligned) {
    int columns = run.stream().mapToInt(cells -> cells.length).max().orElse(0);
    int[] widths = new int[columns];
    for (String[] cells : run) {
      for (int i = 0; i < cells.length; i++) {
        widths[i] = Math.max(widths[i], cells[i].length());
      }
    }
    for (String[] cells : run) {
      var line = new StringBuilder();
      for (int i = 0; i < cells.length - 1; i++) {
        line.append(cells[i]).append(" ".repeat(widths[i] - cells[i].length())).append(GAP);
      }
      aligned.add(line.append(cells[cells.length - 1]).toString());
    }
    run.clear();
  }
}
