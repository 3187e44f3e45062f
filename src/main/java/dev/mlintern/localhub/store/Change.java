package dev.mlintern.localhub.store;

/// One operation of a commit. Paths are checked when the change is applied.
public sealed interface Change {
  String path();

  /// Makes or replaces a file.
  record Put(String path, FileEntry file) implements Change {}

  /// Copies a file of the parent commit.
  record Copy(String path, String from) implements Change {}

  record DeleteFile(String path) implements Change {}

  record DeleteFolder(String path) implements Change {}
}
