package dev.mlintern.tools.sandbox;

import dev.mlintern.hub.sandbox.ExecEnd;
import dev.mlintern.hub.sandbox.ExecSpec;
import dev.mlintern.hub.sandbox.SandboxException;
import dev.mlintern.hub.sandbox.SandboxException.Fault;
import dev.mlintern.tools.ToolFailure;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

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
  private static final int TRIES = 4;
  private static final int BLOCK = 8 << 10;

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
    String hash = TextBytes.sha256(content);
    put(staged, content);
    done(commit("whole", expected, () -> hash, mode.orElse(KEEP_MODE), content.length, 0, 0));
    file.note(content, Optional.of(hash));
  }

  /// Copies the file aside in the sandbox.
  ///
  /// @return path of the copy; to be used up by [#splice] or thrown away by [#release]
  String hold() {
    done(commit("hold", ANY, () -> "", KEEP_MODE, 0, 0, 0));
    return staged;
  }

  /// Throws the copy away.
  void release() {
    release(staged);
  }

  /// Makes the file what it is to be, if it still is what is held.
  ///
  /// @param before the content held
  void splice(byte[] before, byte[] after) {
    int most = Math.min(before.length, after.length);
    int same = Arrays.mismatch(before, 0, most, after, 0, most);
    int head = same < 0 ? most : same;
    int tail = sameTail(before, after, most - head);
    put(staged + ".part", Arrays.copyOfRange(after, head, after.length - tail));
    int rest = before.length - tail;
    Supplier<String> hash = () -> TextBytes.sha256(after);
    done(commit("splice", HELD, hash, KEEP_MODE, after.length, head, rest));
    file.note(after, Optional.empty());
  }

  private static int sameTail(byte[] before, byte[] after, int most) {
    int tail = 0;
    // In blocks first: whole ones are compared many bytes at a time.
    while (tail + BLOCK <= most
        && Arrays.equals(
            before,
            before.length - tail - BLOCK,
            before.length - tail,
            after,
            after.length - tail - BLOCK,
            after.length - tail)) {
      tail += BLOCK;
    }
    while (tail < most && before[before.length - 1 - tail] == after[after.length - 1 - tail]) {
      tail++;
    }
    return tail;
  }

  private void put(String path, byte[] content) {
    try {
      file.files().write(path, content, file.scope());
    } catch (SandboxException e) {
      // Of a full disk, too: what came is not left lying about.
      if (e.fault() == Fault.REFUSED || e.fault() == Fault.BROKEN) {
        release(path);
      }
      throw e;
    }
  }

  private void release(String path) {
    try {
      file.files().delete(path, file.scope());
    } catch (SandboxException _) {
      // Not there, or the sandbox is gone: what the caller has to say is more important.
    }
  }

  private void done(String outcome) {
    if (!outcome.equals(DONE)) {
      throw why(outcome);
    }
  }

  /// Asked again when the answer is lost: the program knows whether it was done.
  ///
  /// @param hash of what is to be there; made for the second time of asking, which alone needs it
  private String commit(
      String act,
      String expected,
      Supplier<String> hash,
      String mode,
      int size,
      int head,
      int rest) {
    for (int attempt = 1; ; attempt++) {
      var program =
          ExecSpec.of(
              "/bin/sh",
              "-c",
              Programs.COMMIT,
              "sh",
              act,
              staged,
              file.path(),
              expected,
              attempt == 1 ? "-" : hash.get(),
              mode,
              Integer.toString(size),
              Integer.toString(head),
              Integer.toString(rest));
      try {
        return outcome(file.in().client().exec(program, file.scope()));
      } catch (SandboxException e) {
        if (!e.isPassing() || attempt == TRIES) {
          throw e;
        }
        file.scope().pause(PAUSE.multipliedBy(attempt));
      }
    }
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
