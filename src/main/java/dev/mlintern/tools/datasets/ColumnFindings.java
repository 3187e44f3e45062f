package dev.mlintern.tools.datasets;

import dev.mlintern.hub.DatasetStatistics.ColumnStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Nulls, empty texts, constant columns and cut cells.
final class ColumnFindings {
  private ColumnFindings() {}

  static List<Finding> of(DatasetAudit audit) {
    List<Finding> findings = new ArrayList<>();
    for (String name : audit.schema().keySet()) {
      Optional<ColumnStatistics> statistics = audit.statistics().flatMap(s -> s.find(name));
      Optional<ColumnProfile> profile = audit.sample().flatMap(s -> s.find(name));
      nulls(name, statistics, profile, audit).ifPresent(findings::add);
      blanks(name, statistics, profile, audit).ifPresent(findings::add);
      constant(name, statistics, profile, audit).ifPresent(findings::add);
    }
    audit.sample().flatMap(ColumnFindings::truncated).ifPresent(findings::add);
    return findings;
  }

  private static Optional<Finding> nulls(
      String name,
      Optional<ColumnStatistics> statistics,
      Optional<ColumnProfile> profile,
      DatasetAudit audit) {
    boolean counted = statistics.filter(s -> s.nulls().isPresent()).isPresent();
    long nulls =
        counted
            ? statistics.get().nulls().getAsLong()
            : profile.map(ColumnProfile::nulls).orElse(0);
    long all =
        counted ? audit.statistics().get().examples() : profile.map(ColumnProfile::rows).orElse(0);
    if (nulls == 0 || all == 0) {
      return Optional.empty();
    }
    String where = counted ? audit.statisticsPhrase() : seenPhrase(audit);
    String text =
        nulls == all
            ? Names.code(name) + " is null everywhere " + where + "."
            : Names.code(name)
                + " is null "
                + Figures.count(nulls, "time")
                + " ("
                + Figures.percent(nulls, all)
                + ") "
                + where
                + ".";
    return Optional.of(
        nulls == all || nulls * 20 >= all ? Finding.notable(text) : Finding.minor(text));
  }

  private static Optional<Finding> blanks(
      String name,
      Optional<ColumnStatistics> statistics,
      Optional<ColumnProfile> profile,
      DatasetAudit audit) {
    int blanks = profile.map(ColumnProfile::blanks).orElse(0);
    if (blanks > 0) {
      return Optional.of(
          Finding.notable(
              Names.code(name)
                  + ": "
                  + audit
                      .sample()
                      .get()
                      .share(blanks, profile.get().rows() - profile.get().nulls(), "text")
                  + (blanks == 1 ? " is empty" : " are empty")
                  + "; filter them out."));
    }
    boolean emptyText =
        statistics
            .filter(s -> s.kind().equals("string_text"))
            .filter(s -> s.number("min").orElse(1) == 0)
            .isPresent();
    return emptyText
        ? Optional.of(
            Finding.notable(
                Names.code(name)
                    + ": at least one text is empty (shortest length 0) "
                    + audit.statisticsPhrase()
                    + "."))
        : Optional.empty();
  }

  private static Optional<Finding> constant(
      String name,
      Optional<ColumnStatistics> statistics,
      Optional<ColumnProfile> profile,
      DatasetAudit audit) {
    if (statistics.isPresent()) {
      ColumnStatistics known = statistics.get();
      boolean numeric = known.kind().equals("int") || known.kind().equals("float");
      boolean one =
          known.frequencies().values().stream().filter(count -> count > 0).count() == 1
              || numeric
                  && known.number("min").isPresent()
                  && known.number("min").equals(known.number("max"));
      boolean complete = known.nulls().orElse(0) == 0 && known.unlabelled().orElse(0) == 0;
      return one && complete && audit.statistics().get().examples() > 1
          ? Optional.of(
              Finding.minor(
                  Names.code(name)
                      + " has one and the same value "
                      + audit.statisticsPhrase()
                      + "."))
          : Optional.empty();
    }
    boolean isLabel = profile.filter(p -> p.shape() == ColumnShape.CLASS).isPresent();
    return profile
        .filter(seen -> seen.isConstant() && !isLabel)
        .map(
            seen ->
                Finding.minor(
                    Names.code(name) + " has one and the same value " + seenPhrase(audit) + "."));
  }

  /// One line for all columns: the viewer's cuts limit what the sample can show.
  private static Optional<Finding> truncated(Sample sample) {
    List<String> columns =
        sample.profiles().stream()
            .filter(profile -> profile.truncated() > 0)
            .map(profile -> Names.code(profile.name()) + " (" + profile.truncated() + " cells)")
            .toList();
    if (columns.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.minor(
            "the viewer's preview cuts long cells "
                + sample.phrase()
                + ": "
                + String.join(", ", columns.subList(0, Math.min(5, columns.size())))
                + "; lengths seen there are lower bounds, whole cells come with `offset`."));
  }

  private static String seenPhrase(DatasetAudit audit) {
    return audit.sample().map(Sample::phrase).orElse("");
  }
}
