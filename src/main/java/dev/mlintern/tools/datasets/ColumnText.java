package dev.mlintern.tools.datasets;

import dev.mlintern.hub.DatasetStatistics.ColumnStatistics;
import dev.mlintern.tools.ForeignText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Writes what is known about one column: its line in the table, and its details.
///
/// Statistics of the whole split win over what a page of rows shows; a value that rests on the page
/// alone ends in `†`.
final class ColumnText {
  private static final int MAX_VALUES = 5;
  private static final int MAX_DETAILED_VALUES = 30;
  private static final int MAX_TYPE = 300;

  private ColumnText() {}

  /// `| text | string | 0 | 52–13,704 chars, median 979 |`.
  static String row(
      String name,
      FeatureType type,
      Optional<ColumnStatistics> statistics,
      Optional<ColumnProfile> profile) {
    return "| "
        + ForeignText.cell(Names.plain(name))
        + " | "
        + ForeignText.cut(ForeignText.cell(FeatureTypeText.of(type)), MAX_TYPE)
        + " | "
        + nulls(statistics, profile)
        + " | "
        + ForeignText.cell(values(type, statistics, profile))
        + " |";
  }

  private static String nulls(
      Optional<ColumnStatistics> statistics, Optional<ColumnProfile> profile) {
    if (statistics.filter(s -> s.nulls().isPresent()).isPresent()) {
      return Figures.count(statistics.get().nulls().getAsLong());
    }
    return profile.map(seen -> Figures.count(seen.nulls()) + "†").orElse("?");
  }

  private static String values(
      FeatureType type, Optional<ColumnStatistics> statistics, Optional<ColumnProfile> profile) {
    return statistics
        .map(known -> known(known, MAX_VALUES))
        .filter(text -> !text.isEmpty())
        .or(() -> profile.map(ColumnText::seen).filter(t -> !t.isEmpty()).map(t -> t + " †"))
        .orElse(type instanceof FeatureType.Media ? "" : "-");
  }

  private static String known(ColumnStatistics column, int maxValues) {
    Map<String, Long> frequencies = column.frequencies();
    if (!frequencies.isEmpty()) {
      return frequencies(frequencies, column, maxValues);
    }
    Optional<String> min = column.text("min");
    Optional<String> max = column.text("max");
    if (min.isEmpty() || max.isEmpty()) {
      return "";
    }
    String unit =
        switch (column.kind()) {
          case "string_text", "string_label" -> " chars";
          case "list" -> " items";
          case "audio" -> " s";
          case "image" -> " px wide";
          default -> "";
        };
    String range =
        min.equals(max)
            ? number(column, "min") + unit
            : number(column, "min") + "–" + number(column, "max") + unit;
    return min.equals(max) || column.text("median").isEmpty()
        ? range
        : range + ", median " + number(column, "median");
  }

  private static String number(ColumnStatistics column, String field) {
    return column.number(field).isPresent()
        ? Figures.decimal(column.number(field).getAsDouble())
        : column.text(field).map(Names::plain).orElse("?");
  }

  private static String frequencies(
      Map<String, Long> frequencies, ColumnStatistics column, int maxValues) {
    List<Map.Entry<String, Long>> sorted = new ArrayList<>(frequencies.entrySet());
    sorted.sort(Map.Entry.<String, Long>comparingByValue().reversed());
    String text =
        sorted.stream()
            .limit(maxValues)
            .map(e -> Names.plain(e.getKey()) + " " + Figures.count(e.getValue()))
            .collect(Collectors.joining(", "));
    long unlabelled = column.unlabelled().orElse(0);
    return text
        + (sorted.size() > maxValues
            ? ", … "
                + (sorted.size() - maxValues)
                + " more; least "
                + Figures.count(sorted.getLast().getValue())
            : "")
        + (unlabelled > 0 ? ", no label " + Figures.count(unlabelled) : "");
  }

  private static String seen(ColumnProfile profile) {
    if (profile.shape().isConversation()) {
      return profile.lengths().map(turns -> turns.text() + " turns").orElse("");
    }
    if (repeats(profile)) {
      return profile.values().entrySet().stream()
          .map(e -> ForeignText.cut(Names.plain(e.getKey()), 30) + " " + e.getValue())
          .collect(Collectors.joining(", "));
    }
    if (profile.numbers().isPresent()) {
      return profile.numbers().get().text();
    }
    String unit = profile.shape() == ColumnShape.TEXT ? " chars" : " items";
    String bound = profile.truncated() > 0 ? " or more" : "";
    return profile.lengths().map(lengths -> lengths.text() + unit + bound).orElse("");
  }

  /// Whether a column has few values that come back, so that counting them says more than lengths.
  private static boolean repeats(ColumnProfile profile) {
    boolean scalar =
        switch (profile.shape()) {
          case TEXT, CLASS, BOOL, INTEGER -> true;
          default -> false;
        };
    int values = profile.values().size();
    return scalar
        && profile.truncated() == 0
        && values > 0
        && values <= MAX_VALUES
        && (values * 2 <= profile.rows() || profile.shape() == ColumnShape.CLASS);
  }

  /// Everything the statistics hold about a column, on one line.
  static String details(ColumnStatistics column) {
    StringBuilder text = new StringBuilder("- ").append(Names.code(column.column()));
    text.append(" (").append(Names.plain(column.kind())).append("): ");
    text.append(known(column, MAX_DETAILED_VALUES));
    for (String field : List.of("mean", "std")) {
      if (column.text(field).isPresent()) {
        text.append(", ").append(field).append(' ').append(number(column, field));
      }
    }
    column.unique().ifPresent(n -> text.append(", ").append(Figures.count(n)).append(" unique"));
    column.nulls().ifPresent(n -> text.append(", ").append(Figures.count(n)).append(" null"));
    String histogram = histogram(column.values().path("histogram"));
    return text.append(histogram.isEmpty() ? "" : "; rows by value " + histogram).toString();
  }

  private static String histogram(JsonNode histogram) {
    JsonNode counts = histogram.path("hist");
    JsonNode edges = histogram.path("bin_edges");
    List<String> bins = new ArrayList<>();
    for (int i = 0; i < counts.size() && i < edges.size(); i++) {
      String edge =
          edges.get(i).isNumber()
              ? Figures.decimal(edges.get(i).asDouble())
              : Names.plain(edges.get(i).asString(""));
      bins.add("≥" + edge + ": " + Figures.count(counts.get(i).asLong(0)));
    }
    return String.join(", ", bins);
  }
}
