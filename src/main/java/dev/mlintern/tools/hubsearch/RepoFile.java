package dev.mlintern.tools.hubsearch;

/// One file of a repository.
///
/// @param bytes real size (not that of an LFS pointer)
record RepoFile(String path, long bytes) {
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
