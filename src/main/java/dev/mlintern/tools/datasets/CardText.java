package dev.mlintern.tools.datasets;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.FilePath;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFiles;
import dev.mlintern.hub.RepoId;
import dev.mlintern.hub.RepoType;
import dev.mlintern.tools.ForeignText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The section with what the authors wrote: tags of note and the beginning of the card.
final class CardText {
  private static final int READ_BYTES = 60_000;
  private static final int SHOWN_CHARS = 2_500;

  private CardText() {}

  static String of(Optional<DatasetRepo> repo, RepoId id, HubFiles files, CallScope scope) {
    StringBuilder text = new StringBuilder("\n## Card\n");
    repo.ifPresent(known -> tags(known).forEach(line -> text.append(line).append('\n')));
    try {
      String readme =
          files
              .readText(
                  RepoType.DATASET,
                  id,
                  HubFiles.DEFAULT_REVISION,
                  new FilePath("README.md"),
                  0,
                  READ_BYTES,
                  scope)
              .text();
      String body = withoutHeader(readme).strip();
      text.append(
          body.isEmpty()
              ? "README.md has no text."
              : ForeignText.fenced(
                  "README.md of "
                      + id
                      + " (the authors' words"
                      + (body.length() > SHOWN_CHARS ? ", beginning)" : ")"),
                  ForeignText.cut(body, SHOWN_CHARS)));
    } catch (HubException | HttpFailure e) {
      text.append("README.md not available: ").append(AuditFetch.reason(e));
    }
    return text.toString();
  }

  private static List<String> tags(DatasetRepo repo) {
    List<String> lines = new ArrayList<>();
    for (String kind : List.of("task_categories", "language", "size_categories", "modality")) {
      List<String> values = repo.tagged(kind + ":");
      if (!values.isEmpty()) {
        lines.add("- " + kind.replace('_', ' ') + ": " + Names.list(values, 10));
      }
    }
    repo.tagged("arxiv:").stream()
        .filter(paper -> paper.matches("\\d{4}\\.\\d{4,5}"))
        .limit(5)
        .forEach(paper -> lines.add("- paper: https://huggingface.co/papers/" + paper));
    return lines;
  }

  /// The text below the YAML header.
  private static String withoutHeader(String readme) {
    if (!readme.startsWith("---")) {
      return readme;
    }
    int end = readme.indexOf("\n---", 3);
    return end < 0 ? readme : readme.substring(readme.indexOf('\n', end + 1) + 1);
  }
}
