package dev.mlintern.tools.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The operations of the Hub's API, searchable by what somebody wants to do.
///
/// @param source for the reader: which document, of when
record ApiIndex(List<ApiOperation> operations, String source) {
  /// Month of the bundled index.
  static final String BUNDLED = "bundled index of November 2026";

  /// Words that mean the same here.
  private static final Map<String, String> SYNONYMS =
      Map.ofEntries(
          Map.entry("repository", "repo"),
          Map.entry("repositories", "repo"),
          Map.entry("remove", "delete"),
          Map.entry("new", "create"),
          Map.entry("make", "create"),
          Map.entry("add", "create"),
          Map.entry("reboot", "restart"),
          Map.entry("log", "logs"),
          Map.entry("member", "user"),
          Map.entry("members", "user"),
          Map.entry("person", "user"),
          Map.entry("pr", "pull"),
          Map.entry("price", "hardware"),
          Map.entry("prices", "hardware"),
          Map.entry("organisation", "org"),
          Map.entry("organization", "org"),
          Map.entry("history", "commits"),
          Map.entry("push", "commit"),
          Map.entry("rename", "move"),
          Map.entry("run", "start"),
          Map.entry("launch", "start"),
          Map.entry("trigger", "start"),
          Map.entry("stop", "cancel"));

  private static final Map<String, Set<String>> INTENTS =
      Map.of(
          "create", Set.of("POST"),
          "start", Set.of("POST"),
          "delete", Set.of("DELETE"),
          "list", Set.of("GET"),
          "get", Set.of("GET"),
          "search", Set.of("GET"),
          "update", Set.of("PUT", "PATCH", "POST"),
          "change", Set.of("PUT", "PATCH", "POST"));

  private static final Set<String> SMALL_WORDS =
      Set.of(
          "a", "an", "the", "of", "to", "for", "in", "how", "do", "i", "my", "and", "with", "api");

  ApiIndex {
    operations = List.copyOf(operations);
  }

  /// The index in the jar.
  static ApiIndex bundled() {
    try (InputStream in = ApiIndex.class.getResourceAsStream("/hub-api.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      List<ApiOperation> operations =
          text.lines()
              .filter(line -> !line.startsWith("#") && !line.isBlank())
              .map(ApiIndex::parse)
              .toList();
      return new ApiIndex(operations, BUNDLED);
    } catch (IOException e) {
      throw new UncheckedIOException("hub-api.txt", e);
    }
  }

  private static ApiOperation parse(String line) {
    String[] parts = line.split("\\|", -1);
    String[] title = parts[0].strip().split(" ");
    return new ApiOperation(
        title[0],
        title[1],
        parts[1].strip(),
        parts[2].strip().equals("y"),
        parts[3].strip(),
        ApiField.list(parts[4]),
        ApiField.list(parts[5]),
        parts[6].strip());
  }

  /// All tags, sorted.
  List<String> tags() {
    return operations.stream().map(ApiOperation::tag).distinct().sorted().toList();
  }

  /// Operations that answer the words, best first.
  List<ApiOperation> search(String query) {
    Set<String> wanted = words(query);
    wanted.removeAll(SMALL_WORDS);
    record Scored(ApiOperation operation, double score) {}
    List<Scored> scored = new ArrayList<>();
    for (ApiOperation operation : operations) {
      double score = score(operation, wanted, query);
      if (score > 0) {
        scored.add(new Scored(operation, score));
      }
    }
    return scored.stream()
        .sorted(
            Comparator.comparingDouble((Scored s) -> -s.score())
                .thenComparingInt(s -> s.operation().path().length()))
        .map(Scored::operation)
        .toList();
  }

  private static double score(ApiOperation operation, Set<String> wanted, String query) {
    Set<String> summary = words(operation.summary());
    Set<String> path = words(operation.path());
    Set<String> fields = new HashSet<>();
    operation.query().forEach(f -> fields.addAll(words(f.name())));
    operation.body().forEach(f -> fields.addAll(words(f.name())));
    double score = 0;
    int found = 0;
    for (String word : wanted) {
      double best = summary.contains(word) ? 3 : 0;
      best += path.contains(word) ? 3 : 0;
      best += operation.tag().equals(word) || operation.tag().equals(word + "s") ? 2 : 0;
      best += best == 0 && fields.contains(word) ? 1 : 0;
      Set<String> methods = INTENTS.get(word);
      if (methods != null) {
        best += methods.contains(operation.method()) ? 1.5 : -1;
      }
      found += best > 0 ? 1 : 0;
      score += best;
    }
    if (found == 0) {
      return 0;
    }
    boolean phrase =
        operation
            .summary()
            .toLowerCase(Locale.ROOT)
            .contains(query.strip().toLowerCase(Locale.ROOT));
    // Shorter summaries and paths are about nothing else.
    double focus = 1.0 / (1 + summary.size() + path.size());
    return score * found / wanted.size() + (phrase ? 4 : 0) + focus;
  }

  /// Words in lower case, camel case and separators split, plurals and synonyms folded.
  private static Set<String> words(String text) {
    Set<String> words = new HashSet<>();
    String split = text.replaceAll("([a-z0-9])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    for (String word : split.split("[^\\p{L}\\p{N}]+")) {
      if (!word.isEmpty()) {
        words.add(fold(word));
      }
    }
    return words;
  }

  private static String fold(String word) {
    String known = SYNONYMS.getOrDefault(word, word);
    boolean plural =
        known.length() > 3 && known.endsWith("s") && !known.endsWith("ss") && !known.equals("logs");
    String single = plural ? known.substring(0, known.length() - 1) : known;
    return SYNONYMS.getOrDefault(single, single);
  }
}
