package dev.mlintern.localhub.store;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The files of a repo at one commit.
public record Snapshot(ObjectStore objects, Commit commit) {
  /// What is at a path: a file, a folder, or nothing.
  public Optional<TreeEntry> entry(String path) throws IOException {
    TreeEntry at = new FolderEntry("", commit.tree());
    for (String segment : path.split("/")) {
      if (segment.isEmpty()) {
        continue;
      }
      if (!(at instanceof FolderEntry(_, var oid))) {
        return Optional.empty();
      }
      Optional<TreeEntry> next = objects.tree(oid).entry(segment);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      at = next.get();
    }
    return Optional.of(at);
  }

  public Optional<FileEntry> file(String path) throws IOException {
    return entry(path).filter(FileEntry.class::isInstance).map(FileEntry.class::cast);
  }

  /// A small file's bytes, if it is there and not larger than the limit.
  public Optional<byte[]> content(String path, long maxBytes) throws IOException {
    Optional<FileEntry> file = file(path);
    return file.isPresent() && file.get().size() <= maxBytes
        ? Optional.of(Files.readAllBytes(objects.blobFile(file.get().sha256())))
        : Optional.empty();
  }

  /// Entries of a folder by full path, in git's order; with `recursive` also what is below, each
  /// folder before its content.
  ///
  /// @throws IllegalArgumentException if there is no such folder
  public Map<String, TreeEntry> list(String folder, boolean recursive) throws IOException {
    TreeEntry at = entry(folder).orElseThrow(() -> new IllegalArgumentException(folder));
    if (!(at instanceof FolderEntry start)) {
      throw new IllegalArgumentException(folder);
    }
    Map<String, TreeEntry> found = new LinkedHashMap<>();
    collect(start.oid(), folder.isEmpty() ? "" : folder + "/", recursive, found);
    return found;
  }

  private void collect(String oid, String prefix, boolean recursive, Map<String, TreeEntry> found)
      throws IOException {
    for (TreeEntry entry : objects.tree(oid).entries()) {
      found.put(prefix + entry.name(), entry);
      if (recursive && entry instanceof FolderEntry child) {
        collect(child.oid(), prefix + child.name() + "/", true, found);
      }
    }
  }

  /// All files by full path, in git's order.
  public Map<String, FileEntry> files() throws IOException {
    Map<String, FileEntry> files = new LinkedHashMap<>();
    list("", true)
        .forEach(
            (path, entry) -> {
              if (entry instanceof FileEntry file) {
                files.put(path, file);
              }
            });
    return files;
  }

  /// This commit and those before it, newest first.
  public List<Commit> history(int skip, int limit) throws IOException {
    List<Commit> found = new ArrayList<>();
    Optional<Commit> at = Optional.of(commit);
    for (int i = 0; at.isPresent() && found.size() < limit; i++) {
      if (i >= skip) {
        found.add(at.get());
      }
      at = parent(at.get());
    }
    return found;
  }

  /// The newest commit that changed each path.
  public Map<String, Commit> lastChanges(Iterable<String> paths) throws IOException {
    Map<String, String> wanted = new LinkedHashMap<>();
    for (String path : paths) {
      wanted.put(path, entry(path).map(TreeEntry::oid).orElse(""));
    }
    Map<String, Commit> changes = new LinkedHashMap<>();
    Commit at = commit;
    while (!wanted.isEmpty()) {
      Optional<Commit> parent = parent(at);
      Optional<Snapshot> before = parent.map(commit -> new Snapshot(objects, commit));
      for (var path : List.copyOf(wanted.entrySet())) {
        String oidBefore =
            before.isEmpty()
                ? ""
                : before.get().entry(path.getKey()).map(TreeEntry::oid).orElse("");
        if (!oidBefore.equals(path.getValue())) {
          changes.put(path.getKey(), at);
          wanted.remove(path.getKey());
        }
      }
      if (parent.isEmpty()) {
        break;
      }
      at = parent.get();
    }
    return changes;
  }

  private Optional<Commit> parent(Commit child) throws IOException {
    return child.parent().isEmpty()
        ? Optional.empty()
        : Optional.of(objects.commit(child.parent().get()));
  }
}
