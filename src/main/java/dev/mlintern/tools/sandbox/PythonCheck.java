package dev.mlintern.tools.sandbox;

import dev.mlintern.hub.sandbox.ExecEnd;
import dev.mlintern.hub.sandbox.ExecSpec;
import dev.mlintern.hub.sandbox.SandboxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Warnings about a Python file that was written; never a reason not to write it (spec tools-act
/// §7.3). Parsed by the sandbox's own Python in a process of its own: nothing is imported or run.
final class PythonCheck {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Pattern TRAINS =
      Pattern.compile("\\b(TrainingArguments|(SFT|DPO|GRPO)Config)\\s*\\(");
  private static final Pattern KEEPS = Pattern.compile("push_to_hub|hub_model_id");

  private PythonCheck() {}

  /// @param content what was written; asked for when it is Python
  static String warnings(String path, Supplier<String> content, SandboxCall in) {
    if (!path.endsWith(".py")) {
      return "";
    }
    Optional<String> syntax = syntax(path, in);
    if (syntax.isPresent()) {
      return "\nWarning: not valid Python: " + syntax.get();
    }
    String text = content.get();
    return TRAINS.matcher(text).find() && !KEEPS.matcher(text).find()
        ? "\nWarning: it trains, but neither push_to_hub nor hub_model_id occurs: the model would"
            + " vanish with the sandbox."
        : "";
  }

  private static Optional<String> syntax(String path, SandboxCall in) {
    var words = List.of("python3", "-I", "-S", "-c", Programs.SYNTAX, path);
    try {
      ExecEnd end =
          in.client().exec(new ExecSpec(words, Map.of(), LIMIT, Optional.empty()), in.scope());
      String said = end.output().strip();
      return end.isSuccess() && !said.isEmpty() ? Optional.of(said) : Optional.empty();
    } catch (SandboxException _) {
      // A check is not worth a failure: the file is written.
      return Optional.empty();
    }
  }
}
