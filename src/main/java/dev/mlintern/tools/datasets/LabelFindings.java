package dev.mlintern.tools.datasets;

import dev.mlintern.hub.DatasetStatistics.ColumnStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Missing, unbalanced and sorted labels.
final class LabelFindings {
  /// Share of the largest of two classes from which we speak of imbalance.
  private static final double LOPSIDED_PAIR = 0.8;

  /// How much larger the largest of several classes must be than the smallest.
  private static final int LOPSIDED_RATIO = 10;

  private static final int MAX_CLASSES = 100;

  private LabelFindings() {}

  static List<Finding> of(DatasetAudit audit) {
    List<Finding> findings = new ArrayList<>();
    audit.schema().forEach((name, type) -> column(name, type, audit, findings));
    return findings;
  }

  private static void column(
      String name, FeatureType type, DatasetAudit audit, List<Finding> findings) {
    Optional<ColumnStatistics> statistics = audit.statistics().flatMap(s -> s.find(name));
    Optional<ColumnProfile> profile = audit.sample().flatMap(s -> s.find(name));
    boolean isClass = type instanceof FeatureType.ClassLabel;
    if (isClass && unlabelled(name, statistics, profile, audit, findings)) {
      return;
    }
    boolean isLabel =
        isClass
            || type instanceof FeatureType.Value(String dtype) && dtype.equals("bool")
            || statistics.filter(s -> s.kind().equals("string_label")).isPresent();
    if (!isLabel) {
      return;
    }
    Map<String, Long> frequencies = statistics.map(ColumnStatistics::frequencies).orElse(Map.of());
    if (!frequencies.isEmpty() && frequencies.size() <= MAX_CLASSES) {
      balance(name, frequencies, isClass, audit.statisticsPhrase()).ifPresent(findings::add);
    }
    profile
        .filter(seen -> seen.isConstant() && (isClass || frequencies.size() > 1))
        .ifPresent(seen -> findings.add(sorted(seen, frequencies, audit)));
  }

  /// @return whether the column has no labels at all, so that nothing more can be said of it
  private static boolean unlabelled(
      String name,
      Optional<ColumnStatistics> statistics,
      Optional<ColumnProfile> profile,
      DatasetAudit audit,
      List<Finding> findings) {
    long all = audit.statistics().map(s -> s.examples()).orElse(0L);
    long without = statistics.map(s -> s.unlabelled().orElse(0)).orElse(0L);
    if (without > 0) {
      findings.add(
          new Finding(
              without == all ? Finding.Severity.SERIOUS : Finding.Severity.NOTABLE,
              Names.code(name)
                  + (without == all
                      ? " holds no labels: it is -1 "
                      : " is -1 (no label) in " + Figures.count(without, "row") + " of those ")
                  + audit.statisticsPhrase()
                  + (without == all ? "; do not train or evaluate on it." : ".")));
      return without == all;
    }
    boolean allMinusOne =
        profile.filter(seen -> seen.values().keySet().equals(java.util.Set.of("-1"))).isPresent();
    if (allMinusOne && statistics.isEmpty()) {
      findings.add(
          Finding.serious(
              Names.code(name)
                  + " holds no labels "
                  + audit.sample().map(Sample::phrase).orElse("")
                  + ": every value is -1."));
    }
    return allMinusOne;
  }

  private static Optional<Finding> balance(
      String name, Map<String, Long> frequencies, boolean isClass, String phrase) {
    List<Map.Entry<String, Long>> sorted =
        frequencies.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .toList();
    long total = frequencies.values().stream().mapToLong(Long::longValue).sum();
    if (total == 0 || sorted.size() < 2) {
      return Optional.empty();
    }
    List<String> absent =
        sorted.stream().filter(e -> e.getValue() == 0).map(Map.Entry::getKey).toList();
    if (isClass && !absent.isEmpty()) {
      return Optional.of(
          Finding.notable(
              Names.code(name)
                  + ": "
                  + Figures.count(absent.size())
                  + " of "
                  + Figures.count(frequencies.size())
                  + " classes never occur "
                  + phrase
                  + " ("
                  + Names.list(absent, 5)
                  + ")."));
    }
    long most = sorted.getFirst().getValue();
    long least = sorted.getLast().getValue();
    boolean lopsided =
        sorted.size() == 2
            ? most >= LOPSIDED_PAIR * total
            : least > 0 && most >= LOPSIDED_RATIO * least && isClass;
    if (!lopsided) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.notable(
            Names.code(name)
                + " is unbalanced "
                + phrase
                + ": "
                + share(sorted.getFirst(), total)
                + ", least "
                + share(sorted.getLast(), total)
                + "."));
  }

  private static String share(Map.Entry<String, Long> value, long total) {
    return Names.code(value.getKey())
        + " "
        + Figures.count(value.getValue())
        + " ("
        + Figures.percent(value.getValue(), total)
        + ")";
  }

  private static Finding sorted(
      ColumnProfile seen, Map<String, Long> frequencies, DatasetAudit audit) {
    String value = seen.values().keySet().iterator().next();
    String phrase = audit.sample().map(Sample::phrase).orElse("");
    boolean others =
        frequencies.entrySet().stream()
            .anyMatch(e -> e.getValue() > 0 && !e.getKey().equalsIgnoreCase(value));
    return others
        ? Finding.notable(
            Names.code(seen.name())
                + " is "
                + Names.code(value)
                + " everywhere "
                + phrase
                + " but not "
                + audit.statisticsPhrase()
                + ": rows are sorted by it, so shuffle before training, slicing or streaming.")
        : Finding.notable(
            Names.code(seen.name())
                + " is "
                + Names.code(value)
                + " everywhere "
                + phrase
                + ": rows may be sorted by label; shuffle before slicing, and check the classes.");
  }
}
