package dev.mlintern.tools.datasets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Whether one family of TRL trainers can take the dataset, and what it takes.
///
/// @param trainers the family, e.g. `DPO, CPO, ORPO`
record TrainerVerdict(String trainers, Fit fit) {
  sealed interface Fit {
    /// As it is. `how` names the columns used, with any caution.
    record AsIs(String how) implements Fit {}

    /// After a rename or conversion, given as one line of Python on `ds`.
    record After(String change, String python) implements Fit {}

    /// Not with these columns. `hint` says what could still be done, or is empty.
    record No(String missing, String hint) implements Fit {}
  }

  /// The lines of the report: one for each family that fits or could be made to, and one for all
  /// the others together.
  static List<String> lines(List<TrainerVerdict> verdicts) {
    List<String> lines = new ArrayList<>();
    Map<String, String> byMissing = new LinkedHashMap<>();
    for (TrainerVerdict verdict : verdicts) {
      switch (verdict.fit()) {
        case Fit.AsIs(String how) -> lines.add("- " + verdict.trainers() + ": fits — " + how);
        case Fit.After(String change, String python) ->
            lines.add("- " + verdict.trainers() + ": fits after " + change + ": `" + python + "`");
        case Fit.No(String missing, String hint) ->
            byMissing.merge(
                "missing " + missing + (hint.isEmpty() ? "" : "; " + hint),
                verdict.trainers(),
                (one, other) -> one + ", " + other);
      }
    }
    if (!byMissing.isEmpty()) {
      lines.add(
          byMissing.entrySet().stream()
              .map(entry -> entry.getValue() + " (" + entry.getKey() + ")")
              .collect(Collectors.joining("; ", "- Does not fit: ", "")));
    }
    return lines;
  }
}
