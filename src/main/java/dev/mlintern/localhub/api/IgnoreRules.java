package dev.mlintern.localhub.api;

import dev.mlintern.localhub.store.Glob;
import java.util.ArrayList;
import java.util.List;

/// The lines of a `.gitignore` that matter for uploads: patterns, folders, `!` exceptions.
record IgnoreRules(List<Rule> rules) {
  record Rule(Glob glob, boolean ignores) {}

  IgnoreRules {
    rules = List.copyOf(rules);
  }

  static IgnoreRules parse(String text) {
    List<Rule> rules = new ArrayList<>();
    for (String line : text.lines().map(String::strip).toList()) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        boolean ignores = !line.startsWith("!");
        String pattern = ignores ? line : line.substring(1);
        String plain = pattern.endsWith("/") ? pattern.substring(0, pattern.length() - 1) : pattern;
        String anchored =
            plain.startsWith("/")
                ? plain.substring(1)
                : plain.contains("/") ? plain : "**/" + plain;
        if (!pattern.endsWith("/")) {
          rules.add(new Rule(Glob.of(anchored), ignores));
        }
        rules.add(new Rule(Glob.of(anchored + "/**"), ignores));
      }
    }
    return new IgnoreRules(rules);
  }

  /// The last rule that fits decides.
  boolean matches(String path) {
    boolean ignored = false;
    for (Rule rule : rules) {
      if (rule.glob.matches(path)) {
        ignored = rule.ignores;
      }
    }
    return ignored;
  }
}
