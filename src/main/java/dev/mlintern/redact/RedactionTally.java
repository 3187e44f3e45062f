package dev.mlintern.redact;

import java.util.Map;
import java.util.TreeMap;

/// Counts what was replaced, while it is being replaced. Not thread-safe.
public final class RedactionTally {
  private final Map<String, Integer> counts = new TreeMap<>();

  void count(String kind) {
    counts.merge(kind, 1, Integer::sum);
  }

  /// Adds what another tally counted.
  public void add(RedactionReport report) {
    report.counts().forEach((kind, count) -> counts.merge(kind, count, Integer::sum));
  }

  /// What was counted so far.
  public RedactionReport report() {
    return new RedactionReport(counts);
  }
}
