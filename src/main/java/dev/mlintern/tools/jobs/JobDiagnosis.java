package dev.mlintern.tools.jobs;

import dev.mlintern.hub.jobs.JobStage;
import dev.mlintern.tools.ForeignText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/// Why a job failed and what to change, told from its ending and last lines.
///
/// Says nothing rather than guess: an error that the script printed and survived is no reason, and
/// an exception nobody here knows is quoted as what it is. No advice changes the training method or
/// the data by itself (spec tools-act §2.10b).
///
/// @param reason for counting and tests
/// @param what in one sentence
/// @param evidence the line that says so, in the job's or the Hub's words: foreign text
/// @param advice what to change before it is run again
record JobDiagnosis(FailureReason reason, String what, String evidence, String advice) {
  private static final int MAX_EVIDENCE_CHARS = 300;

  private static final List<FailureRule> RULES = rules();

  JobDiagnosis {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(what, "what");
    evidence = ForeignText.oneLine(evidence, MAX_EVIDENCE_CHARS);
    Objects.requireNonNull(advice, "advice");
  }

  /// Reason, advice and evidence in three lines; the last is foreign text on one line.
  String text() {
    return what
        + "\nChange: "
        + advice
        + (evidence.isEmpty() ? "" : "\nEvidence: `" + evidence.replace('`', '\'') + "`");
  }

  private static List<FailureRule> rules() {
    var rules = new ArrayList<FailureRule>();
    rules.addAll(MemoryFailures.RULES);
    rules.addAll(PackageFailures.RULES);
    rules.addAll(AccessFailures.RULES);
    rules.addAll(DataFailures.RULES);
    rules.addAll(MachineFailures.RULES);
    rules.addAll(ArgumentFailures.RULES);
    rules.addAll(NetworkFailures.RULES);
    return List.copyOf(rules);
  }

  /// The diagnosis of an ending; empty for a job that did not fail, was stopped by somebody, or
  /// failed without saying why. A completed training whose loss was not a number is one that
  /// failed.
  static Optional<JobDiagnosis> of(JobEnding ending) {
    if (!ending.stage().isFailure()) {
      return ending.stage() == JobStage.COMPLETED ? NumericFailures.of(ending) : Optional.empty();
    }
    FailureLines lines = FailureLines.of(ending.lastLines());
    return firstOf(
        List.of(
            () -> EndingFailures.byTheHub(ending),
            () -> EndingFailures.bySignal(ending, lines),
            () -> byLines(ending, lines),
            () -> NumericFailures.of(ending),
            () -> EndingFailures.byException(ending, lines),
            () -> EndingFailures.byExitCode(ending, lines)));
  }

  /// The last line that any rule knows.
  private static Optional<JobDiagnosis> byLines(JobEnding ending, FailureLines lines) {
    for (int i = lines.lines().size() - 1; i >= 0; i--) {
      String line = lines.lines().get(i);
      for (FailureRule rule : RULES) {
        Optional<JobDiagnosis> found = rule.apply(line, i, lines, ending);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<JobDiagnosis> firstOf(List<Supplier<Optional<JobDiagnosis>>> attempts) {
    return attempts.stream().map(Supplier::get).flatMap(Optional::stream).findFirst();
  }
}
