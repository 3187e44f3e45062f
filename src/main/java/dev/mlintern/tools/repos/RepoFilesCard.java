package dev.mlintern.tools.repos;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.CommitFile;
import dev.mlintern.hub.HubCards;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubException;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ToolFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Has the Hub look at a card before it is committed, as the official client does: its complaint
/// then is a list of what to mend.
final class RepoFilesCard {
  private static final long MOST_BYTES = 5L << 20;

  private final HubCards cards;

  RepoFilesCard(HubClient hub) {
    this.cards = new HubCards(hub);
  }

  /// @return warnings
  List<String> check(RepoFilesTarget target, List<CommitFile> files, CallScope scope)
      throws IOException {
    for (CommitFile file : files) {
      if (file.path().value().equals("README.md") && file.size() <= MOST_BYTES) {
        try (InputStream in = file.content().open()) {
          return verdict(target, new String(in.readAllBytes(), StandardCharsets.UTF_8), scope);
        }
      }
    }
    return List.of();
  }

  private List<String> verdict(RepoFilesTarget target, String card, CallScope scope) {
    HubCards.Verdict verdict;
    try {
      verdict = cards.validate(target.type(), card, scope);
    } catch (HubException | HttpFailure _) {
      return List.of(); // the commit itself is checked too
    }
    if (!verdict.errors().isEmpty()) {
      throw new ToolFailure(
          "hf_repo_files: nothing was changed: the Hub does not accept the metadata of README.md: "
              + ForeignText.oneLine(String.join("; ", verdict.errors()), 600)
              + ".");
    }
    return verdict.warnings().stream()
        .map(warning -> "README.md: " + ForeignText.oneLine(warning, 300))
        .toList();
  }
}
