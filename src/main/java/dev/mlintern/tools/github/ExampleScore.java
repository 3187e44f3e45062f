package dev.mlintern.tools.github;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// How well a path answers a keyword: whole words of names, never letters inside them.
///
/// - 100: the file is called that
/// - 90: its name starts with it
/// - 85: all words are in the name
/// - 75: all words are in name and folders
/// - 60: a folder is called that
/// - 50: a typo of one letter away
/// - 0: otherwise
///
/// Runnable places and kinds are preferred among equals.
final class ExampleScore {
  private static final Set<String> EXAMPLE_FOLDERS =
      Set.of(
          "example",
          "examples",
          "script",
          "scripts",
          "notebook",
          "notebooks",
          "tutorial",
          "tutorials",
          "quickstart",
          "walkthrough",
          "walkthroughs",
          "cookbook",
          "cookbooks",
          "recipe",
          "recipes",
          "demo",
          "demos",
          "sample",
          "samples",
          "guide",
          "guides",
          "getting-started",
          "getting_started",
          "playground",
          "howto",
          "how-to",
          "use-cases",
          "use_cases",
          "usecases",
          "showcase");
  private static final Set<String> CODE = Set.of("py", "ipynb");
  private static final Set<String> SUPPORT = Set.of("sh", "yaml", "yml", "toml", "json", "cfg");

  private final List<String> wanted;
  private final String joined;

  private ExampleScore(List<String> wanted) {
    this.wanted = wanted;
    this.joined = String.join("", wanted);
  }

  static ExampleScore forKeyword(String keyword) {
    return new ExampleScore(words(keyword));
  }

  /// Whether repositories keep examples in a folder of that name.
  static boolean isExampleFolder(String name) {
    return EXAMPLE_FOLDERS.contains(name.toLowerCase(Locale.ROOT));
  }

  /// Whether the path lies where repositories keep their examples.
  static boolean isExample(String path) {
    String[] segments = path.toLowerCase(Locale.ROOT).split("/");
    for (int i = 0; i < segments.length - 1; i++) {
      if (EXAMPLE_FOLDERS.contains(segments[i])) {
        return true;
      }
    }
    return false;
  }

  /// 0 to 100; see the class.
  int match(String path) {
    if (wanted.isEmpty()) {
      return 100;
    }
    int slash = path.lastIndexOf('/');
    String file = path.substring(slash + 1);
    int dot = file.lastIndexOf('.');
    List<String> stem = words(dot > 0 ? file.substring(0, dot) : file);
    if (String.join("", stem).equals(joined)) {
      return 100;
    }
    if (stem.size() > wanted.size() && stem.subList(0, wanted.size()).equals(wanted)) {
      return 90;
    }
    Set<String> inName = new HashSet<>(stem);
    if (inName.containsAll(wanted)) {
      return 85;
    }
    Set<String> everywhere = new HashSet<>(inName);
    Set<String> folders = new HashSet<>(words(slash > 0 ? path.substring(0, slash) : ""));
    everywhere.addAll(folders);
    if (folders.containsAll(wanted)) {
      return 60;
    }
    if (everywhere.containsAll(wanted)) {
      return 75;
    }
    boolean typo =
        wanted.stream().allMatch(w -> inName.stream().anyMatch(n -> n.equals(w) || isNear(n, w)));
    return typo ? 50 : 0;
  }

  /// Order among equal matches; higher is more likely what somebody wants to run.
  int preference(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    String file = lower.substring(lower.lastIndexOf('/') + 1);
    String extension = file.substring(file.lastIndexOf('.') + 1);
    int preference = isExample(path) ? 20 : 0;
    preference += CODE.contains(extension) ? 10 : SUPPORT.contains(extension) ? 5 : 0;
    preference -= lower.split("/").length;
    if (lower.matches("(?:.*/)?tests?/.*")
        || file.startsWith("test_")
        || file.equals("__init__.py")) {
      preference -= 25;
    }
    if (lower.startsWith(".") || lower.contains("/.") || lower.startsWith("docs/")) {
      preference -= 10;
    }
    return preference;
  }

  static List<String> words(String text) {
    String split = text.replaceAll("([a-z0-9])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    List<String> words = new ArrayList<>();
    for (String word : split.split("[^\\p{L}\\p{N}]+")) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  /// One insertion, deletion or substitution apart; only for words of five letters or more.
  private static boolean isNear(String a, String b) {
    if (Math.min(a.length(), b.length()) < 5 || Math.abs(a.length() - b.length()) > 1) {
      return false;
    }
    int i = 0;
    while (i < Math.min(a.length(), b.length()) && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    String restA = a.substring(i);
    String restB = b.substring(i);
    if (restA.isEmpty() || restB.isEmpty()) {
      return true;
    }
    return restA.substring(1).equals(restB)
        || restB.substring(1).equals(restA)
        || restA.substring(1).equals(restB.substring(1));
  }
}
