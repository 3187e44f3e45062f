package dev.mlintern.localhub.store;

import dev.mlintern.localhub.store.StoreConflict.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Applies changes to a tree. Folders are read when they are first touched and only changed ones
/// are written, so the cost is that of the change and not of the repo.
final class TreeEditor {
  private final ObjectStore objects;
  private final Folder root;

  /// A folder in the making. Either still the stored tree (`loaded` false) or its entries.
  private static final class Folder {
    private final Optional<String> oid;
    private boolean loaded;
    private final Map<String, FileEntry> files = new LinkedHashMap<>();
    private final Map<String, Folder> folders = new LinkedHashMap<>();

    Folder(Optional<String> oid) {
      this.oid = oid;
      this.loaded = oid.isEmpty();
    }

    boolean isEmpty() {
      return loaded && files.isEmpty() && folders.isEmpty();
    }
  }

  /// @param rootTree empty for a repo without commits
  TreeEditor(ObjectStore objects, Optional<String> rootTree) {
    this.objects = objects;
    this.root = new Folder(rootTree);
  }

  void apply(Change change) throws IOException {
    String path = FilePaths.checked(change.path());
    switch (change) {
      case Change.Put put -> put(path, put.file());
      case Change.Copy copy ->
          put(path, file(FilePaths.checked(copy.from())).orElseThrow(() -> missing(copy.from())));
      case Change.DeleteFile _ -> deleteFile(path);
      case Change.DeleteFolder _ -> deleteFolder(path);
    }
  }

  private void put(String path, FileEntry file) throws IOException {
    String[] segments = path.split("/");
    Folder folder = root;
    for (int i = 0; i < segments.length - 1; i++) {
      load(folder);
      if (folder.files.containsKey(segments[i])) {
        throw new StoreConflict(Reason.INVALID, "✖ A file is in the way of folder of: " + path);
      }
      folder = folder.folders.computeIfAbsent(segments[i], _ -> new Folder(Optional.empty()));
    }
    load(folder);
    String name = segments[segments.length - 1];
    if (folder.folders.containsKey(name)) {
      throw new StoreConflict(Reason.INVALID, "✖ A folder is in the way of: " + path);
    }
    folder.files.put(name, file.named(name));
  }

  private Optional<FileEntry> file(String path) throws IOException {
    int slash = path.lastIndexOf('/');
    Optional<Folder> folder = slash < 0 ? Optional.of(root) : folder(path.substring(0, slash));
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    load(folder.get());
    return Optional.ofNullable(folder.get().files.get(path.substring(slash + 1)));
  }

  private Optional<Folder> folder(String path) throws IOException {
    Folder folder = root;
    for (String segment : path.split("/")) {
      load(folder);
      folder = folder.folders.get(segment);
      if (folder == null) {
        return Optional.empty();
      }
    }
    return Optional.of(folder);
  }

  private void deleteFile(String path) throws IOException {
    file(path).orElseThrow(() -> missing(path));
    removeFrom(path, (folder, name) -> folder.files.remove(name));
  }

  private void deleteFolder(String path) throws IOException {
    folder(path).orElseThrow(() -> missing(path));
    removeFrom(path, (folder, name) -> folder.folders.remove(name));
  }

  private interface Removal {
    void remove(Folder parent, String name);
  }

  /// Removes and drops the folders that are empty afterwards: git knows no empty folders.
  private void removeFrom(String path, Removal removal) throws IOException {
    String[] segments = path.split("/");
    List<Folder> way = new ArrayList<>(List.of(root));
    for (int i = 0; i < segments.length - 1; i++) {
      way.add(way.getLast().folders.get(segments[i]));
    }
    removal.remove(way.getLast(), segments[segments.length - 1]);
    for (int i = way.size() - 1; i > 0 && way.get(i).isEmpty(); i--) {
      way.get(i - 1).folders.remove(segments[i - 1]);
    }
  }

  private void load(Folder folder) throws IOException {
    if (folder.loaded) {
      return;
    }
    for (TreeEntry entry : objects.tree(folder.oid.orElseThrow()).entries()) {
      switch (entry) {
        case FileEntry file -> folder.files.put(file.name(), file);
        case FolderEntry child ->
            folder.folders.put(child.name(), new Folder(Optional.of(child.oid())));
      }
    }
    folder.loaded = true;
  }

  /// Writes what changed.
  ///
  /// @return the id of the new root tree
  String write() throws IOException {
    return write(root);
  }

  private String write(Folder folder) throws IOException {
    if (!folder.loaded) {
      return folder.oid.orElseThrow();
    }
    List<TreeEntry> entries = new ArrayList<>(folder.files.values());
    for (var child : folder.folders.entrySet()) {
      entries.add(new FolderEntry(child.getKey(), write(child.getValue())));
    }
    Tree tree = Tree.of(entries);
    objects.putTree(tree);
    return tree.oid();
  }

  private static StoreConflict missing(String path) {
    return new StoreConflict(Reason.MISSING, "Entry not found: " + path);
  }
}
