package dev.mlintern.tools.datasets;

import dev.mlintern.hub.DatasetSize;
import dev.mlintern.hub.DatasetSize.SplitSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Sizes of the splits, and what of them the viewer covers.
final class SplitFindings {
  /// Fewer training rows than this are worth a word.
  private static final int FEW_ROWS = 200;

  private SplitFindings() {}

  static List<Finding> of(DatasetAudit audit) {
    List<Finding> findings = new ArrayList<>();
    coverage(audit, findings);
    configs(audit, findings);
    List<SplitSize> sizes =
        audit.size().map(DatasetSize::splits).orElse(List.of()).stream()
            .filter(size -> size.config().equals(audit.target().config()))
            .toList();
    for (SplitSize size : sizes) {
      if (size.rows() == 0) {
        findings.add(Finding.serious("split " + Names.code(size.split()) + " has 0 rows."));
      }
    }
    evaluation(audit, sizes, findings);
    copies(sizes, findings);
    return findings;
  }

  private static void coverage(DatasetAudit audit, List<Finding> findings) {
    boolean partial =
        audit.size().map(DatasetSize::partial).orElse(false)
            || audit.info().map(info -> info.partial()).orElse(false);
    if (!partial) {
      return;
    }
    Optional<SplitSize> size =
        audit.size().flatMap(s -> s.find(audit.target().config(), audit.target().split()));
    String estimate =
        size.filter(s -> s.estimatedRows().isPresent())
            .map(
                s ->
                    ": "
                        + Figures.count(s.rows(), "row")
                        + " of about "
                        + Figures.count(s.estimatedRows().getAsLong()))
            .orElse("");
    findings.add(
        Finding.notable(
            "the viewer converted only the first 5 GB"
                + estimate
                + "; counts, statistics, search and filter cover that part."));
  }

  private static void configs(DatasetAudit audit, List<Finding> findings) {
    if (!audit.splits().failed().isEmpty()) {
      findings.add(
          Finding.notable(
              "the viewer could not read "
                  + Figures.count(audit.splits().failed().size(), "config")
                  + ": "
                  + Names.list(audit.splits().failed(), 5)
                  + "."));
    }
    if (!audit.splits().unready().isEmpty()) {
      findings.add(
          Finding.minor("still being processed: " + Names.list(audit.splits().unready(), 5) + "."));
    }
  }

  private static void evaluation(
      DatasetAudit audit, List<SplitSize> sizes, List<Finding> findings) {
    List<String> names = audit.splits().splitsOf(audit.target().config());
    if (names.size() == 1) {
      String only = names.getFirst();
      findings.add(
          Finding.minor(
              only.startsWith("train")
                  ? "only one split ("
                      + Names.code(only)
                      + "): hold out an evaluation set, e.g. `ds.train_test_split(0.02, seed=42)`."
                  : "the config has no split but " + Names.code(only) + "."));
    }
    Optional<SplitSize> train =
        sizes.stream().filter(size -> size.split().startsWith("train")).findFirst();
    if (train.isEmpty()) {
      return;
    }
    long rows = train.get().rows();
    if (rows > 0 && rows < FEW_ROWS) {
      findings.add(
          Finding.notable(
              "only "
                  + Figures.count(rows, "row")
                  + " in "
                  + Names.code(train.get().split())
                  + "."));
    }
    for (SplitSize size : sizes) {
      boolean evaluation = size.split().matches("(?i)(test|valid|validation|dev|eval).*");
      if (evaluation && size.rows() > rows && rows > 0) {
        findings.add(
            Finding.notable(
                Names.code(size.split())
                    + " ("
                    + Figures.count(size.rows(), "row")
                    + ") is larger than "
                    + Names.code(train.get().split())
                    + " ("
                    + Figures.count(rows)
                    + ")."));
      }
    }
  }

  private static void copies(List<SplitSize> sizes, List<Finding> findings) {
    for (int i = 0; i < sizes.size(); i++) {
      for (int j = i + 1; j < sizes.size(); j++) {
        SplitSize a = sizes.get(i);
        SplitSize b = sizes.get(j);
        boolean same =
            a.rows() == b.rows()
                && a.memoryBytes() == b.memoryBytes()
                && a.parquetBytes() == b.parquetBytes();
        if (same && a.rows() > 0 && a.parquetBytes() > 0) {
          findings.add(
              Finding.serious(
                  Names.code(a.split())
                      + " and "
                      + Names.code(b.split())
                      + " have the same number of rows ("
                      + Figures.count(a.rows())
                      + ") and of bytes: probably copies, so evaluation would be on training"
                      + " data."));
        }
      }
    }
  }
}
