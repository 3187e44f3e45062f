package dev.mlintern.tools.jobs;

import dev.mlintern.policy.HardwareCatalogue;
import dev.mlintern.policy.ScriptCheck;
import dev.mlintern.tools.ToolFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What can be told about a job before it is paid for: mistakes that lose money are errors to
/// mend, others are told with the answer.
final class JobAdvice {
  private JobAdvice() {}

  /// @param file text of the file that the program is in, if it is in one
  /// @return remarks for the reader
  /// @throws ToolFailure when the job would surely be wasted, with what to change
  static List<String> of(
      JobDraft draft,
      JobPlan plan,
      HardwareCatalogue hardware,
      PreflightCheck.ColumnLookup columns,
      Optional<String> file) {
    PreflightCheck check =
        PreflightCheck.of(draft.canonical(), file, new FlavorAdvice(hardware), columns);
    if (!check.errors().isEmpty()) {
      throw new ToolFailure("hf_jobs: " + listed(check.errors()) + "Nothing was submitted.");
    }
    var notes = new ArrayList<>(check.warnings());
    if (pushes(draft, file) && !plan.hasHubToken()) {
      notes.add(
          "warning: it pushes to the Hub, but the job gets no token: pass hf_token=inherit if it"
              + " should act as you (or a narrower one in secrets.HF_TOKEN)");
    }
    return List.copyOf(notes);
  }

  private static String listed(List<String> errors) {
    return errors.size() == 1
        ? errors.getFirst() + ". "
        : errors.size() + " things to mend:\n- " + String.join("\n- ", errors) + "\n";
  }

  /// Whether the program pushes to the Hub, as far as it can be seen.
  private static boolean pushes(JobDraft draft, Optional<String> file) {
    return ScriptCheck.of(JobFacts.seen(draft.canonical(), file)).saves();
  }
}
