package dev.mlintern.tools;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A Jupyter notebook as readable lines: numbered cells, sources as they are, text outputs on
/// request, never images or raw JSON.
///
/// @see <a href="https://nbformat.readthedocs.io/en/latest/format_description.html">nbformat</a>
public final class NotebookText {
  private static final int OUTPUT_LINES = 20;

  private NotebookText() {}

  /// The notebook as lines, or one line that says why it cannot be read.
  public static List<String> lines(String json, boolean outputs) {
    JsonNode notebook;
    try {
      notebook = JsonMapper.shared().readTree(json);
    } catch (JacksonException _) {
      return List.of("(not a readable notebook: the file is not valid JSON)");
    }
    List<String> lines = new ArrayList<>();
    int number = 0;
    for (JsonNode cell : cells(notebook)) {
      number++;
      String kind = cell.path("cell_type").asString("raw");
      lines.add("# %% [" + number + "] " + kind);
      // nbformat 3 keeps code under "input".
      JsonNode source = cell.has("source") ? cell.path("source") : cell.path("input");
      lines.addAll(textLines(source));
      if (outputs && kind.equals("code")) {
        lines.addAll(outputLines(cell.path("outputs")));
      }
      lines.add("");
    }
    return lines.isEmpty() ? List.of("(the notebook has no cells)") : lines;
  }

  private static List<JsonNode> cells(JsonNode notebook) {
    List<JsonNode> cells = new ArrayList<>();
    notebook.path("cells").forEach(cells::add);
    for (JsonNode sheet : notebook.path("worksheets")) {
      sheet.path("cells").forEach(cells::add);
    }
    return cells;
  }

  private static List<String> outputLines(JsonNode outputs) {
    List<String> lines = new ArrayList<>();
    for (JsonNode output : outputs) {
      JsonNode text =
          switch (output.path("output_type").asString("")) {
            case "stream", "pyout" -> output.path("text");
            case "error", "pyerr" -> output.path("traceback");
            default -> output.path("data").path("text/plain");
          };
      for (String line : textLines(text)) {
        lines.add("# > " + line.replaceAll("\u001B\\[[0-9;]*m", ""));
      }
    }
    if (lines.size() > OUTPUT_LINES) {
      int left = lines.size() - OUTPUT_LINES;
      lines = new ArrayList<>(lines.subList(0, OUTPUT_LINES));
      lines.add("# > (" + left + " more output lines)");
    }
    return lines;
  }

  private static List<String> textLines(JsonNode text) {
    StringBuilder joined = new StringBuilder();
    if (text.isArray()) {
      text.forEach(part -> joined.append(part.asString("")));
    } else {
      joined.append(text.asString(""));
    }
    return joined.isEmpty() ? List.of() : joined.toString().lines().toList();
  }
}
