package dev.mlintern.tools.jobs;

import dev.mlintern.policy.HardwareCatalogue;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.ToolFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What can be told about a job before it is paid for: mistakes that lose money are errors to
/// mend, others are told with the answer.
final class JobAdvice {
  private JobAdvice() {}

  /// @return remarks for the reader
  /// @throws ToolFailure when the job would surely be wasted, with what to change
  static List<String> of(
      JobDraft draft,
      JobPlan plan,
      HardwareCatalogue hardware,
      PreflightCheck.ColumnLookup columns,
      Settings settings) {
    PreflightCheck check =
        PreflightCheck.of(
            draft.canonical(), localScript(draft, settings), new FlavorAdvice(hardware), columns);
    if (!check.errors().isEmpty()) {
      throw new ToolFailure("hf_jobs: " + listed(check.errors()) + "Nothing was submitted.");
    }
    var notes = new ArrayList<>(check.warnings());
    if (JobPlan.pushes(draft) && !plan.hasHubToken()) {
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

  private static Optional<String> localScript(JobDraft draft, Settings settings) {
    if (!(draft.program() instanceof JobDraft.Program.LocalFile file)) {
      return Optional.empty();
    }
    try {
      byte[] content = LocalScript.read(file.path(), settings);
      return Optional.of(new String(content, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ToolFailure(
          "hf_jobs: `"
              + file.path()
              + "` cannot be read: "
              + e.getMessage()
              + ". Nothing was submitted.",
          e);
    }
  }
}
