package dev.mlintern.localhub.store;

import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.localhub.store.StoreConflict.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The discussions and pull requests of a repo, each in a file `discussions/<number>.json`. The
/// file of a deleted one stays, empty, so that no number is given twice.
public final class Discussions {
  private static final String GONE = "{}";
  private static final Pattern FILE = Pattern.compile("([1-9]\\d{0,8})\\.json");

  private final Repository repository;
  private final Path folder;
  private final ConcurrentSkipListMap<Integer, Discussion> byNumber = new ConcurrentSkipListMap<>();
  private int highest;

  private Discussions(Repository repository, Path folder) {
    this.repository = repository;
    this.folder = folder;
  }

  static Discussions load(Repository repository, Path folder) throws IOException {
    var discussions = new Discussions(repository, folder);
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          discussions.load(file);
        }
      }
    }
    return discussions;
  }

  private void load(Path file) throws IOException {
    Matcher name = FILE.matcher(file.getFileName().toString());
    if (!name.matches()) {
      return; // not ours
    }
    int num = Integer.parseInt(name.group(1));
    highest = Math.max(highest, num);
    JsonObject json = JsonReader.readObject(Files.readString(file));
    if (json.names().isEmpty()) {
      return;
    }
    Discussion found = Discussion.fromJson(num, json);
    if (found.proposal().isPresent()) {
      Refs refs = repository.refs();
      boolean refWasMade =
          found.proposal().get().refDeleted() || refs.target(found.ref()).isPresent();
      if (!refWasMade) {
        return; // A crash came before its last step: nobody was told of it.
      }
      Optional<String> merged = refs.target(found.mergedRef());
      if (merged.isPresent() && found.status() != DiscussionStatus.MERGED) {
        Commit commit = repository.objects().commit(merged.get());
        found = merged(found, commit, commit.author());
      }
    }
    byNumber.put(num, found);
  }

  static Discussion merged(Discussion open, Commit commit, String by) {
    Discussion.Proposal wanted = open.proposal().orElseThrow();
    return open.withProposal(
            new Discussion.Proposal(
                wanted.base(), wanted.baseCommit(), Optional.of(commit.id()), wanted.refDeleted()))
        .withStatus(DiscussionEvent.status(by, DiscussionStatus.MERGED));
  }

  /// Newest first.
  public List<Discussion> list() {
    return List.copyOf(byNumber.descendingMap().values());
  }

  public Optional<Discussion> find(int num) {
    return Optional.ofNullable(byNumber.get(num));
  }

  /// The pull request a ref like `refs/pr/3` belongs to.
  public Optional<Discussion> ofRef(String ref) {
    return byNumber.values().stream()
        .filter(Discussion::isPullRequest)
        .filter(discussion -> discussion.ref().equals(ref))
        .findFirst();
  }

  /// Starts a discussion.
  public Discussion start(String title, String author, String text) throws IOException {
    return repository.exclusively(
        () ->
            put(
                Discussion.fresh(
                    nextNumber(),
                    title,
                    DiscussionEvent.comment(author, text),
                    DiscussionStatus.OPEN,
                    Optional.empty())));
  }

  /// Changes a discussion.
  ///
  /// @throws StoreConflict if it is not there (any more)
  public Discussion update(int num, UnaryOperator<Discussion> change) throws IOException {
    return repository.exclusively(
        () ->
            put(
                change.apply(
                    find(num)
                        .orElseThrow(
                            () -> new StoreConflict(Reason.MISSING, "Discussion not found")))));
  }

  public void delete(int num) throws IOException {
    repository.exclusively(
        () -> {
          write(num, GONE);
          byNumber.remove(num);
          return num;
        });
  }

  /// Only for who writes alone, see [Repository#exclusively].
  int nextNumber() {
    return highest + 1;
  }

  /// Only for who writes alone, see [Repository#exclusively].
  Discussion put(Discussion discussion) throws IOException {
    write(discussion.num(), discussion.toJson().toJson());
    byNumber.put(discussion.num(), discussion);
    highest = Math.max(highest, discussion.num());
    return discussion;
  }

  private void write(int num, String json) throws IOException {
    DurableFiles.FORCED.publish(
        repository.objects().temporaries(),
        folder.resolve(num + ".json"),
        json.getBytes(StandardCharsets.UTF_8));
  }
}
