package dev.mlintern.localhub.store;

import dev.mlintern.json.JsonException;
import dev.mlintern.localhub.store.StoreConflict.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// All repos of one root folder.
///
/// ```
/// ROOT/models/NS/NAME/…      plain folders, imported once at start (see FolderImport)
/// ROOT/datasets/NS/NAME/…
/// ROOT/spaces/NS/NAME/…
/// ROOT/users.json            users and tokens, optional
/// ROOT/.hub/repos/<kind>/NS/NAME/{repo.json,refs.json,blobs/,trees/,commits/}
/// ROOT/.hub/journal.json     repos that moved, plain folders that were imported
/// ROOT/.hub/lock             held while a Hub serves this root
/// ```
///
/// After its import a plain folder is never read again: `.hub` is the truth. A deleted repo does
/// not come back from its plain folder.
public final class HubStore implements AutoCloseable {
  private final Path root;
  private final FileChannel lock;
  private final Journal journal;
  private final Map<String, Repository> byKey = new ConcurrentHashMap<>();
  private final ReentrantLock changing = new ReentrantLock();

  private HubStore(Path root, FileChannel lock, Journal journal) {
    this.root = root;
    this.lock = lock;
    this.journal = journal;
  }

  /// Opens a root, making it if needed, and imports plain folders that are new.
  ///
  /// @throws IOException if another Hub serves it
  public static HubStore open(Path root) throws IOException {
    Path state = root.resolve(".hub");
    Files.createDirectories(state);
    FileChannel lock = lock(state.resolve("lock"));
    try {
      var store = new HubStore(root, lock, Journal.load(state.resolve("journal.json")));
      Folders.delete(state.resolve("tmp"));
      store.load();
      store.importPlainFolders();
      return store;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static FileChannel lock(Path file) throws IOException {
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean held;
    try {
      held = channel.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      held = false;
    }
    if (!held) {
      channel.close();
      throw new IOException("another Hub serves this folder: " + file.getParent().getParent());
    }
    return channel;
  }

  public Path root() {
    return root;
  }

  /// The repo of this id, letters' case aside.
  public Optional<Repository> find(RepoId id) {
    return Optional.ofNullable(byKey.get(id.key()));
  }

  /// Where a repo of this id went when it was renamed, if it was and still is there.
  public Optional<Repository> findMoved(RepoId id) {
    return journal.movedTo(id.key()).flatMap(key -> Optional.ofNullable(byKey.get(key)));
  }

  public Collection<Repository> list(RepoKind kind) {
    return byKey.values().stream().filter(repo -> repo.id().kind() == kind).toList();
  }

  /// Makes a repo with a first commit.
  ///
  /// @throws StoreConflict if the id is taken
  public Repository create(RepoId id, RepoMeta meta, CommitMessage message, FirstFiles files)
      throws IOException {
    changing.lock();
    try {
      requireFree(id);
      Path building = temporaryFolder();
      try {
        var repository = Repository.create(id, building, meta);
        repository.commit(Refs.MAIN, Optional.empty(), message, files.store(repository.objects()));
        return adopt(id, building);
      } finally {
        Folders.delete(building);
      }
    } finally {
      changing.unlock();
    }
  }

  /// Stores the files of a first commit.
  @FunctionalInterface
  public interface FirstFiles {
    List<Change> store(ObjectStore objects) throws IOException;
  }

  /// Removes a repo: at once for everybody, then from the disk.
  public void delete(Repository repository) throws IOException {
    changing.lock();
    try {
      Path trash = temporaryFolder();
      Files.delete(trash);
      repository.retire(folder -> Files.move(folder, trash));
      byKey.remove(repository.id().key());
      Folders.delete(trash);
    } finally {
      changing.unlock();
    }
  }

  /// Renames a repo; the old id leads to the new one until somebody takes it.
  ///
  /// @throws StoreConflict if the new id is taken
  public Repository move(Repository repository, RepoId newId) throws IOException {
    changing.lock();
    try {
      if (!newId.key().equals(repository.id().key())) {
        requireFree(newId);
      }
      Path newFolder = freeFolder(newId);
      repository.retire(folder -> DurableFiles.publishMove(folder, newFolder));
      Repository moved = Repository.open(newId, newFolder);
      byKey.remove(repository.id().key());
      byKey.put(newId.key(), moved);
      journal.recordMove(repository.id().key(), newId.key());
      return moved;
    } finally {
      changing.unlock();
    }
  }

  private void requireFree(RepoId id) {
    if (byKey.containsKey(id.key())) {
      throw new StoreConflict(
          Reason.EXISTS, "You already created this " + id.kind().word() + " repo");
    }
  }

  private Repository adopt(RepoId id, Path building) throws IOException {
    Path folder = freeFolder(id);
    DurableFiles.forceAll(building);
    DurableFiles.publishMove(building, folder);
    Repository repository = Repository.open(id, folder);
    byKey.put(id.key(), repository);
    journal.forgetMove(id.key());
    return repository;
  }

  private Path freeFolder(RepoId id) throws IOException {
    Path folder = folder(id);
    if (Files.exists(folder) && !Repository.isRepository(folder)) {
      Folders.delete(folder);
    }
    return folder;
  }

  private Path folder(RepoId id) {
    return root.resolve(".hub/repos").resolve(id.folder());
  }

  private Path temporaryFolder() throws IOException {
    Path temporaries = root.resolve(".hub/tmp");
    Files.createDirectories(temporaries);
    return Files.createTempDirectory(temporaries, "repo-");
  }

  private void load() throws IOException {
    for (RepoId id : idsBelow(root.resolve(".hub/repos"))) {
      if (Repository.isRepository(folder(id))) {
        try {
          byKey.put(id.key(), Repository.open(id, folder(id)));
        } catch (JsonException | NoSuchElementException | DateTimeException e) {
          throw new IOException(folder(id) + " is damaged: " + e.getMessage(), e);
        }
      }
    }
  }

  /// All at once: most of the time goes into waiting for the disk.
  private void importPlainFolders() throws IOException {
    List<RepoId> found = idsBelow(root);
    List<RepoId> fresh =
        found.stream()
            .filter(id -> !journal.isImported(id.key()) && !byKey.containsKey(id.key()))
            .toList();
    Parallel.forEach(fresh, this::importPlainFolder);
    journal.recordImports(found.stream().map(RepoId::key).toList());
  }

  private void importPlainFolder(RepoId id) throws IOException {
    Path building = temporaryFolder();
    try {
      FolderImport.run(id, root.resolve(id.folder()), building);
      adopt(id, building);
    } finally {
      Folders.delete(building);
    }
  }

  private static List<RepoId> idsBelow(Path base) throws IOException {
    List<RepoId> ids = new ArrayList<>();
    for (RepoKind kind : RepoKind.values()) {
      for (Path namespace : folders(base.resolve(kind.plural()))) {
        for (Path name : folders(namespace)) {
          RepoId.of(kind, namespace.getFileName().toString(), name.getFileName().toString())
              .ifPresent(ids::add);
        }
      }
    }
    return ids;
  }

  private static List<Path> folders(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(parent)) {
      return children.filter(Files::isDirectory).sorted().toList();
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
