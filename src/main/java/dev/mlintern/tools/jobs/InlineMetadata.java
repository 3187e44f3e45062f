package dev.mlintern.tools.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a script says of its own needs in a `# /// script` block (PEP 723), as far as it matters
/// before a job: no TOML reader, only the two keys uv acts on.
///
/// @param dependencies requirements
/// @param python `requires-python`
record InlineMetadata(List<String> dependencies, Optional<String> python) {
  private static final Pattern BLOCK =
      Pattern.compile(
          "(?m)^# /// script[ \\t]*\\r?$\\n((?:^#(?: .*)?\\r?$\\n?)*?)^# ///[ \\t]*\\r?$");
  private static final Pattern OPENING = Pattern.compile("(?m)^#\\s*///\\s*script\\b");
  private static final Pattern LIST =
      Pattern.compile("(?s)\\bdependencies\\s*=\\s*\\[(.*?)\\n?\\s*\\](?=\\s*(?:\\n|$))");
  private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"|'([^']*)'");
  private static final Pattern PYTHON =
      Pattern.compile("\\brequires-python\\s*=\\s*[\"']([^\"']+)[\"']");

  InlineMetadata {
    dependencies = List.copyOf(dependencies);
  }

  /// The block of a script; empty when it has none.
  static Optional<InlineMetadata> of(String script) {
    Matcher block = BLOCK.matcher(script);
    if (!block.find()) {
      return Optional.empty();
    }
    String toml = block.group(1).replaceAll("(?m)^# ?", "");
    var dependencies = new ArrayList<String>();
    Matcher list = LIST.matcher(toml);
    if (list.find()) {
      Matcher text = TEXT.matcher(list.group(1).replaceAll("(?m)#.*$", ""));
      while (text.find()) {
        dependencies.add(text.group(1) == null ? text.group(2) : text.group(1));
      }
    }
    Matcher python = PYTHON.matcher(toml);
    return Optional.of(
        new InlineMetadata(
            dependencies, python.find() ? Optional.of(python.group(1)) : Optional.empty()));
  }

  /// A block that is begun and never ended, which uv passes over or refuses.
  static boolean isBroken(String script) {
    return OPENING.matcher(script).find() && !BLOCK.matcher(script).find();
  }

  /// `Transformers[torch]>=4.50` → `transformers`.
  static String packageOf(String requirement) {
    return requirement
        .strip()
        .split("[^A-Za-z0-9._-]", 2)[0]
        .toLowerCase(Locale.ROOT)
        .replaceAll("[-_.]+", "-");
  }
}
