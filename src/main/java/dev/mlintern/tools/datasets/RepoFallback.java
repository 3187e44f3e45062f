package dev.mlintern.tools.datasets;

import dev.mlintern.hub.RepoTree;
import dev.mlintern.hub.TreeEntry;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.Subtasks.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The report for a dataset the viewer cannot process: what the card says and which files there
/// are. It says in its first lines that no row was seen.
final class RepoFallback {
  private static final int MAX_FILES = 20;

  private RepoFallback() {}

  /// @param why the viewer's reason, without a full stop
  static String text(
      DatasetRepo repo, String page, String why, Outcome<RepoTree> tree, int maxChars) {
    ReplyText reply = new ReplyText(maxChars);
    reply.line("# " + RepoText.header(Optional.of(repo), repo.id(), page));
    reply.line("The dataset viewer cannot show this dataset: " + why + ".");
    reply.line("No row was seen; what follows is the card and the file list.");
    List<Finding> findings = new ArrayList<>();
    RepoFindings.add(repo, findings);
    reply.addLines(findings.stream().map(Finding::line).toList());
    CardSchema.of(repo.card()).forEach(config -> config(config, reply));
    switch (tree) {
      case Outcome.Done<RepoTree>(RepoTree files) -> files(files, reply);
      case Outcome.Failed<RepoTree>(RuntimeException cause) ->
          reply.line("Warning: files not available: " + AuditFetch.reason(cause));
    }
    return reply.toString();
  }

  private static void config(CardSchema config, ReplyText reply) {
    List<String> splits = new ArrayList<>();
    config
        .rows()
        .forEach((split, rows) -> splits.add(Names.code(split) + " " + Figures.count(rows, "row")));
    StringBuilder text = new StringBuilder("Config ").append(Names.code(config.name()));
    text.append(" (as the card says)");
    if (!splits.isEmpty()) {
      text.append(": ").append(String.join(" · ", splits));
    }
    config
        .features()
        .forEach(
            (name, type) ->
                text.append("\n- ")
                    .append(Names.code(name))
                    .append(' ')
                    .append(FeatureTypeText.of(type)));
    config.files().forEach(path -> text.append("\n- files: ").append(Names.code(path)));
    reply.gap().addIfFits(text.toString());
    if (!config.features().isEmpty()) {
      List<String> fits = TrainerVerdict.lines(TrainingFit.of(ColumnSet.of(config.features())));
      reply.addIfFits("Training fit by the card's columns:\n" + String.join("\n", fits));
    }
  }

  private static void files(RepoTree tree, ReplyText reply) {
    List<TreeEntry> files =
        tree.entries().stream()
            .filter(TreeEntry::isFile)
            .sorted(Comparator.comparingLong(TreeEntry::size).reversed())
            .toList();
    long bytes = files.stream().mapToLong(TreeEntry::size).sum();
    reply
        .gap()
        .line(
            "## Files ("
                + (tree.isComplete() ? "" : "first ")
                + Figures.count(files.size())
                + ", "
                + Figures.bytes(bytes)
                + (kinds(files).isEmpty() ? ")" : "; " + kinds(files) + ")"));
    List<String> lines =
        files.stream()
            .limit(MAX_FILES)
            .map(file -> "- " + Names.code(file.path()) + " " + Figures.bytes(file.size()))
            .toList();
    int shown = reply.addLines(lines);
    if (shown < files.size()) {
      reply.line("(the largest " + shown + " of " + Figures.count(files.size()) + " shown)");
    }
  }

  private static String kinds(List<TreeEntry> files) {
    Map<String, Integer> kinds = new TreeMap<>();
    for (TreeEntry file : files) {
      String name = file.path().substring(file.path().lastIndexOf('/') + 1);
      int dot = name.lastIndexOf('.');
      kinds.merge(dot > 0 ? name.substring(dot + 1) : "no ending", 1, Integer::sum);
    }
    return kinds.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
        .limit(5)
        .map(e -> e.getValue() + " " + Names.plain(e.getKey()))
        .reduce((a, b) -> a + ", " + b)
        .orElse("");
  }
}
