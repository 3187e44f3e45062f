package dev.mlintern.tools.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.sandbox.ExecEnd;
import dev.mlintern.hub.sandbox.ExecSpec;
import dev.mlintern.hub.sandbox.SandboxException;
import dev.mlintern.hub.sandbox.SandboxException.Fault;
import dev.mlintern.tools.ToolFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;

/// Writes a file whole or not at all: made beside its target, checked against what must be there,
/// put on disk, then renamed. Keeps mode, owner and links.
///
/// A large file that changes in a part is put together in the sandbox, of a copy held there and
/// that part: nothing else travels.
final class FileCommit {
  static final String NEW = "new";
  static final String ANY = "any";

  private static final String HELD = "held";
  private static final String KEEP_MODE = "-";
  private static final String DONE = "done";
  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final Duration CLEARING = Duration.ofSeconds(10);
  private static final int TRIES = 4;

  private final FileCall file;
  private final String staged;

  FileCommit(FileCall file) {
    this.file = file;
    String name =
        ".ml-intern-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    this.staged = (SandboxPath.parent(file.path()) + "/" + name).replace("//", "/");
  }

  /// @param expected [#NEW], [#ANY] or the SHA-256 of what must be there now
  /// @param mode octal; the target's own otherwise
  void write(byte[] content, String expected, Optional<String> mode) {
    put(staged, content);
    var fresh = Optional.of(Fingerprint.of(content));
    done(commit("whole", expected, mode.orElse(KEEP_MODE), fresh, content.length));
    file.note(content, Optional.of(TextBytes.sha256(content)));
  }

  /// Copies the file aside in the sandbox.
  ///
  /// @return path of the copy; to be used up by [#splice] or thrown away by [#release]
  String hold() {
    done(commit("hold", ANY, KEEP_MODE, Optional.empty()));
    return staged;
  }

  /// Throws the copy away.
  void release() {
    release(staged);
  }

  /// Makes the file what it is to be, if it still is what is held.
  void splice(Splice splice) {
    put(staged + ".part", splice.part());
    long size = splice.after().size();
    var fresh = Optional.of(splice.after());
    done(commit("splice", HELD, KEEP_MODE, fresh, size, splice.head(), splice.rest()));
    file.note(splice.after());
  }

  private void put(String path, byte[] content) {
    try {
      file.files().write(path, content, file.scope());
    } catch (SandboxException e) {
      // Of a full disk, too: what came is not left lying about.
      if (e.fault() == Fault.REFUSED || e.fault() == Fault.BROKEN) {
        release(path);
      }
      throw e.saying(e.getMessage().replace(path, file.path()));
    }
  }

  private void release(String path) {
    if (file.scope().isCancelled() || file.scope().isExpired()) {
      // This thread is not to call anybody any more.
      Thread.startVirtualThread(() -> delete(path, CallScope.lasting(CLEARING)));
    } else {
      delete(path, file.scope());
    }
  }

  private void delete(String path, CallScope scope) {
    try {
      file.files().delete(path, scope);
    } catch (SandboxException _) {
      // Not there, or the sandbox is gone: what the caller has to say is more important.
    }
  }

  private void done(String outcome) {
    if (!outcome.equals(DONE)) {
      throw why(outcome);
    }
  }

  /// Asked again when the answer is lost. What was done the first time shows in the file.
  ///
  /// @param fresh of what is to be there, if something new is
  /// @param sizes bytes of what is to be there; for a splice, those of its head and where its rest
  ///     begins as well
  private String commit(
      String act, String expected, String mode, Optional<Fingerprint> fresh, long... sizes) {
    var words = new ArrayList<>(List.of("/bin/sh", "-c", Programs.COMMIT, "sh"));
    words.addAll(List.of(act, staged, file.path(), expected, mode));
    LongStream.of(sizes).mapToObj(Long::toString).forEach(words::add);
    var program = new ExecSpec(words, Map.of(), Duration.ZERO, Optional.empty());
    for (int attempt = 1; ; attempt++) {
      try {
        String outcome = outcome(file.in().client().exec(program, file.scope()));
        boolean unclear = attempt > 1 && fresh.isPresent() && !outcome.equals(DONE);
        return unclear && isThere(fresh.get()) ? DONE : outcome;
      } catch (SandboxException e) {
        if (!e.isPassing() || attempt == TRIES) {
          throw e;
        }
        file.scope().pause(PAUSE.multipliedBy(attempt));
      }
    }
  }

  private boolean isThere(Fingerprint fresh) {
    var now = new Fingerprint.Running();
    try {
      file.pass(now::take);
    } catch (SandboxException e) {
      if (e.fault() != Fault.NOT_FOUND) {
        throw e;
      }
    }
    return now.soFar().equals(fresh);
  }

  private static String outcome(ExecEnd end) {
    String said = end.output().strip();
    int at = said.lastIndexOf("ml-intern-commit ");
    return at >= 0
        ? said.substring(at + "ml-intern-commit ".length())
            + (said.endsWith("failed") ? ": " + end.errors().strip() : "")
        : "failed: " + end.errors().strip();
  }

  private ToolFailure why(String outcome) {
    String shown = file.shown();
    return switch (outcome) {
      case "changed" -> file.changed();
      case "exists" -> new ToolFailure(shown + " exists already; nothing was written.");
      case "gone" -> new ToolFailure(shown + " is no longer there; nothing was written.");
      case "directory" -> new ToolFailure(shown + " is a directory; nothing was written.");
      case "outside", "badlink" ->
          new ToolFailure(
              shown + " is a link that leads out of the sandbox or nowhere; nothing was written.");
      default ->
          new ToolFailure(shown + " could not be written (" + outcome + "); it is as it was.");
    };
  }
}
