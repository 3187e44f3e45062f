package dev.mlintern.tools.datasets;

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

  /// One line of the report.
  String line() {
    return "- "
        + trainers
        + ": "
        + switch (fit) {
          case Fit.AsIs(String how) -> "fits — " + how;
          case Fit.After(String change, String python) ->
              "fits after " + change + ": `" + python + "`";
          case Fit.No(String missing, String hint) ->
              "does not fit — missing " + missing + (hint.isEmpty() ? "" : "; " + hint);
        };
  }
}
