package dev.mlintern.localhub.search;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Ranks rows by BM25 over all their text, as the viewer's full-text search does. Words are
/// compared without case and without a plural's or verb form's ending.
public final class TextSearch {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
  private static final double K1 = 1.2;
  private static final double B = 0.75;

  private record Match(long row, int[] counts, int words) {}

  private final Map<String, Integer> terms = new LinkedHashMap<>();
  private final List<Match> matches = new ArrayList<>();
  private final int[] rowsWith;
  private long rows;
  private long words;

  public TextSearch(String query) {
    tokens(query).forEach(term -> terms.putIfAbsent(term, terms.size()));
    rowsWith = new int[terms.size()];
  }

  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      tokens.add(stem(matcher.group()));
    }
    return tokens;
  }

  private static String stem(String word) {
    for (String ending : List.of("ing", "ies", "ed", "es", "s")) {
      if (word.endsWith(ending) && word.length() - ending.length() >= 3) {
        return word.substring(0, word.length() - ending.length());
      }
    }
    return word;
  }

  public void add(long index, JsonObject row) {
    int[] counts = new int[terms.size()];
    int length = count(row, counts);
    rows++;
    words += length;
    if (Arrays.stream(counts).anyMatch(count -> count > 0)) {
      matches.add(new Match(index, counts, length));
      for (int i = 0; i < counts.length; i++) {
        rowsWith[i] += counts[i] > 0 ? 1 : 0;
      }
    }
  }

  private int count(JsonValue value, int[] counts) {
    return switch (value) {
      case JsonString(var text) -> {
        List<String> tokens = tokens(text);
        for (String token : tokens) {
          Integer term = terms.get(token);
          if (term != null) {
            counts[term]++;
          }
        }
        yield tokens.size();
      }
      case JsonArray array -> array.stream().mapToInt(element -> count(element, counts)).sum();
      case JsonObject object ->
          object.members().values().stream().mapToInt(member -> count(member, counts)).sum();
      default -> 0;
    };
  }

  /// Numbers of the rows found, best first.
  public List<Long> ranking() {
    double averageLength = rows == 0 ? 1 : Math.max(1, (double) words / rows);
    return matches.stream()
        .sorted(
            Comparator.comparingDouble((Match match) -> -score(match, averageLength))
                .thenComparingLong(Match::row))
        .map(Match::row)
        .toList();
  }

  private double score(Match match, double averageLength) {
    double score = 0;
    for (int i = 0; i < rowsWith.length; i++) {
      double rarity = Math.log(1 + (rows - rowsWith[i] + 0.5) / (rowsWith[i] + 0.5));
      double frequency = match.counts[i];
      score +=
          rarity
              * frequency
              * (K1 + 1)
              / (frequency + K1 * (1 - B + B * match.words / averageLength));
    }
    return score;
  }
}
