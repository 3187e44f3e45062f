package dev.mlintern.tools.datasets;

import dev.mlintern.hub.DatasetPage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// Rows that repeat each other within the rows at hand.
final class RowFindings {
  private RowFindings() {}

  static List<Finding> of(Sample sample) {
    List<Finding> findings = new ArrayList<>();
    List<String> compared =
        sample.profiles().stream()
            .filter(profile -> profile.distinct().isPresent())
            .map(ColumnProfile::name)
            .filter(name -> !Names.isId(name))
            .toList();
    if (compared.isEmpty() || sample.rows() < 2) {
      return findings;
    }
    Optional<Repeats> whole = Repeats.among(sample.page().rows(), row -> key(row, compared));
    if (whole.isPresent()) {
      boolean ids = compared.size() < sample.profiles().size();
      findings.add(
          Finding.notable(
              sample.share(whole.get().count(), whole.get().compared(), "row")
                  + " repeat an earlier row"
                  + (ids ? " in every column but ids and media" : "")
                  + whole.get().example()
                  + ": deduplicate before splitting."));
      return findings;
    }
    ColumnSet.of(sample)
        .playing(ColumnSet.Part.LONE_PROMPT, ColumnShape.TEXT)
        .or(() -> ColumnSet.of(sample).playing(ColumnSet.Part.TEXT, ColumnShape.TEXT))
        .ifPresent(column -> repeatedInput(column, sample, findings));
    return findings;
  }

  private static void repeatedInput(String column, Sample sample, List<Finding> findings) {
    Repeats.among(sample.page().rows(), row -> key(row, List.of(column)))
        .ifPresent(
            repeats ->
                findings.add(
                    Finding.minor(
                        sample.share(repeats.count(), repeats.compared(), "row")
                            + " repeat an earlier "
                            + Names.code(column)
                            + " with other values beside it"
                            + repeats.example()
                            + "; keep them in one split.")));
  }

  /// Empty for a row whose cells were cut: equal beginnings are not equal rows.
  private static Optional<List<JsonNode>> key(DatasetPage.Row row, List<String> columns) {
    if (columns.stream().anyMatch(row.truncated()::contains)) {
      return Optional.empty();
    }
    return Optional.of(columns.stream().map(row.cells()::path).toList());
  }

  private record Repeats(int count, int compared, long earlier, long later) {
    static Optional<Repeats> among(
        List<DatasetPage.Row> rows, Function<DatasetPage.Row, Optional<List<JsonNode>>> key) {
      Map<List<JsonNode>, Long> seen = new HashMap<>();
      int count = 0;
      int compared = 0;
      long earlier = 0;
      long later = 0;
      for (DatasetPage.Row row : rows) {
        Optional<List<JsonNode>> found = key.apply(row);
        if (found.isEmpty()) {
          continue;
        }
        compared++;
        Long before = seen.putIfAbsent(found.get(), row.index());
        if (before != null) {
          if (count++ == 0) {
            earlier = before;
            later = row.index();
          }
        }
      }
      return count == 0
          ? Optional.empty()
          : Optional.of(new Repeats(count, compared, earlier, later));
    }

    String example() {
      return " (e.g. row " + later + " = row " + earlier + ")";
    }
  }
}
