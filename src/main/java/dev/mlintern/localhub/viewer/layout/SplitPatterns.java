package dev.mlintern.localhub.viewer.layout;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which split a file belongs to by its name, in the order the `datasets` library tries: sharded
/// names, split words in the path, else everything is `train`.
///
/// @see <a href="https://huggingface.co/docs/datasets/repository_structure">Repository
///     structure</a>
final class SplitPatterns {
  private static final Pattern SHARDED =
      Pattern.compile("(?:.*/)?data/(\\w+(?:\\.\\w+)*)-\\d{5}-of-\\d{5}[^/]*\\.[^/]*");

  private static final Map<String, Pattern> WORDS = new LinkedHashMap<>();

  static {
    WORDS.put("train", word("train|training"));
    WORDS.put("validation", word("validation|valid|dev|val"));
    WORDS.put("test", word("test|testing|eval|evaluation"));
  }

  private static final List<String> USUAL_ORDER = List.of("train", "validation", "test");

  private SplitPatterns() {}

  /// A word of a path, separated from the rest by `- . _`, blanks, digits, `/` or the ends.
  private static Pattern word(String words) {
    String edge = "[-._ 0-9/]";
    return Pattern.compile("(?:^|.*" + edge + ")(?:" + words + ")(?:" + edge + ".*|$)");
  }

  /// Paths by split; splits in the usual order, then in the order of their files.
  static Map<String, List<String>> group(List<String> paths) {
    Map<String, List<String>> sharded = new LinkedHashMap<>();
    for (String path : paths) {
      Matcher form = SHARDED.matcher(path);
      if (form.matches()) {
        add(sharded, form.group(1), path);
      }
    }
    if (!sharded.isEmpty()) {
      return ordered(sharded);
    }
    Map<String, List<String>> named = new LinkedHashMap<>();
    for (String path : paths) {
      WORDS.forEach(
          (split, pattern) -> {
            if (pattern.matcher(path).matches()) {
              add(named, split, path);
            }
          });
    }
    if (!named.isEmpty()) {
      return ordered(named);
    }
    return paths.isEmpty() ? Map.of() : Map.of("train", paths);
  }

  private static void add(Map<String, List<String>> groups, String split, String path) {
    groups.computeIfAbsent(split, _ -> new ArrayList<>()).add(path);
  }

  private static Map<String, List<String>> ordered(Map<String, List<String>> groups) {
    Map<String, List<String>> ordered = new LinkedHashMap<>();
    for (String split : USUAL_ORDER) {
      if (groups.containsKey(split)) {
        ordered.put(split, groups.get(split));
      }
    }
    groups.forEach(ordered::putIfAbsent);
    return ordered;
  }
}
