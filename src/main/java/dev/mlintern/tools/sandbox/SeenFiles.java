package dev.mlintern.tools.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.LastUsed;
import dev.mlintern.hub.sandbox.SandboxClient;
import dev.mlintern.hub.sandbox.SandboxFile;
import dev.mlintern.tools.Turns;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// What the model has seen of the files of a sandbox: the state each was in when it was read or
/// written last. Of another name for the same file it knows nothing, which only means one more
/// reading. Thread-safe.
public final class SeenFiles {
  /// Files up to here are kept, so that a refusal can show what changed.
  static final int KEPT_BYTES = 64 << 10;

  private static final int KEPT_FILES = 64;

  private final Map<Key, Seen> seen = new ConcurrentHashMap<>();
  private final Map<Key, byte[]> contents = LastUsed.map(KEPT_FILES);

  /// One for each sandbox: two names may lead to the same file.
  private final Turns changes = new Turns();

  private record Key(String sandbox, String path) {}

  /// @param sha256 of the whole content, where it was made: of large files that were edited it is
  /// not
  /// @param fingerprint of the whole content, where all of it passed by
  /// @param content the whole of a small file, while it is kept
  record Seen(
      long size,
      long modifiedMillis,
      Optional<String> sha256,
      Optional<Fingerprint> fingerprint,
      Optional<byte[]> content) {
    /// Of a file that was seen in part.
    static Seen part(SandboxFile entry) {
      return new Seen(
          entry.size(),
          entry.modifiedMillis(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    static Seen of(SandboxFile entry, byte[] content, Optional<String> sha256) {
      return new Seen(
          entry.size(),
          entry.modifiedMillis(),
          sha256,
          Optional.of(Fingerprint.of(content)),
          Optional.of(content));
    }

    /// Of a large file that went by.
    static Seen large(SandboxFile entry, Fingerprint content) {
      return new Seen(
          entry.size(),
          entry.modifiedMillis(),
          Optional.empty(),
          Optional.of(content),
          Optional.empty());
    }

    private Seen with(Optional<byte[]> kept) {
      return new Seen(size, modifiedMillis, sha256, fingerprint, kept);
    }

    /// Whether a file is still as it was, as far as its entry tells.
    boolean looksLike(SandboxFile now) {
      // A link's entry says nothing about what it leads to: the hash must.
      return now.kind() == SandboxFile.Kind.SYMLINK
          ? sha256.isPresent()
          : now.size() == size && now.modifiedMillis() == modifiedMillis;
    }
  }

  /// Work that changes a file: one after the other.
  ///
  /// @throws dev.mlintern.tools.ToolFailure when its turn does not come in the time of the scope
  <T> T inTurn(SandboxClient sandbox, CallScope scope, Supplier<T> work)
      throws InterruptedException {
    return changes.take(
        sandbox.address(),
        scope,
        "Another write or edit in this sandbox takes all the time there is; nothing was changed."
            + " Repeat this call.",
        work::get);
  }

  void note(SandboxClient sandbox, String path, Seen state) {
    var key = new Key(sandbox.address(), path);
    seen.put(key, state.with(Optional.empty()));
    state
        .content()
        .filter(content -> content.length <= KEPT_BYTES)
        .ifPresentOrElse(content -> contents.put(key, content), () -> contents.remove(key));
  }

  Optional<Seen> of(SandboxClient sandbox, String path) {
    var key = new Key(sandbox.address(), path);
    return Optional.ofNullable(seen.get(key))
        .map(state -> state.with(Optional.ofNullable(contents.get(key))));
  }
}
