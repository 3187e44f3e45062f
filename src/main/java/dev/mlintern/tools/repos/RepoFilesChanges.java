package dev.mlintern.tools.repos;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.CommitChange;
import dev.mlintern.hub.CommitContent;
import dev.mlintern.hub.CommitFile;
import dev.mlintern.hub.FilePath;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubFiles;
import dev.mlintern.hub.TreeEntry;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.Turns;
import dev.mlintern.tools.repos.RepoFilesOperation.Copy;
import dev.mlintern.tools.repos.RepoFilesOperation.Delete;
import dev.mlintern.tools.repos.RepoFilesOperation.Edit;
import dev.mlintern.tools.repos.RepoFilesOperation.Part;
import dev.mlintern.tools.repos.RepoFilesOperation.Upload;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `upload`, `edit`, `copy` and `delete`: works out the changes of one commit each.
final class RepoFilesChanges {
  private static final String ATTRIBUTES = ".gitattributes";
  private static final int MOST_PAGES = 50;
  private static final int MOST_TRIES = 10;
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final HttpStack http;
  private final HubFiles files;
  private final RepoFilesListing listing;
  private final RepoFilesGathering gathering;
  private final RepoFilesCommit commit;
  private final RepoFilesCard card;
  private final Turns turns = new Turns();
  private final RepoFilesSecrets secrets = new RepoFilesSecrets();

  RepoFilesChanges(HubClient hub, RepoFilesLocal local) {
    this.http = hub.http();
    this.files = new HubFiles(hub);
    this.listing = new RepoFilesListing(hub);
    this.gathering = new RepoFilesGathering(files, local);
    this.commit = new RepoFilesCommit(hub);
    this.card = new RepoFilesCard(hub);
  }

  String upload(RepoFilesTarget target, Upload upload, ToolCall call)
      throws IOException, InterruptedException {
    boolean isGuarded =
        upload.ifAbsent() || upload.parts().stream().anyMatch(Part.CopyOf.class::isInstance);
    boolean isSlow =
        upload.parts().stream()
            .anyMatch(part -> part instanceof Part.Local || part instanceof Part.Fetched);
    return isGuarded && !isSlow
        ? inTurn(target, call.scope(), () -> uploadNow(target, upload, call))
        : uploadNow(target, upload, call);
  }

  private String uploadNow(RepoFilesTarget target, Upload upload, ToolCall call)
      throws IOException {
    try (var downloads = new RepoFilesDownloads(http)) {
      return upload(target, upload, gathering.gather(target, upload, downloads, call), call);
    }
  }

  private String upload(
      RepoFilesTarget target, Upload upload, RepoFilesGathering.Gathered gathered, ToolCall call)
      throws IOException {
    List<String> notes = new ArrayList<>(gathered.notes());
    notes.addAll(checked(target, gathered.changes(), upload.allowSecrets(), call.scope()));
    String summary =
        gathered.changes().size() == 1
            ? "Upload " + gathered.changes().getFirst().path()
            : "Upload " + gathered.changes().size() + " files";
    return commit.carryOut(
        new RepoFilesCommit.Order(
            target,
            gathered.changes(),
            summary,
            on(gathered.seen(), upload.commit()),
            upload.createRepo(),
            // Else a file that appears in between would be replaced after all.
            upload.ifAbsent() && !upload.commit().createPr(),
            notes),
        call);
  }

  String edit(RepoFilesTarget target, Edit edit, ToolCall call)
      throws IOException, InterruptedException {
    return inTurn(target, call.scope(), () -> editNow(target, edit, call));
  }

  /// Another commit in between is no matter when it left this file as it was.
  private String editNow(RepoFilesTarget target, Edit edit, ToolCall call) throws IOException {
    RepoFilesEdit edits = new RepoFilesEdit(files);
    RepoFilesEdit.Edited edited = edits.apply(target, edit, call.scope());
    for (int attempt = 1; ; attempt++) {
      try {
        return edit(target, edit, edited, call);
      } catch (ToolFailure overtaken) {
        if (!RepoFilesCommit.isOvertaken(overtaken)
            || attempt == MOST_TRIES
            || edit.commit().parent().isPresent()) {
          throw overtaken;
        }
        call.scope().pause(PAUSE.multipliedBy(attempt));
        RepoFilesEdit.Edited again = edits.apply(target, edit, call.scope());
        if (!again.before().equals(edited.before())) {
          throw overtaken;
        }
        edited = again;
      }
    }
  }

  private String edit(RepoFilesTarget target, Edit edit, RepoFilesEdit.Edited edited, ToolCall call)
      throws IOException {
    List<CommitChange> changes = List.of(put(target.file(), edited.bytes()));
    List<String> notes = checked(target, changes, edit.allowSecrets(), call.scope());
    var how = on(Optional.of(edited.commit()), edit.commit());
    List<String> all = new ArrayList<>(List.of(edited.summary()));
    all.addAll(notes);
    return commit.carryOut(
        new RepoFilesCommit.Order(target, changes, "Edit " + target.file(), how, false, false, all),
        call);
  }

  String copy(RepoFilesTarget target, Copy copy, ToolCall call)
      throws IOException, InterruptedException {
    return inTurn(target, call.scope(), () -> copyNow(target, copy, call));
  }

  private String copyNow(RepoFilesTarget target, Copy copy, ToolCall call) throws IOException {
    String from = target.folder().map(FilePath::value).orElse("");
    RepoFilesGathering.Copies copies = gathering.copies(target, from, copy.toPath(), call.scope());
    List<CommitChange> changes = new ArrayList<>(copies.changes());
    if (copy.move()) {
      copies
          .sources()
          .forEach(entry -> changes.add(new CommitChange.DeleteFile(new FilePath(entry.path()))));
    }
    String verb = copy.move() ? "Move " : "Copy ";
    return commit.carryOut(
        new RepoFilesCommit.Order(
            target,
            changes,
            verb + from + " to " + copy.toPath(),
            // Else a change of the source in between would be lost with it.
            on(Optional.of(copies.pinned().revision()), copy.commit()),
            false,
            false,
            List.of()),
        call);
  }

  /// Commits that are right only on top of what was read go one after the other: calls come side by
  /// side, and each would refuse the others.
  private String inTurn(
      RepoFilesTarget target, CallScope scope, Turns.Work<String, IOException> work)
      throws IOException, InterruptedException {
    return turns.take(
        target.at(),
        scope,
        "hf_repo_files: nothing was changed: other changes of "
            + target.at()
            + " take all the time there is. Repeat this call.",
        work);
  }

  /// The same commit, made only on top of what was looked at.
  private static RepoFilesOperation.Commit on(
      Optional<String> seen, RepoFilesOperation.Commit commit) {
    return new RepoFilesOperation.Commit(
        commit.message(), commit.parent().or(() -> seen), commit.createPr(), commit.dryRun());
  }

  String delete(RepoFilesTarget target, Delete delete, ToolCall call) throws IOException {
    List<RepoFilesGlob> globs = delete.patterns();
    RepoFilesTarget now = gathering.pinned(target, call.scope());
    var everything =
        new RepoFilesTarget(target.type(), target.id(), now.revision(), Optional.empty());
    var batch = listing.batch(everything, true, Optional.empty(), MOST_PAGES, call.scope());
    if (batch.next().isPresent()) {
      throw new ToolFailure(
          "hf_repo_files delete: "
              + target.name()
              + " has more files than can be matched at once; nothing was deleted. Delete with"
              + " `path`, file by file, or by hf CLI.");
    }
    List<String> matched =
        batch.entries().stream()
            .filter(TreeEntry::isFile)
            .map(TreeEntry::path)
            .filter(path -> RepoFilesGlob.anyMatches(globs, path))
            .toList();
    List<String> deleted = matched.stream().filter(path -> !path.equals(ATTRIBUTES)).toList();
    String patterns = String.join(", ", globs.stream().map(RepoFilesGlob::text).toList());
    if (deleted.isEmpty()) {
      throw new ToolFailure(
          "hf_repo_files delete: nothing matches "
              + patterns
              + " in "
              + target.at()
              + (matched.isEmpty() ? "" : " but .gitattributes, which is never deleted")
              + "; nothing was deleted."
              + nearest(target, delete, call.scope())
              + " A folder is written with a trailing slash: logs/.");
    }
    List<String> unmatched =
        globs.stream()
            .filter(glob -> matched.stream().noneMatch(glob::matches))
            .map(glob -> "Nothing matches " + glob + ".")
            .toList();
    List<String> notes = new ArrayList<>(unmatched);
    if (deleted.size() < matched.size()) {
      notes.add(".gitattributes is never deleted.");
    }
    return commit.carryOut(
        new RepoFilesCommit.Order(
            target,
            deleted.stream()
                .<CommitChange>map(path -> new CommitChange.DeleteFile(new FilePath(path)))
                .toList(),
            "Delete " + patterns,
            delete.commit(),
            false,
            false,
            notes),
        call);
  }

  private String nearest(RepoFilesTarget target, Delete delete, CallScope scope) {
    var asked =
        new RepoFilesTarget(
            target.type(),
            target.id(),
            target.revision(),
            Optional.of(delete.patterns().getFirst().text().replaceAll("/+$", "")));
    return new RepoFilesNames(listing).hint(asked, scope);
  }

  private List<String> checked(
      RepoFilesTarget target, List<CommitChange> changes, boolean allowSecrets, CallScope scope)
      throws IOException {
    List<CommitFile> puts =
        changes.stream()
            .filter(CommitChange.Put.class::isInstance)
            .map(change -> ((CommitChange.Put) change).file())
            .toList();
    List<String> notes = new ArrayList<>();
    if (!allowSecrets) {
      notes.add(secrets.refuse(puts));
    }
    notes.addAll(card.check(target, puts, scope));
    return notes;
  }

  private static CommitChange put(FilePath path, byte[] bytes) throws IOException {
    return new CommitChange.Put(
        CommitFile.measured(path, new CommitContent.InMemory(bytes), false));
  }
}
