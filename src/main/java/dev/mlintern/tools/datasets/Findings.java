package dev.mlintern.tools.datasets;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// All findings about a dataset, the gravest first.
final class Findings {
  private Findings() {}

  static List<Finding> of(DatasetAudit audit) {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(RepoFindings.of(audit));
    findings.addAll(SplitFindings.of(audit));
    findings.addAll(LabelFindings.of(audit));
    findings.addAll(ColumnFindings.of(audit));
    audit
        .sample()
        .ifPresent(
            sample -> {
              findings.addAll(RowFindings.of(sample));
              findings.addAll(PreferenceFindings.of(sample));
              findings.addAll(ChatFindings.of(sample));
              findings.addAll(TextFindings.of(audit, sample));
            });
    findings.sort(Comparator.comparing(Finding::severity));
    return findings;
  }
}
