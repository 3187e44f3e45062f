package dev.mlintern.tools.datasets;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The head of a report: which dataset, where, and what the Hub says about it.
final class RepoText {
  private RepoText() {}

  /// Name, link and flags, without the leading `#`.
  static String header(Optional<DatasetRepo> repo, String dataset, String page) {
    List<String> facts = new ArrayList<>();
    facts.add(page);
    repo.ifPresent(known -> facts.addAll(facts(known)));
    return Names.plain(repo.map(DatasetRepo::id).orElse(dataset))
        + "\n"
        + String.join(" · ", facts);
  }

  private static List<String> facts(DatasetRepo repo) {
    List<String> facts = new ArrayList<>();
    facts.add(
        repo.licences().isEmpty() ? "no licence" : "licence " + String.join(", ", repo.licences()));
    repo.gating().ifPresent(gating -> facts.add("gated (" + gating + ")"));
    if (repo.isPrivate()) {
      facts.add("private");
    }
    repo.number("downloads").ifPresent(n -> facts.add(Figures.count(n) + " downloads"));
    repo.number("likes").ifPresent(n -> facts.add(Figures.count(n, "like")));
    repo.day("lastModified").ifPresent(day -> facts.add("updated " + day));
    String sha = repo.json().path("sha").asString("");
    if (sha.matches("[0-9a-f]{7,}")) {
      facts.add("sha " + sha.substring(0, 7));
    }
    return facts;
  }
}
