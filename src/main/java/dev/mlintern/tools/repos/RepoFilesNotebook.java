package dev.mlintern.tools.repos;

import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.repos.RepoFilesBytes.Source;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A Jupyter notebook as numbered cells with their sources; outputs are only counted, and read as
/// lines of the raw file by whoever wants them.
///
/// @see <a href="https://nbformat.readthedocs.io/en/latest/format_description.html">nbformat</a>
final class RepoFilesNotebook {
  static final long MOST_BYTES = 20L << 20;

  private RepoFilesNotebook() {}

  static String text(RepoFilesBytes bytes, Source source, int maxChars) {
    JsonNode notebook;
    try {
      byte[] all = bytes.read((int) source.size());
      notebook = JsonMapper.shared().readTree(new String(all, StandardCharsets.UTF_8));
    } catch (JacksonException _) {
      return "Not a readable notebook: it is not valid JSON. Read it as text with offset 1.";
    }
    List<String> cells = new ArrayList<>();
    int number = 0;
    for (JsonNode cell : notebook.path("cells")) {
      number++;
      int outputs = cell.path("outputs").size();
      cells.add(
          "# %% ["
              + number
              + "] "
              + cell.path("cell_type").asString("raw")
              + (outputs > 0 ? " (" + outputs + " outputs)" : "")
              + "\n"
              + joined(cell.path("source")));
    }
    var shown = new StringBuilder();
    int count = 0;
    for (String cell : cells) {
      if (shown.length() + cell.length() > maxChars - 400 && count > 0) {
        break;
      }
      shown.append(ForeignText.cut(cell, maxChars - 400)).append("\n\n");
      count++;
    }
    return "Notebook, "
        + count
        + " of "
        + cells.size()
        + " cells shown"
        + (count < cells.size() ? "; max_chars shows more, offset reads the raw file" : "")
        + "\n"
        + ForeignText.fenced("Cells", shown.toString());
  }

  private static String joined(JsonNode source) {
    if (!source.isArray()) {
      return source.asString("");
    }
    var text = new StringBuilder();
    source.forEach(line -> text.append(line.asString("")));
    return text.toString();
  }
}
