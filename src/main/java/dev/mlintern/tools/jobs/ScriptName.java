package dev.mlintern.tools.jobs;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What a script's file is called in the job: no option, no path, and no module that is imported. A
/// script's folder is the first place Python looks for modules, so a file `datasets.py` would hide
/// the library `datasets`.
final class ScriptName {
  private static final int MAX_CHARS = 60;

  /// Modules that the usual libraries import themselves.
  private static final Set<String> OFTEN_IMPORTED =
      Set.of(
          "accelerate",
          "datasets",
          "evaluate",
          "huggingface_hub",
          "json",
          "logging",
          "numpy",
          "pandas",
          "peft",
          "queue",
          "random",
          "requests",
          "secrets",
          "test",
          "tokenizers",
          "torch",
          "transformers",
          "trl",
          "types");

  private ScriptName() {}

  /// @param wanted a job's name or a path
  /// @param script its text, for what it imports
  static String of(String wanted, String script, UvRun run) {
    String base = wanted.substring(wanted.lastIndexOf('/') + 1).replaceFirst("(?i)\\.py$", "");
    String safe = base.replaceAll("[^A-Za-z0-9_.-]+", "_").replaceFirst("^[-.]+", "");
    String name = safe.isEmpty() ? "script" : safe.substring(0, Math.min(MAX_CHARS, safe.length()));
    return name + (hidesModule(name, script, run) ? "_job.py" : ".py");
  }

  private static boolean hidesModule(String name, String script, UvRun run) {
    String module = module(name);
    return OFTEN_IMPORTED.contains(module)
        || run.dependencies().stream().anyMatch(words -> module(words).equals(module))
        || Pattern.compile("(?m)^\\s*(?:import|from)\\s+" + Pattern.quote(name) + "\\b")
            .matcher(script)
            .find();
  }

  /// `Scikit-Learn>=1` → `scikit_learn`.
  private static String module(String requirement) {
    return requirement.split("[^A-Za-z0-9_.-]", 2)[0].toLowerCase(Locale.ROOT).replace('-', '_');
  }
}
