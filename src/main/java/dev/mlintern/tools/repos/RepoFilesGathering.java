package dev.mlintern.tools.repos;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.CommitChange;
import dev.mlintern.hub.CommitContent;
import dev.mlintern.hub.CommitFile;
import dev.mlintern.hub.FilePath;
import dev.mlintern.hub.HubFiles;
import dev.mlintern.hub.TreeEntry;
import dev.mlintern.hub.TreePage;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.repos.RepoFilesOperation.Part;
import dev.mlintern.tools.repos.RepoFilesOperation.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Turns what somebody wants to upload or copy into the changes of a commit: reads and measures
/// local files, looks up what is to be copied.
final class RepoFilesGathering {
  private static final int MOST_COPIED = 2_000;
  private static final long MOST_REGULAR_BYTES = 64L << 20;

  private final HubFiles files;
  private final RepoFilesLocal local;

  RepoFilesGathering(HubFiles files, RepoFilesLocal local) {
    this.files = files;
    this.local = local;
  }

  /// @param notes what was left out and why
  /// @param seen the commit that copies were read at, where the changes are right only on top of it
  record Gathered(List<CommitChange> changes, List<String> notes, Optional<String> seen) {}

  /// @param pinned the target as it is at one commit: all that is read belongs together
  record Copies(List<CommitChange> changes, List<TreeEntry> sources, RepoFilesTarget pinned) {}

  /// A local file and where it goes.
  private record Pair(FilePath path, Path file) {}

  /// @param downloads where files of the web are kept until the commit is made
  Gathered gather(
      RepoFilesTarget target, Upload upload, RepoFilesDownloads downloads, ToolCall call)
      throws IOException {
    List<CommitChange> changes = new ArrayList<>();
    List<Pair> pairs = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    Optional<RepoFilesTarget> pinned =
        upload.parts().stream().anyMatch(Part.CopyOf.class::isInstance)
            ? Optional.of(pinned(target, call.scope()))
            : Optional.empty();
    boolean isMoving = upload.ifAbsent();
    for (Part part : upload.parts()) {
      switch (part) {
        case Part.Content content ->
            changes.add(
                new CommitChange.Put(
                    CommitFile.measured(
                        new FilePath(content.path()),
                        new CommitContent.InMemory(content.bytes()),
                        upload.ifAbsent())));
        case Part.Local here -> pairs.addAll(pairs(here, upload.allowSecrets(), notes));
        case Part.Fetched fetched ->
            pairs.add(
                new Pair(
                    new FilePath(fetched.path()),
                    downloads.fetch(fetched.url(), fetched.path(), call.scope(), call.progress())));
        case Part.CopyOf copy -> {
          var source = sources(pinned.orElseThrow(), copy.from(), call.scope());
          changes.addAll(
              copies(
                  pinned.orElseThrow(),
                  source,
                  copy.from(),
                  copy.path(),
                  upload.ifAbsent(),
                  notes,
                  call.scope()));
        }
        case Part.Deletion deletion -> {
          isMoving = true;
          changes.add(new CommitChange.DeleteFile(existing(target, deletion, call.scope())));
        }
      }
    }
    for (Pair pair : pairs) {
      call.scope().throwIfCancelled();
      if (pairs.size() > 1) {
        call.progress()
            .report(0, OptionalDouble.empty(), "reading " + pairs.size() + " local files");
      }
      changes.add(
          new CommitChange.Put(
              CommitFile.measured(
                  pair.path(), new CommitContent.OnDisk(pair.file()), upload.ifAbsent())));
    }
    Optional<String> seen = isMoving ? pinned.map(RepoFilesTarget::revision) : Optional.empty();
    return new Gathered(List.copyOf(changes), List.copyOf(notes), seen);
  }

  private List<Pair> pairs(Part.Local here, boolean allowSecrets, List<String> notes)
      throws IOException {
    Path real = local.resolve(here.local());
    String target = here.path().orElse("").replaceFirst("^(\\./|/)+", "");
    if (Files.isRegularFile(real)) {
      // A link keeps its own name: in Hugging Face's cache the real one is a hash.
      String name = Path.of(here.local()).getFileName().toString();
      boolean isSensitive =
          RepoFilesLocal.isSensitive(name)
              || RepoFilesLocal.isSensitive(real.getFileName().toString());
      if (!allowSecrets && isSensitive) {
        throw new ToolFailure(
            "hf_repo_files upload: "
                + real
                + " looks like a file of secrets and was not uploaded. If the user has looked at it"
                + " and it is none, allow_secrets: true uploads it.");
      }
      boolean isFolder = target.isEmpty() || target.endsWith("/");
      return List.of(new Pair(new FilePath(isFolder ? target + name : target), real));
    }
    if (!Files.isDirectory(real)) {
      throw new ToolFailure(
          "hf_repo_files upload: " + real + " is neither a regular file nor a folder.");
    }
    RepoFilesLocal.Folder folder =
        local.walk(
            real,
            here.pattern().map(RepoFilesGlob::of),
            here.ignore().stream().map(RepoFilesGlob::of).toList(),
            allowSecrets);
    folder.leftOut().forEach((why, count) -> notes.add("Left out (" + why + "): " + count + "."));
    if (folder.files().isEmpty()) {
      throw new ToolFailure(
          "hf_repo_files upload: " + real + " holds no file to upload. " + String.join(" ", notes));
    }
    String prefix =
        target.isEmpty() || target.equals(".") ? "" : target.replaceAll("/+$", "") + "/";
    return folder.files().stream()
        .map(found -> new Pair(new FilePath(prefix + found.relative()), found.file()))
        .toList();
  }

  private FilePath existing(RepoFilesTarget target, Part.Deletion deletion, CallScope scope) {
    FilePath path = new FilePath(deletion.path());
    boolean isThere =
        files
            .pathsInfo(target.type(), target.id(), target.revision(), List.of(path), false, scope)
            .stream()
            .anyMatch(TreeEntry::isFile);
    if (!isThere || path.value().equals(".gitattributes")) {
      throw new ToolFailure(
          "hf_repo_files upload: nothing was changed: "
              + (isThere
                  ? ".gitattributes is never deleted."
                  : "there is no file `" + path + "` to delete in " + target.at() + "."));
    }
    return path;
  }

  /// Copies of a file, or of everything in a folder.
  Copies copies(RepoFilesTarget target, String from, String to, CallScope scope)
      throws IOException {
    RepoFilesTarget pinned = pinned(target, scope);
    List<TreeEntry> sources = sources(pinned, from, scope);
    return new Copies(
        copies(pinned, sources, from, to, false, new ArrayList<>(), scope), sources, pinned);
  }

  /// The target at the commit it is at now: listings of a branch may be a minute old.
  RepoFilesTarget pinned(RepoFilesTarget target, CallScope scope) {
    String head =
        files.history(target.type(), target.id(), target.revision(), 0, 1, scope).items().stream()
            .findFirst()
            .map(commit -> commit.path("id").asString(""))
            .filter(id -> !id.isEmpty())
            .orElseThrow(
                () ->
                    new ToolFailure(
                        "hf_repo_files: nothing was changed: " + target.at() + " has no commits."));
    return new RepoFilesTarget(target.type(), target.id(), head, target.path());
  }

  /// Large files are linked, small ones read.
  private List<CommitChange> copies(
      RepoFilesTarget target,
      List<TreeEntry> sources,
      String from,
      String to,
      boolean ifAbsent,
      List<String> notes,
      CallScope scope)
      throws IOException {
    String source = from.replaceAll("^(\\./|/)+|/+$", "");
    boolean isFile = sources.size() == 1 && sources.getFirst().path().equals(source);
    List<CommitChange> changes = new ArrayList<>();
    long regular = 0;
    for (TreeEntry entry : sources) {
      String rest = isFile ? "" : entry.path().substring(source.length());
      String name = entry.path().substring(entry.path().lastIndexOf('/') + 1);
      String place = isFile && to.endsWith("/") ? to + name : to.replaceAll("/+$", "") + rest;
      FilePath path = new FilePath(place);
      if (path.value().equals(entry.path())) {
        throw new ToolFailure("hf_repo_files: `" + path + "` cannot be copied onto itself.");
      }
      if (entry.lfsSha256().isPresent()) {
        changes.add(new CommitChange.Link(path, entry.lfsSha256().get(), entry.size()));
        continue;
      }
      regular += entry.size();
      if (regular > MOST_REGULAR_BYTES) {
        throw new ToolFailure(
            "hf_repo_files: more than "
                + RepoFilesSize.of(MOST_REGULAR_BYTES)
                + " of regular files to copy; copy the parts one by one.");
      }
      changes.add(
          new CommitChange.Put(
              CommitFile.measured(
                  path, new CommitContent.InMemory(bytes(target, entry, scope)), ifAbsent)));
    }
    if (ifAbsent) {
      leaveAlone(target, changes, notes, scope);
    }
    return changes;
  }

  /// Drops the links to places where there is something: of files the Hub says it, of links not.
  private void leaveAlone(
      RepoFilesTarget target, List<CommitChange> changes, List<String> notes, CallScope scope) {
    List<FilePath> linked =
        changes.stream()
            .filter(CommitChange.Link.class::isInstance)
            .map(CommitChange::path)
            .toList();
    if (linked.isEmpty()) {
      return;
    }
    for (TreeEntry there :
        files.pathsInfo(target.type(), target.id(), target.revision(), linked, false, scope)) {
      changes.removeIf(
          change ->
              change instanceof CommitChange.Link && change.path().value().equals(there.path()));
      notes.add(
          RepoFilesListing.shown(there.path()) + " was left alone because there is one already.");
    }
  }

  /// The file of that path, or the files below it.
  private List<TreeEntry> sources(RepoFilesTarget target, String from, CallScope scope) {
    FilePath path = new FilePath(from.replaceAll("/+$", ""));
    TreeEntry entry =
        files
            .pathsInfo(target.type(), target.id(), target.revision(), List.of(path), false, scope)
            .stream()
            .findFirst()
            .orElseThrow(
                () ->
                    new ToolFailure(
                        "hf_repo_files: nothing was changed: there is no `"
                            + path
                            + "` in "
                            + target.at()
                            + "."));
    if (entry.isFile()) {
      return List.of(entry);
    }
    List<TreeEntry> below = new ArrayList<>();
    Optional<String> next = Optional.empty();
    do {
      TreePage page =
          files.treePage(
              target.type(), target.id(), target.revision(), Optional.of(path), true, next, scope);
      page.entries().stream().filter(TreeEntry::isFile).forEach(below::add);
      next = page.nextCursor();
    } while (next.isPresent() && below.size() <= MOST_COPIED);
    if (below.size() > MOST_COPIED) {
      throw new ToolFailure(
          "hf_repo_files: `" + path + "` holds more than " + MOST_COPIED + " files to copy.");
    }
    return below;
  }

  private byte[] bytes(RepoFilesTarget target, TreeEntry entry, CallScope scope) {
    return entry.size() == 0
        ? new byte[0]
        : files.bytes(
            target.type(),
            target.id(),
            target.revision(),
            new FilePath(entry.path()),
            0,
            Math.toIntExact(entry.size()),
            scope);
  }
}
