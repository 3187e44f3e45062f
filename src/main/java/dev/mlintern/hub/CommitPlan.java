package dev.mlintern.hub;

import java.util.List;
import java.util.stream.Stream;

/// What a commit will really do, after the Hub was asked how each file stands. Nothing has been
/// changed yet.
///
/// @param base head of the revision when it was asked
/// @param files the files of the request, in their order
public record CommitPlan(CommitRequest request, String base, List<PlannedFile> files) {
  public CommitPlan {
    files = List.copyOf(files);
  }

  /// What becomes of a file.
  public enum Fate {
    ADDED,
    REPLACED,
    /// The repository holds exactly this already.
    UNCHANGED,
    /// Another file is there, and this one is only for an empty place.
    LEFT_ALONE,
    /// The `.gitignore` leaves it out.
    IGNORED
  }

  /// @param isLarge kept outside git, in the large-file storage
  public record PlannedFile(CommitFile file, Fate fate, boolean isLarge) {
    boolean isSent() {
      return fate == Fate.ADDED || fate == Fate.REPLACED;
    }
  }

  /// Whether carrying it out would change nothing.
  public boolean isEmpty() {
    return sent().findAny().isEmpty() && others().findAny().isEmpty();
  }

  /// Files that go into the commit.
  public Stream<PlannedFile> sent() {
    return files.stream().filter(PlannedFile::isSent);
  }

  Stream<CommitChange> others() {
    return request.changes().stream().filter(change -> !(change instanceof CommitChange.Put));
  }
}
