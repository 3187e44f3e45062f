package dev.mlintern.tools.datasets;

import dev.mlintern.hub.DatasetPage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/// What the rows at hand say about one column. Nothing here speaks of rows that were not seen.
///
/// @param rows rows looked at
/// @param nulls cells that are null or missing
/// @param blanks texts without a visible character
/// @param truncated cells the viewer cut; their lengths are lower bounds, cut lists are not counted
/// @param distinct different values, empty for media, whose cells are signed addresses
/// @param lengths characters of text, items of a list, turns of a conversation
/// @param numbers spread of a numeric column
/// @param values value → rows, most frequent first, when there are few different ones
record ColumnProfile(
    String name,
    FeatureType type,
    ColumnShape shape,
    int rows,
    int nulls,
    int blanks,
    int truncated,
    OptionalInt distinct,
    Optional<Spread> lengths,
    Optional<Spread> numbers,
    Map<String, Integer> values) {

  private static final int MAX_LISTED_VALUES = 20;

  /// Every column of a page.
  static List<ColumnProfile> of(DatasetPage page) {
    return page.columns().stream()
        .map(column -> of(column.name(), FeatureType.parse(column.type()), page.rows()))
        .toList();
  }

  static ColumnProfile of(String name, FeatureType type, List<DatasetPage.Row> rows) {
    ColumnShape shape = ColumnShape.of(type, wholeCells(name, rows));
    int nulls = 0;
    int blanks = 0;
    int truncated = 0;
    List<Double> lengths = new ArrayList<>();
    List<Double> numbers = new ArrayList<>();
    Map<JsonNode, Integer> values = new LinkedHashMap<>();
    for (DatasetPage.Row row : rows) {
      JsonNode cell = row.cells().path(name);
      boolean cut = row.truncated().contains(name);
      truncated += cut ? 1 : 0;
      if (cell.isNull() || cell.isMissingNode()) {
        nulls++;
        continue;
      }
      values.merge(cell, 1, Integer::sum);
      if (shape == ColumnShape.TEXT) {
        blanks += isBlank(cell) ? 1 : 0;
      }
      length(cell, shape, cut).ifPresent(length -> lengths.add((double) length));
      if (cell.isNumber()) {
        numbers.add(cell.asDouble());
      }
    }
    boolean media = isMedia(shape) || type instanceof FeatureType.Media;
    return new ColumnProfile(
        name,
        type,
        shape,
        rows.size(),
        nulls,
        blanks,
        truncated,
        media ? OptionalInt.empty() : OptionalInt.of(values.size()),
        media ? Optional.empty() : Spread.of(unbox(lengths)),
        shape.isNumber() ? Spread.of(unbox(numbers)) : Optional.empty(),
        media ? Map.of() : listed(values, type));
  }

  /// Cells that are there and not cut.
  static List<JsonNode> wholeCells(String name, List<DatasetPage.Row> rows) {
    return rows.stream()
        .filter(row -> !row.truncated().contains(name))
        .map(row -> row.cells().path(name))
        .toList();
  }

  /// Whether every row has the same value, which says something from a handful of rows on.
  boolean isConstant() {
    return rows >= 5 && nulls == 0 && truncated == 0 && distinct.orElse(0) == 1;
  }

  private static boolean isMedia(ColumnShape shape) {
    return switch (shape) {
      case IMAGE, IMAGE_LIST, AUDIO, VIDEO -> true;
      default -> false;
    };
  }

  private static boolean isBlank(JsonNode cell) {
    return cell.isString() && cell.asString().isBlank();
  }

  private static OptionalInt length(JsonNode cell, ColumnShape shape, boolean cut) {
    if (shape == ColumnShape.TEXT) {
      String text = cell.asString("");
      return OptionalInt.of(text.codePointCount(0, text.length()));
    }
    if (cut) {
      return OptionalInt.empty();
    }
    if (shape.isConversation()) {
      return OptionalInt.of(Conversation.read(cell).map(c -> c.messages().size()).orElse(0));
    }
    return cell.isArray() ? OptionalInt.of(cell.size()) : OptionalInt.empty();
  }

  private static Map<String, Integer> listed(Map<JsonNode, Integer> values, FeatureType type) {
    if (values.size() > MAX_LISTED_VALUES) {
      return Map.of();
    }
    Map<String, Integer> listed = new LinkedHashMap<>();
    values.entrySet().stream()
        .sorted(Map.Entry.<JsonNode, Integer>comparingByValue(Comparator.reverseOrder()))
        .forEach(
            entry -> listed.merge(label(entry.getKey(), type), entry.getValue(), Integer::sum));
    return listed;
  }

  private static String label(JsonNode cell, FeatureType type) {
    if (type instanceof FeatureType.ClassLabel label && cell.isIntegralNumber()) {
      return label.name(cell.asLong()).orElse(cell.asString());
    }
    return cell.isString() ? cell.asString() : cell.toString();
  }

  private static double[] unbox(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
