package dev.mlintern.localhub.store;

import dev.mlintern.localhub.store.StoreConflict.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// One repo: what is known of it, its refs, its objects.
///
/// Readers take the current snapshot of meta and refs without a lock; writers go one after the
/// other. A commit is visible when the refs file is renamed into place, which is its last step: a
/// crash before leaves the old head and some unnamed objects, never half a commit.
public final class Repository {
  private static final Pattern SHA = Pattern.compile("[0-9a-f]{5,40}");
  private static final int SHA_CHARS = 40;

  private final RepoId id;
  private final Path folder;
  private final DurableFiles writes;
  private final ObjectStore objects;
  private final ReentrantLock writing = new ReentrantLock(true);
  private volatile RepoMeta meta;
  private volatile Refs refs;
  private volatile Commit lastRead;
  private Discussions discussions;
  private PullRequests pullRequests;
  private boolean gone;

  private Repository(RepoId id, Path folder, DurableFiles writes, RepoMeta meta, Refs refs) {
    this.id = id;
    this.folder = folder;
    this.writes = writes;
    this.objects = new ObjectStore(folder, writes);
    this.meta = meta;
    this.refs = refs;
  }

  static Repository open(RepoId id, Path folder) throws IOException {
    var repository =
        new Repository(
            id,
            folder,
            DurableFiles.FORCED,
            RepoMeta.load(metaFile(folder)),
            Refs.load(refsFile(folder)));
    repository.objects.removeLeftovers();
    repository.discussions = Discussions.load(repository, folder.resolve("discussions"));
    repository.pullRequests = new PullRequests(repository, repository.discussions);
    return repository;
  }

  /// A repo in an empty folder nobody sees; its first commit completes it, then it is moved to its
  /// place and opened there.
  static Repository create(RepoId id, Path folder, RepoMeta meta) throws IOException {
    var repository = new Repository(id, folder, DurableFiles.RELAXED, meta, new Refs(Map.of()));
    meta.save(repository.objects.temporaries(), metaFile(folder), DurableFiles.RELAXED);
    return repository;
  }

  /// Whether a folder holds a whole repo. A late upload to a deleted repo can leave less.
  static boolean isRepository(Path folder) {
    return Files.exists(metaFile(folder)) && Files.exists(refsFile(folder));
  }

  private static Path metaFile(Path folder) {
    return folder.resolve("repo.json");
  }

  private static Path refsFile(Path folder) {
    return folder.resolve("refs.json");
  }

  public RepoId id() {
    return id;
  }

  public RepoMeta meta() {
    return meta;
  }

  public Refs refs() {
    return refs;
  }

  public ObjectStore objects() {
    return objects;
  }

  public Discussions discussions() {
    return discussions;
  }

  public PullRequests pullRequests() {
    return pullRequests;
  }

  /// The commit a revision names: branch, tag, full ref, `HEAD`, or (the start of) a commit id.
  public Optional<Commit> find(String revision) throws IOException {
    Refs current = refs;
    Optional<String> id = current.fullName(revision).flatMap(current::target);
    if (id.isEmpty() && SHA.matcher(revision).matches()) {
      id = objects.commitStartingWith(revision);
    }
    return id.isEmpty() ? Optional.empty() : Optional.of(commit(id.get()));
  }

  /// Lists ask for the same few heads again and again.
  private Commit commit(String commitId) throws IOException {
    Commit known = lastRead;
    if (known == null || !known.id().equals(commitId)) {
      known = objects.commit(commitId);
      lastRead = known;
    }
    return known;
  }

  /// The head of the default branch.
  public Commit head() throws IOException {
    return find("HEAD").orElseThrow(() -> new IOException(id.folder() + " has no commits"));
  }

  /// Files and folders of a commit.
  public Snapshot snapshot(Commit commit) {
    return new Snapshot(objects, commit);
  }

  /// Adds a commit to a ref, or starts the ref with it.
  ///
  /// @param ref full name, e.g. `refs/heads/main`
  /// @param expectedParent (the start of) the id the ref must still point at
  /// @throws StoreConflict if it does not, or a change does not fit the files
  public Commit commit(
      String ref, Optional<String> expectedParent, CommitMessage message, List<Change> changes)
      throws IOException {
    lockForWriting();
    try {
      Optional<String> head = refs.target(ref);
      if (expectedParent.isPresent()
          && head.filter(id -> id.startsWith(expectedParent.get())).isEmpty()) {
        throw new StoreConflict(
            Reason.STALE_PARENT, "A commit has happened since. Please refresh and try again.");
      }
      Optional<Commit> parent =
          head.isEmpty() ? Optional.empty() : Optional.of(objects.commit(head.get()));
      Commit commit = write(parent, message, changes);
      point(refs.with(ref, commit.id()));
      return commit;
    } finally {
      writing.unlock();
    }
  }

  /// Makes the files of a ref its only commit. Other refs keep the old history.
  ///
  /// @throws StoreConflict if the ref is not there
  public Commit squash(String ref, CommitMessage message) throws IOException {
    lockForWriting();
    try {
      String head = refs.target(ref).orElseThrow(() -> missing(ref));
      Commit only =
          Commit.of(
              objects.commit(head).tree(),
              Optional.empty(),
              message.title(),
              message.description(),
              message.author(),
              Instant.now());
      objects.putCommit(only);
      point(refs.with(ref, only.id()));
      return only;
    } finally {
      writing.unlock();
    }
  }

  /// Stores a commit that no ref names yet.
  Commit write(Optional<Commit> parent, CommitMessage message, List<Change> changes)
      throws IOException {
    var editor = new TreeEditor(objects, parent.map(Commit::tree));
    for (Change change : changes) {
      editor.apply(change);
    }
    Commit commit =
        Commit.of(
            editor.write(),
            parent,
            message.title(),
            message.description(),
            message.author(),
            message.date().orElseGet(Instant::now));
    objects.putCommit(commit);
    return commit;
  }

  /// Work during which nobody else writes.
  interface Writing<T> {
    T run() throws IOException;
  }

  <T> T exclusively(Writing<T> work) throws IOException {
    lockForWriting();
    try {
      return work.run();
    } finally {
      writing.unlock();
    }
  }

  /// Changes what is known of the repo.
  public RepoMeta update(UnaryOperator<RepoMeta> change) throws IOException {
    lockForWriting();
    try {
      RepoMeta changed = change.apply(meta);
      changed.save(objects.temporaries(), metaFile(folder), writes);
      meta = changed;
      return changed;
    } finally {
      writing.unlock();
    }
  }

  /// Names a commit.
  ///
  /// @throws StoreConflict if the name is taken and `overwrite` is false
  public void createRef(String ref, String commit, boolean overwrite) throws IOException {
    if (commit.length() != SHA_CHARS) {
      throw new IllegalArgumentException("not a full commit id: " + commit);
    }
    lockForWriting();
    try {
      if (refs.target(ref).isPresent() && !overwrite) {
        throw new StoreConflict(Reason.EXISTS, "Reference already exists: " + ref);
      }
      point(refs.with(ref, commit));
    } finally {
      writing.unlock();
    }
  }

  /// @throws StoreConflict if the name is not there
  public void deleteRef(String ref) throws IOException {
    lockForWriting();
    try {
      if (refs.target(ref).isEmpty()) {
        throw missing(ref);
      }
      point(refs.without(ref));
    } finally {
      writing.unlock();
    }
  }

  private static StoreConflict missing(String ref) {
    return new StoreConflict(Reason.MISSING, "Reference does not exist: " + ref);
  }

  private void lockForWriting() {
    writing.lock();
    if (gone) {
      writing.unlock();
      throw new StoreConflict(Reason.MISSING, "Repository not found");
    }
  }

  /// Takes the folder away from under this object: whoever still holds it can only read.
  void retire(FolderMove move) throws IOException {
    lockForWriting();
    try {
      move.run(folder);
      gone = true;
    } finally {
      writing.unlock();
    }
  }

  /// Renames or removes the folder of a repo.
  @FunctionalInterface
  interface FolderMove {
    void run(Path folder) throws IOException;
  }

  void point(Refs changed) throws IOException {
    changed.save(objects.temporaries(), refsFile(folder), writes);
    refs = changed;
  }
}
