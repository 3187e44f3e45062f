package dev.mlintern.localhub.store;

/// One line of a folder in a commit.
public sealed interface TreeEntry permits FileEntry, FolderEntry {
  /// Last segment of the path.
  String name();

  /// Git's id: of the blob (for a large file: of its pointer) or of the tree.
  String oid();
}
