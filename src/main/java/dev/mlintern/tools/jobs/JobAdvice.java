package dev.mlintern.tools.jobs;

import dev.mlintern.policy.HardwareOffer;
import dev.mlintern.policy.ScriptCheck;
import dev.mlintern.tools.ToolFailure;
import java.util.ArrayList;
import java.util.List;

/// What can be told about a job before it is paid for: mistakes that lose money are errors to
/// mend, others are told with the answer.
final class JobAdvice {
  private JobAdvice() {}

  /// @return remarks for the reader
  /// @throws ToolFailure when the job would surely be wasted, with what to change
  static List<String> of(JobDraft draft, JobPlan plan, HardwareOffer offer) {
    ScriptCheck check = ScriptCheck.of(draft.canonical());
    var notes = new ArrayList<>(check.warnings());
    if (check.saves() && !plan.hasHubToken()) {
      notes.add(
          "warning: it pushes to the Hub, but the job gets no token: pass hf_token=inherit if it"
              + " should act as you (or a narrower one in secrets.HF_TOKEN)");
    }
    return List.copyOf(notes);
  }
}
