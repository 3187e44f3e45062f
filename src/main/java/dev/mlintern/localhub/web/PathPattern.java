package dev.mlintern.localhub.web;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A path like `/api/{type}/{ns}/{name}/tree/{rev}/{path...}`.
///
/// Segments are compared as sent and decoded afterwards, so `refs%2Fpr%2F1` is one segment. The
/// tail placeholder takes what is left, also nothing, decoded (`a/b%20c` and `a%2Fb%20c` are both
/// `a/b c`: the two official clients differ there, spec hub-api §12). `{type}` matches only
/// `models`, `datasets` and `spaces`.
record PathPattern(List<String> parts) implements Comparable<PathPattern> {
  private static final List<String> TYPES = List.of("models", "datasets", "spaces");

  PathPattern {
    parts = List.copyOf(parts);
  }

  static PathPattern of(String pattern) {
    return new PathPattern(Arrays.asList(pattern.substring(1).split("/")));
  }

  Optional<Map<String, String>> match(List<String> rawSegments) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      if (isTail(part)) {
        List<String> rest =
            rawSegments.subList(Math.min(i, rawSegments.size()), rawSegments.size());
        values.put(
            part.substring(1, part.length() - 4), PercentDecoder.decode(String.join("/", rest)));
        return Optional.of(values);
      }
      if (i >= rawSegments.size() || !matches(part, rawSegments.get(i), values)) {
        return Optional.empty();
      }
    }
    return rawSegments.size() == parts.size() ? Optional.of(values) : Optional.empty();
  }

  private static boolean matches(String part, String raw, Map<String, String> values) {
    if (!part.startsWith("{")) {
      return part.equals(raw);
    }
    int end = part.indexOf('}');
    // `{name}.git`: a literal may follow the placeholder.
    String suffix = part.substring(end + 1);
    String name = part.substring(1, end);
    if (raw.isEmpty() || !raw.endsWith(suffix) || raw.length() == suffix.length()) {
      return false;
    }
    String value = PercentDecoder.decode(raw.substring(0, raw.length() - suffix.length()));
    if (name.equals("type") && !TYPES.contains(value)) {
      return false;
    }
    values.put(name, value);
    return true;
  }

  private static boolean isTail(String part) {
    return part.endsWith("...}");
  }

  /// Patterns with literal segments further left come first, tails last.
  @Override
  public int compareTo(PathPattern other) {
    for (int i = 0; i < Math.min(parts.size(), other.parts.size()); i++) {
      int order = Integer.compare(rank(parts.get(i)), rank(other.parts.get(i)));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(other.parts.size(), parts.size());
  }

  private static int rank(String part) {
    if (!part.startsWith("{")) {
      return 0;
    }
    if (part.equals("{type}")) {
      return 1;
    }
    return isTail(part) ? 4 : part.endsWith("}") ? 3 : 2;
  }
}
