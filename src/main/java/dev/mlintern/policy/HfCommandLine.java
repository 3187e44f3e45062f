package dev.mlintern.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The `hf` command line: which of its commands spend, write or publish.
///
/// Options and their values may stand anywhere, so a command is recognised when its first word
/// fits and its other words follow in order among the first words that are no options.
final class HfCommandLine {
  private static final int SEARCHED_WORDS = 8;

  private static final List<List<String>> BYPASSES =
      List.of(
          List.of("jobs", "scheduled", "uv", "run"),
          List.of("jobs", "scheduled", "run"),
          List.of("jobs", "scheduled", "resume"),
          List.of("jobs", "scheduled", "trigger"),
          List.of("jobs", "uv", "run"),
          List.of("jobs", "run"),
          List.of("sandbox", "create"),
          List.of("repos", "branch", "delete"),
          List.of("repos", "tag", "delete"),
          List.of("repos", "delete-files"),
          List.of("repos", "delete"),
          List.of("repos", "create"),
          List.of("repos", "duplicate"),
          List.of("repos", "move"),
          List.of("repos", "settings"),
          List.of("repo-files", "delete"),
          List.of("upload-large-folder"),
          List.of("upload"),
          List.of("endpoints", "catalog", "deploy"),
          List.of("buckets", "create"),
          List.of("buckets", "delete"),
          List.of("buckets", "move"),
          List.of("buckets", "remove"),
          List.of("buckets", "rm"),
          List.of("collections", "add-item"),
          List.of("collections", "create"),
          List.of("collections", "delete"),
          List.of("collections", "delete-item"),
          List.of("collections", "update"),
          List.of("collections", "update-item"),
          List.of("discussions", "close"),
          List.of("discussions", "comment"),
          List.of("discussions", "create"),
          List.of("discussions", "edit"),
          List.of("discussions", "merge"),
          List.of("discussions", "rename"),
          List.of("discussions", "reopen"),
          List.of("webhooks", "create"),
          List.of("webhooks", "delete"),
          List.of("webhooks", "disable"),
          List.of("webhooks", "enable"),
          List.of("webhooks", "update"));

  /// Commands that copy from their first operand to their second.
  private static final List<List<String>> COPIES =
      List.of(
          List.of("cp"),
          List.of("sync"),
          List.of("repos", "cp"),
          List.of("buckets", "cp"),
          List.of("buckets", "sync"));

  private static final List<List<String>> OLDER_BYPASSES =
      List.of(
          List.of("repos", "create"),
          List.of("repos", "delete"),
          List.of("repo-files", "delete"),
          List.of("upload-large-folder"),
          List.of("upload"),
          List.of("jobs", "run"));

  private static final Set<String> READING_JOBS =
      Set.of("ps", "ls", "logs", "inspect", "cancel", "stats", "hardware", "wait");
  private static final Set<String> READING_SPACES =
      Set.of("ls", "list", "info", "logs", "search", "hardware", "card", "templates", "wait");
  private static final Set<String> SPACE_SETTINGS = Set.of("secrets", "variables", "volumes");
  private static final Set<String> LISTING = Set.of("ls", "list");
  private static final Set<String> READING_ENDPOINTS =
      Set.of("ls", "list", "describe", "catalog", "list-catalog", "logs");

  private HfCommandLine() {}

  /// Whether a program name is `hf`, or a variable or substitution that may be.
  static boolean isHf(String program) {
    return program.equals("hf") || program.startsWith("$");
  }

  static Optional<String> bypass(ShellCommand arguments) {
    if (asksForHelp(arguments)) {
      return Optional.empty();
    }
    for (List<String> words : readings(arguments)) {
      if (words.size() > 1
          && words.getFirst().equals("jobs")
          && READING_JOBS.contains(words.get(1))) {
        continue; // what follows is a job's id
      }
      if (listsSettings(words)) {
        continue;
      }
      Optional<String> bypass =
          firstOf(BYPASSES, words, "hf")
              .or(() -> unlessReading(words, "spaces", READING_SPACES))
              .or(() -> unlessReading(words, "endpoints", READING_ENDPOINTS))
              .or(() -> copyToTheHub(words, arguments));
      if (bypass.isPresent()) {
        return bypass;
      }
    }
    return Optional.empty();
  }

  static Optional<String> olderBypass(ShellCommand arguments) {
    if (asksForHelp(arguments)) {
      return Optional.empty();
    }
    for (List<String> words : readings(arguments)) {
      Optional<String> bypass = firstOf(OLDER_BYPASSES, words, "huggingface-cli");
      if (bypass.isPresent()) {
        return bypass;
      }
    }
    return Optional.empty();
  }

  /// Whether nothing but the words of a command stands before `--help`: behind an operand it may be
  /// the job's own option.
  private static boolean asksForHelp(ShellCommand arguments) {
    List<String> words = plainWords(arguments);
    int all = arguments.words().size();
    if (all == 0 || words.size() != all - 1) {
      return false;
    }
    String last = arguments.words().getLast();
    return (last.equals("--help") || last.equals("-h"))
        && Stream.of(BYPASSES, OLDER_BYPASSES).anyMatch(known -> known.contains(words));
  }

  /// The words that are no options; after a leading option also without its possible value.
  private static List<List<String>> readings(ShellCommand arguments) {
    List<String> words = plainWords(arguments);
    if (words.isEmpty()) {
      return List.of();
    }
    return arguments.words().getFirst().startsWith("-")
        ? List.of(words, words.subList(1, words.size()))
        : List.of(words);
  }

  private static Optional<String> firstOf(
      List<List<String>> bypasses, List<String> words, String program) {
    for (List<String> bypass : bypasses) {
      if (startsWith(words, bypass)) {
        return Optional.of(program + " " + String.join(" ", bypass));
      }
    }
    return Optional.empty();
  }

  /// Whether the first word is the first wanted one and the others follow in order.
  private static boolean startsWith(List<String> words, List<String> wanted) {
    if (words.isEmpty() || !words.getFirst().equals(wanted.getFirst())) {
      return false;
    }
    int at = 0;
    for (String word : words) {
      if (word.equals(wanted.get(at)) && ++at == wanted.size()) {
        return true;
      }
    }
    return false;
  }

  private static boolean listsSettings(List<String> words) {
    return words.size() > 2
        && words.getFirst().equals("spaces")
        && SPACE_SETTINGS.contains(words.get(1))
        && LISTING.contains(words.get(2));
  }

  /// A copy whose target is or may be on the Hub; `-` is standard input, and a plan may hold
  /// anything.
  private static Optional<String> copyToTheHub(List<String> words, ShellCommand arguments) {
    for (List<String> copy : COPIES) {
      if (words.size() < copy.size() || !words.subList(0, copy.size()).equals(copy)) {
        continue;
      }
      List<String> operands =
          arguments.words().stream()
              .filter(word -> word.equals("-") || !word.startsWith("-"))
              .dropWhile(word -> !word.equals(copy.getLast()))
              .skip(2)
              .toList();
      boolean writes =
          operands.stream().anyMatch(word -> word.contains("hf://") || word.startsWith("$"))
              || arguments.words().stream().anyMatch(word -> word.startsWith("--apply"));
      if (writes) {
        return Optional.of("hf " + String.join(" ", copy));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> unlessReading(
      List<String> words, String group, Set<String> reading) {
    boolean writes =
        words.size() > 1 && words.getFirst().equals(group) && !reading.contains(words.get(1));
    return writes ? Optional.of("hf " + group + " " + words.get(1)) : Optional.empty();
  }

  /// The first words without options; the singular of a group counts as its plural.
  private static List<String> plainWords(ShellCommand arguments) {
    var words = new ArrayList<String>();
    for (String word : arguments.words()) {
      if (words.size() == SEARCHED_WORDS) {
        break;
      }
      if (!word.startsWith("-")) {
        words.add(plural(word));
      }
    }
    return words;
  }

  private static String plural(String word) {
    return switch (word) {
      case "repo" -> "repos";
      case "job" -> "jobs";
      case "space" -> "spaces";
      case "endpoint" -> "endpoints";
      case "bucket" -> "buckets";
      case "collection" -> "collections";
      case "discussion" -> "discussions";
      case "webhook" -> "webhooks";
      default -> word;
    };
  }
}
