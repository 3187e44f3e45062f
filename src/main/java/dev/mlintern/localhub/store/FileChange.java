package dev.mlintern.localhub.store;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What became of a file between two states.
///
/// @param before empty for a new file
/// @param after empty for a deleted one
public record FileChange(String path, Optional<FileEntry> before, Optional<FileEntry> after) {

  /// The files that differ, by path. Folders that are equal are not read.
  public static Map<String, FileChange> between(ObjectStore objects, Commit before, Commit after)
      throws IOException {
    Map<String, FileChange> changes = new LinkedHashMap<>();
    collect(objects, "", Optional.of(before.tree()), Optional.of(after.tree()), changes);
    return changes;
  }

  private static void collect(
      ObjectStore objects,
      String prefix,
      Optional<String> before,
      Optional<String> after,
      Map<String, FileChange> changes)
      throws IOException {
    if (before.equals(after)) {
      return;
    }
    Map<String, TreeEntry> old = entries(objects, before);
    Map<String, TreeEntry> now = entries(objects, after);
    Map<String, TreeEntry> names = new LinkedHashMap<>(old);
    names.putAll(now);
    for (String name : names.keySet()) {
      TreeEntry was = old.get(name);
      TreeEntry is = now.get(name);
      Optional<FileEntry> oldFile = file(was);
      Optional<FileEntry> newFile = file(is);
      if (!oldFile.map(FileEntry::etag).equals(newFile.map(FileEntry::etag))) {
        changes.put(prefix + name, new FileChange(prefix + name, oldFile, newFile));
      }
      collect(objects, prefix + name + "/", folder(was), folder(is), changes);
    }
  }

  private static Map<String, TreeEntry> entries(ObjectStore objects, Optional<String> tree)
      throws IOException {
    Map<String, TreeEntry> entries = new LinkedHashMap<>();
    if (tree.isPresent()) {
      objects.tree(tree.get()).entries().forEach(entry -> entries.put(entry.name(), entry));
    }
    return entries;
  }

  private static Optional<FileEntry> file(TreeEntry entry) {
    return entry instanceof FileEntry file ? Optional.of(file) : Optional.empty();
  }

  private static Optional<String> folder(TreeEntry entry) {
    return entry instanceof FolderEntry(_, var oid) ? Optional.of(oid) : Optional.empty();
  }
}
