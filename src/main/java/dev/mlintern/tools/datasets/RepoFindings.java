package dev.mlintern.tools.datasets;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the repository itself means for using the data: access and licence.
final class RepoFindings {
  private RepoFindings() {}

  static List<Finding> of(DatasetAudit audit) {
    List<Finding> findings = new ArrayList<>();
    audit.repo().ifPresent(repo -> add(repo, findings));
    return findings;
  }

  static void add(DatasetRepo repo, List<Finding> findings) {
    if (repo.isDisabled()) {
      findings.add(
          Finding.serious("the repository is disabled by Hugging Face: loading it fails."));
    }
    Optional<String> gating = repo.gating();
    if (gating.isPresent()) {
      findings.add(
          Finding.notable(
              "gated ("
                  + gating.get()
                  + "): a job needs an `HF_TOKEN` of an account that accepted the conditions on the"
                  + " dataset page."));
    }
    if (repo.isPrivate()) {
      findings.add(Finding.minor("private: jobs need an `HF_TOKEN` that may read it."));
    }
    List<String> licences = repo.licences();
    if (licences.isEmpty()) {
      findings.add(
          Finding.notable("no licence stated in the card: settle the right to train on it."));
    } else if (licences.stream().anyMatch(l -> l.contains("-nc") || l.contains("-nd"))) {
      findings.add(
          Finding.notable(
              "licence `"
                  + String.join(", ", licences)
                  + "` restricts use (non-commercial or no"
                  + " derivatives)."));
    }
  }
}
