package dev.mlintern.localhub.store;

import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Turns a plain folder of files into a repo with one commit.
///
/// A file `.hubrepo.json` in the folder is not imported but says what files cannot:
/// `{"private": bool, "gated": "auto"|"manual", "accepted": [user], "disabled": bool,
/// "likes": n, "downloads": n, "sdk": "gradio", "createdAt": time, "lastModified": time}`, all
/// optional, times in ISO 8601. `.git`, `.cache` and `.DS_Store` are left out.
final class FolderImport {
  private static final System.Logger LOG = System.getLogger(FolderImport.class.getName());
  private static final String SEED = ".hubrepo.json";
  private static final Set<String> LEFT_OUT = Set.of(".git", ".cache", ".DS_Store", SEED);
  private static final int SAMPLE_BYTES = 512;

  private final Path source;
  private final Repository target;
  private final LargeFileRules rules;

  private FolderImport(Path source, Repository target, LargeFileRules rules) {
    this.source = source;
    this.target = target;
    this.rules = rules;
  }

  /// @param building an empty folder the repo is made in
  static void run(RepoId id, Path source, Path building) throws IOException {
    JsonObject seed = seed(source);
    RepoMeta meta;
    Optional<Instant> date;
    try {
      meta = RepoMeta.fresh(false, Optional.empty()).withSeed(seed);
      date = seed.string("lastModified").map(Instant::parse);
    } catch (DateTimeException e) {
      throw new IOException(source.resolve(SEED) + " cannot be used: " + e.getMessage(), e);
    }
    var repository = Repository.create(id, building, meta);
    Path attributes = source.resolve(LargeFileRules.PATH);
    LargeFileRules rules =
        Files.isRegularFile(attributes)
            ? LargeFileRules.parse(Files.readString(attributes))
            : LargeFileRules.usual();
    new FolderImport(source, repository, rules).commit(date);
  }

  private static JsonObject seed(Path source) throws IOException {
    Path file = source.resolve(SEED);
    if (!Files.exists(file)) {
      return JsonObject.EMPTY;
    }
    try {
      return JsonReader.readObject(Files.readString(file));
    } catch (JsonException e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void commit(Optional<Instant> date) throws IOException {
    List<Path> files = files();
    Map<Path, Change> stored = new ConcurrentHashMap<>();
    Parallel.forEach(
        files,
        file -> {
          String path = source.relativize(file).toString().replace('\\', '/');
          try {
            stored.put(file, new Change.Put(FilePaths.checked(path), store(file, path)));
          } catch (StoreConflict e) {
            LOG.log(Level.WARNING, "left out of the import: " + file + ": " + e.getMessage());
          }
        });
    List<Change> changes = new ArrayList<>();
    files.stream().map(stored::get).filter(Objects::nonNull).forEach(changes::add);
    if (!Files.exists(source.resolve(LargeFileRules.PATH))) {
      FileEntry usual = target.objects().putRegular(LargeFileRules.usualAttributes());
      changes.add(new Change.Put(LargeFileRules.PATH, usual));
    }
    var message = new CommitMessage("Import from folder", "", target.id().namespace(), date);
    target.commit(Refs.MAIN, Optional.empty(), message, changes);
  }

  private FileEntry store(Path file, String path) throws IOException {
    byte[] sample;
    try (InputStream in = Files.newInputStream(file)) {
      sample = in.readNBytes(SAMPLE_BYTES);
    }
    if (!rules.isLarge(path, Files.size(file), sample)) {
      return target.objects().putRegular(Files.readAllBytes(file));
    }
    try (InputStream in = Files.newInputStream(file)) {
      Blob blob = target.objects().putStream(in);
      return target.objects().large(blob.sha256(), blob.size());
    }
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        source,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return LEFT_OUT.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            // Links to files count: the official client's cache is made of them.
            if (Files.isRegularFile(file) && !LEFT_OUT.contains(file.getFileName().toString())) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort(null);
    return files;
  }
}
