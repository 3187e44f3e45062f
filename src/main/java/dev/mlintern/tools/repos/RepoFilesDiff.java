package dev.mlintern.tools.repos;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.CommitChange;
import dev.mlintern.hub.CommitPlan;
import dev.mlintern.hub.CommitPlan.PlannedFile;
import dev.mlintern.hub.CommitRequest;
import dev.mlintern.hub.FilePath;
import dev.mlintern.hub.HubFiles;
import dev.mlintern.hub.TreeEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a commit does, a line a file: `+` added, `~` replaced, `-` deleted.
///
/// @param lines a total first
record RepoFilesDiff(List<String> lines) {
  private static final int MOST_LINES = 40;
  private static final int MOST_SIZES = 1_000;

  static RepoFilesDiff of(CommitPlan plan, HubFiles files, CallScope scope) {
    List<String> lines = new ArrayList<>();
    Map<String, Long> before = sizes(plan, files, scope);
    int added = 0;
    int replaced = 0;
    int deleted = 0;
    long bytes = 0;
    int unchanged = 0;
    int leftAlone = 0;
    int ignored = 0;
    for (PlannedFile planned : plan.files()) {
      String path = RepoFilesListing.shown(planned.file().path().value());
      String size = RepoFilesSize.of(planned.file().size()) + (planned.isLarge() ? " LFS" : "");
      switch (planned.fate()) {
        case ADDED -> {
          added++;
          bytes += planned.file().size();
          lines.add("+ " + path + " " + size);
        }
        case REPLACED -> {
          replaced++;
          bytes += planned.file().size();
          Long old = before.get(planned.file().path().value());
          lines.add("~ " + path + " " + (old == null ? "" : RepoFilesSize.of(old) + " → ") + size);
        }
        case UNCHANGED -> unchanged++;
        case LEFT_ALONE -> leftAlone++;
        case IGNORED -> ignored++;
      }
    }
    for (CommitChange change : plan.request().changes()) {
      String path = RepoFilesListing.shown(change.path().value());
      Long old = before.get(change.path().value());
      switch (change) {
        case CommitChange.Link link -> {
          boolean isNew = old == null;
          added += isNew ? 1 : 0;
          replaced += isNew ? 0 : 1;
          lines.add((isNew ? "+ " : "~ ") + path + " " + RepoFilesSize.of(link.size()) + " LFS");
        }
        case CommitChange.DeleteFile _ -> {
          deleted++;
          lines.add("- " + path + (old == null ? "" : " " + RepoFilesSize.of(old)));
        }
        case CommitChange.Put _ -> {}
      }
    }
    return new RepoFilesDiff(
        withTotal(lines, added, replaced, deleted, bytes, unchanged, leftAlone, ignored));
  }

  private static List<String> withTotal(
      List<String> changes,
      int added,
      int replaced,
      int deleted,
      long bytes,
      int unchanged,
      int leftAlone,
      int ignored) {
    List<String> words = new ArrayList<>();
    add(words, added, "added");
    add(words, replaced, "replaced");
    add(words, deleted, "deleted");
    add(words, unchanged, "unchanged");
    add(words, leftAlone, "left alone because there is one already");
    add(words, ignored, "left out by .gitignore");
    List<String> lines = new ArrayList<>();
    lines.add(
        String.join(", ", words) + (bytes > 0 ? " (" + RepoFilesSize.of(bytes) + " new)" : ""));
    lines.addAll(changes.subList(0, Math.min(MOST_LINES, changes.size())));
    if (changes.size() > MOST_LINES) {
      lines.add(MOST_LINES + " of " + changes.size() + " changes shown.");
    }
    return lines;
  }

  private static void add(List<String> words, int count, String what) {
    if (count > 0) {
      words.add(RepoFilesSize.files(count) + " " + what);
    }
  }

  /// Sizes of what is there now, where a change touches it.
  private static Map<String, Long> sizes(CommitPlan plan, HubFiles files, CallScope scope) {
    CommitRequest request = plan.request();
    List<FilePath> paths = new ArrayList<>();
    plan.files().stream()
        .filter(planned -> planned.fate() == CommitPlan.Fate.REPLACED)
        .forEach(planned -> paths.add(planned.file().path()));
    request.changes().stream()
        .filter(change -> !(change instanceof CommitChange.Put))
        .forEach(change -> paths.add(change.path()));
    Map<String, Long> sizes = new HashMap<>();
    List<FilePath> asked = paths.subList(0, Math.min(MOST_SIZES, paths.size()));
    for (TreeEntry entry :
        files.pathsInfo(request.type(), request.id(), plan.base(), asked, false, scope)) {
      sizes.put(entry.path(), entry.size());
    }
    return sizes;
  }
}
