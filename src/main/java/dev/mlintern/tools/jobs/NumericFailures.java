package dev.mlintern.tools.jobs;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A loss that is not a number: the training goes on and learns nothing.
final class NumericFailures {
  private static final Pattern LOSS =
      Pattern.compile("['\"]?\\b(?:train_|eval_)?loss['\"]?\\s*[:=]\\s*['\"]?(\\S+?)['\"]?[,}\\s]");
  private static final Pattern LOST =
      Pattern.compile(
          "(?i)['\"]?(?:\\bloss|grad_norm)['\"]?\\s*[:=]\\s*['\"]?(?:nan|inf)\\b|loss (?:is|became)"
              + " (?:nan|inf)");
  private static final int RECENT = 60;

  private NumericFailures() {}

  /// Says so when the last loss printed is not a number.
  static Optional<JobDiagnosis> of(JobEnding ending) {
    List<String> lines = ending.lastLines();
    for (int i = lines.size() - 1; i >= Math.max(0, lines.size() - RECENT); i--) {
      String line = lines.get(i);
      if (LOST.matcher(line).find()) {
        return Optional.of(
            new JobDiagnosis(
                FailureReason.NAN_LOSS,
                "The loss or the gradient was not a number: what was trained is of no use.",
                line,
                "train in `bf16` instead of `fp16` on a card that has it, lower `learning_rate` or"
                    + " add `warmup_steps`, set `max_grad_norm=1.0`, and look for empty rows in the"
                    + " dataset"));
      }
      if (LOSS.matcher(line + " ").find()) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }
}
