package dev.mlintern.localhub.store;

import dev.mlintern.localhub.diff.LineMerge;
import dev.mlintern.localhub.diff.Lines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a branch must change to take in the changes of another one since they parted.
///
/// @param changes to be applied to `ours`
/// @param conflicts paths that both sides changed in ways that do not join
record ThreeWayMerge(List<Change> changes, List<String> conflicts) {
  /// Texts above this size are not joined line by line.
  private static final long MAX_TEXT_BYTES = 1 << 20;

  ThreeWayMerge {
    changes = List.copyOf(changes);
    conflicts = List.copyOf(conflicts);
  }

  /// @param keep whether joined texts are stored, for a merge that is to be made
  static ThreeWayMerge of(
      ObjectStore objects, Commit base, Commit ours, Commit theirs, boolean keep)
      throws IOException {
    Map<String, FileChange> ourChanges = FileChange.between(objects, base, ours);
    List<Change> deletions = new ArrayList<>();
    List<Change> puts = new ArrayList<>();
    List<String> conflicts = new ArrayList<>();
    for (FileChange their : FileChange.between(objects, base, theirs).values()) {
      FileChange our = ourChanges.get(their.path());
      if (our == null) {
        their
            .after()
            .ifPresentOrElse(
                file -> puts.add(new Change.Put(their.path(), file)),
                () -> deletions.add(new Change.DeleteFile(their.path())));
      } else if (!etag(our).equals(etag(their))) {
        Optional<FileEntry> joined = joined(objects, our, their, keep);
        joined.ifPresentOrElse(
            file -> puts.add(new Change.Put(their.path(), file)),
            () -> conflicts.add(their.path()));
      }
    }
    // A folder may take the place of a deleted file.
    deletions.addAll(puts);
    return checked(objects, ours, new ThreeWayMerge(deletions, conflicts));
  }

  /// A file here and a folder of that name there do not join either.
  private static ThreeWayMerge checked(ObjectStore objects, Commit ours, ThreeWayMerge merge)
      throws IOException {
    var editor = new TreeEditor(objects, Optional.of(ours.tree()));
    List<String> conflicts = new ArrayList<>(merge.conflicts);
    for (Change change : merge.changes) {
      try {
        editor.apply(change);
      } catch (StoreConflict _) {
        conflicts.add(change.path());
      }
    }
    return new ThreeWayMerge(merge.changes, conflicts);
  }

  private static Optional<String> etag(FileChange change) {
    return change.after().map(FileEntry::etag);
  }

  private static Optional<FileEntry> joined(
      ObjectStore objects, FileChange our, FileChange their, boolean keep) throws IOException {
    Optional<List<String>> base = text(objects, our.before());
    Optional<List<String>> ours = text(objects, our.after());
    Optional<List<String>> theirs = text(objects, their.after());
    if (base.isEmpty() || ours.isEmpty() || theirs.isEmpty()) {
      return Optional.empty();
    }
    Optional<byte[]> merged =
        LineMerge.merge(base.get(), ours.get(), theirs.get())
            .map(text -> text.getBytes(StandardCharsets.UTF_8));
    if (merged.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        keep ? objects.putRegular(merged.get()) : ObjectStore.regularEntry(merged.get()));
  }

  private static Optional<List<String>> text(ObjectStore objects, Optional<FileEntry> file)
      throws IOException {
    return file.isEmpty() || file.get().lfs() || file.get().size() > MAX_TEXT_BYTES
        ? Optional.empty()
        : Lines.of(Files.readAllBytes(objects.blobFile(file.get().sha256())));
  }
}
