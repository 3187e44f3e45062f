package dev.mlintern.redact;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// Kinds of secrets and how often each was found; never a part of one.
///
/// @param counts kind → count, in the order of the kinds' names; no zero counts
public record RedactionReport(Map<String, Integer> counts) {
  public static final RedactionReport EMPTY = new RedactionReport(Map.of());

  public RedactionReport {
    counts = Collections.unmodifiableMap(new TreeMap<>(counts));
    counts.forEach(
        (kind, count) -> {
          if (count < 1) {
            throw new IllegalArgumentException(kind + ": " + count);
          }
        });
  }

  public boolean isEmpty() {
    return counts.isEmpty();
  }

  public int total() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /// One line per kind: count, two blanks, kind.
  @Override
  public String toString() {
    var lines = new StringBuilder();
    counts.forEach((kind, count) -> lines.append(count).append("  ").append(kind).append('\n'));
    return lines.toString();
  }
}
