package dev.mlintern.tools.jobs;

import dev.mlintern.policy.CanonicalArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What can be told about a job before it is paid for (spec tools-act J17, J20, J24, §2.10b;
/// harness §1.9). An error surely wastes the money and says how to mend the call; a warning goes
/// with the answer.
///
/// @param errors sentences; none means go on
/// @param warnings sentences, each starting with `warning:`
record PreflightCheck(List<String> errors, List<String> warnings) {
  PreflightCheck {
    errors = List.copyOf(errors);
    warnings = List.copyOf(warnings);
  }

  /// Where the columns of a dataset come from.
  @FunctionalInterface
  interface ColumnLookup {

    /// @return column → type as the dataset viewer's `/info` has them; empty when not known. Must
    ///     not fail for a viewer that does not answer
    Map<String, JsonNode> features(String dataset, Optional<String> config);
  }

  /// Checks a `run` or `scheduled run`.
  ///
  /// @param arguments of the call
  /// @param localScript text of the file that `script` names on this machine, when it is sent
  /// @param flavors hardware and prices as they are known now
  /// @param columns asked only when a dataset and its trainer can be told from the program
  static PreflightCheck of(
      CanonicalArguments arguments,
      Optional<String> localScript,
      FlavorAdvice flavors,
      ColumnLookup columns) {
    Objects.requireNonNull(columns, "columns");
    var facts = JobFacts.of(arguments, localScript, flavors);
    var errors = new ArrayList<String>();
    var warnings = new ArrayList<String>();
    var findings = new Findings(errors, warnings);
    ArgumentChecks.look(facts, findings);
    ScriptChecks.look(facts, findings);
    TrainingChecks.look(facts, columns, findings);
    return new PreflightCheck(errors, warnings);
  }

  /// Where the checks put what they find.
  record Findings(List<String> errors, List<String> warnings) {
    void error(String sentence) {
      errors.add(sentence);
    }

    void warning(String sentence) {
      warnings.add("warning: " + sentence);
    }
  }
}
