package dev.mlintern.hub;

/// One change of a commit (spec hub-api §9.8).
public sealed interface CommitChange {
  /// Where the change happens.
  FilePath path();

  /// Adds a file or replaces the one that is there.
  record Put(CommitFile file) implements CommitChange {
    @Override
    public FilePath path() {
      return file.path();
    }
  }

  /// Adds a large file whose content the repository's storage holds already: a copy without moving
  /// a byte.
  record Link(FilePath path, String sha256, long size) implements CommitChange {}

  record DeleteFile(FilePath path) implements CommitChange {}
}
