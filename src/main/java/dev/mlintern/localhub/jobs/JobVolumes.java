package dev.mlintern.localhub.jobs;

import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.account.Caller;
import dev.mlintern.localhub.api.RepoAccess;
import dev.mlintern.localhub.store.Commit;
import dev.mlintern.localhub.store.FileEntry;
import dev.mlintern.localhub.store.HubStore;
import dev.mlintern.localhub.store.RepoId;
import dev.mlintern.localhub.store.RepoKind;
import dev.mlintern.localhub.store.Repository;
import dev.mlintern.localhub.store.Snapshot;
import dev.mlintern.localhub.web.HubError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Volumes of jobs. There is no container to mount into, so each becomes a folder of the job, and
/// its mount path is replaced by that folder wherever it stands in the command and the environment;
/// a script that spells the path out itself does not find it. Repositories are copied, read-only,
/// as they are when the job starts; a bucket is a folder of the Hub's root that jobs share.
final class JobVolumes {
  private final HubStore store;

  JobVolumes(HubStore store) {
    this.store = store;
  }

  /// @throws HubError 400 for a volume that is none, 401, 403 or 404 for a repository that is not
  ///     the caller's to read
  void check(Caller.SignedIn caller, RepoAccess access, JobRequest request) {
    for (JsonValue value : request.volumes()) {
      if (!(value instanceof JsonObject volume) || !mountPath(volume).matches("/[^/].*")) {
        throw HubError.badRequest("✖ Invalid volume: an absolute mountPath → at volumes");
      }
      if (mountPath(volume).contains("..") || volume.string("path").orElse("").contains("..")) {
        throw HubError.badRequest("✖ Invalid volume: no `..` → at volumes");
      }
      if (isBucket(volume)) {
        bucket(volume);
      } else {
        Repository repository = access.visible(caller, repo(volume));
        RepoAccess.requireFiles(caller, repository);
      }
    }
  }

  private static String mountPath(JsonObject volume) {
    return volume.string("mountPath").orElse("");
  }

  private static boolean isBucket(JsonObject volume) {
    return volume.string("type").filter("bucket"::equals).isPresent();
  }

  private static RepoId repo(JsonObject volume) {
    return volume
        .string("type")
        .flatMap(RepoKind::ofWord)
        .flatMap(kind -> RepoId.parse(kind, volume.string("source").orElse("")))
        .orElseThrow(() -> HubError.badRequest("✖ Invalid type or source → at volumes"));
  }

  private Path bucket(JsonObject volume) {
    RepoId id =
        RepoId.parse(RepoKind.MODEL, volume.string("source").orElse(""))
            .orElseThrow(() -> HubError.badRequest("✖ Invalid source → at volumes"));
    return store.root().resolve(".hub/buckets").resolve(id.namespace()).resolve(id.name());
  }

  /// Makes the folders.
  ///
  /// @param job the job's folder
  /// @return folders by mount path
  Map<String, Path> place(JobRequest request, Path job) throws IOException {
    var placed = new LinkedHashMap<String, Path>();
    int number = 0;
    for (JsonValue value : request.volumes()) {
      if (value instanceof JsonObject volume) {
        Path target = Files.createDirectories(job.resolve("volumes")).resolve("" + number++);
        if (isBucket(volume)) {
          Path folder = bucket(volume).resolve(volume.string("path").orElse(""));
          Files.createSymbolicLink(target, Files.createDirectories(folder).toAbsolutePath());
        } else {
          copy(volume, target);
        }
        placed.put(mountPath(volume).replaceFirst("/+$", ""), target.toAbsolutePath());
      }
    }
    return placed;
  }

  private void copy(JsonObject volume, Path target) throws IOException {
    Repository repository =
        store.find(repo(volume)).orElseThrow(() -> new IOException(missing(volume)));
    Optional<Commit> commit = repository.find(volume.string("revision").orElse("main"));
    Snapshot snapshot =
        repository.snapshot(commit.orElseThrow(() -> new IOException(missing(volume))));
    String below = volume.string("path").map(path -> path.replaceAll("^/+|/+$", "")).orElse("");
    Files.createDirectories(target);
    for (Map.Entry<String, FileEntry> file : snapshot.files().entrySet()) {
      String path = file.getKey();
      if (!below.isEmpty() && !path.startsWith(below + "/")) {
        continue;
      }
      Path copy = target.resolve(below.isEmpty() ? path : path.substring(below.length() + 1));
      Files.createDirectories(copy.getParent());
      Files.copy(snapshot.objects().blobFile(file.getValue().sha256()), copy);
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("r--r--r--"));
    }
  }

  private static String missing(JsonObject volume) {
    return "volume " + volume.string("source").orElse("") + ": no such repository or revision";
  }

  /// The text with mount paths replaced, where one begins a word or a value and ends or goes on
  /// with a slash.
  static String replaced(String text, Map<String, Path> placed) {
    String result = text;
    for (Map.Entry<String, Path> volume : placed.entrySet()) {
      String mount = Pattern.quote(volume.getKey());
      String target = Matcher.quoteReplacement(volume.getValue().toString());
      result = result.replaceAll("(?<![\\w/.-])" + mount + "(?=$|[/\\s:,;'\"])", target);
    }
    return result;
  }
}
