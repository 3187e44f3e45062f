package dev.mlintern.localhub.sandbox;

import dev.mlintern.localhub.web.HubError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The folder of a sandbox and the paths in it. `/app`, the working folder people know from cloud
/// sandboxes, is the folder's own `app`; other absolute paths must lie in the folder as they are.
///
/// Links are followed one by one, and none may lead out.
record SandboxFolder(Path root) {
  /// Name of the working folder in cloud sandboxes.
  static final String WORK = "/app";

  private static final int MAX_LINKS = 40;

  static SandboxFolder make(Path folder) throws IOException {
    Files.createDirectories(folder);
    var made = new SandboxFolder(folder.toRealPath());
    Files.createDirectories(made.work());
    Files.createDirectories(made.temporary());
    return made;
  }

  /// Makes what a command deleted that the next one needs to be run at all, as far as that goes.
  void mend() {
    for (Path needed : List.of(work(), temporary())) {
      try {
        if (!Files.exists(needed)) {
          Files.createDirectories(needed);
        }
      } catch (IOException _) {
        // Whoever needs it says so.
      }
    }
  }

  Path work() {
    return root.resolve("app");
  }

  Path temporary() {
    return root.resolve("tmp");
  }

  /// The file a path leads to, all links followed; it need not exist.
  Path target(String path) throws IOException {
    return resolve(named(path), true);
  }

  /// The directory entry a path names: a link at its end is meant itself.
  Path entry(String path) throws IOException {
    return resolve(named(path), false);
  }

  private Path named(String path) {
    if (path.isEmpty()) {
      throw HubError.badRequest("path must not be empty");
    }
    try {
      if (path.equals(WORK) || path.startsWith(WORK + "/")) {
        return Path.of(root + path);
      }
      return work().resolve(path);
    } catch (InvalidPathException e) {
      throw HubError.badRequest("not a path: " + e.getReason());
    }
  }

  /// Walks the path name by name as the system does, so that `..` behind a link means what it means
  /// there.
  private Path resolve(Path path, boolean followLast) throws IOException {
    Deque<Path> names = new ArrayDeque<>();
    path.forEach(names::add);
    Path at = path.getRoot();
    int links = 0;
    while (!names.isEmpty()) {
      Path name = names.pop();
      if (name.toString().equals("..")) {
        at = at.getParent() == null ? at : at.getParent();
        continue;
      }
      Path next = name.toString().equals(".") ? at : at.resolve(name);
      boolean follow = followLast || !names.isEmpty();
      if (!follow || !Files.isSymbolicLink(next)) {
        at = next;
        continue;
      }
      if (++links > MAX_LINKS) {
        throw HubError.badRequest("too many levels of symbolic links");
      }
      Path to = Files.readSymbolicLink(next);
      at = to.isAbsolute() ? to.getRoot() : at;
      var onward = new ArrayDeque<Path>();
      to.forEach(onward::add);
      onward.descendingIterator().forEachRemaining(names::push);
    }
    requireInside(at);
    return at;
  }

  private void requireInside(Path resolved) {
    if (!resolved.startsWith(root)) {
      throw HubError.forbidden(
          "the path leads out of the sandbox's folder " + root + " (to " + resolved + ")");
    }
  }
}
