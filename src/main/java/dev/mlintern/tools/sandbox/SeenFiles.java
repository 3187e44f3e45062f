package dev.mlintern.tools.sandbox;

import dev.mlintern.hub.sandbox.SandboxClient;
import dev.mlintern.hub.sandbox.SandboxFile;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What the model has seen of the files of a sandbox: the state each was in when it was read or
/// written last. Of another name for the same file it knows nothing, which only means one more
/// reading. Thread-safe.
public final class SeenFiles {
  private final Map<Key, Seen> seen = new ConcurrentHashMap<>();

  private record Key(String sandbox, String path) {}

  /// @param sha256 of the whole content, where all of it passed by
  record Seen(long size, long modifiedMillis, Optional<String> sha256) {
    /// Whether a file is still as it was, as far as its entry tells.
    boolean looksLike(SandboxFile now) {
      // A link's entry says nothing about what it leads to: the hash must.
      return now.kind() == SandboxFile.Kind.SYMLINK
          ? sha256.isPresent()
          : now.size() == size && now.modifiedMillis() == modifiedMillis;
    }
  }

  void note(SandboxClient sandbox, String path, SandboxFile entry, Optional<String> sha256) {
    seen.put(
        new Key(sandbox.address(), path), new Seen(entry.size(), entry.modifiedMillis(), sha256));
  }

  Optional<Seen> of(SandboxClient sandbox, String path) {
    return Optional.ofNullable(seen.get(new Key(sandbox.address(), path)));
  }
}
