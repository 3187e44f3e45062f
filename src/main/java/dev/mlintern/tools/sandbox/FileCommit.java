package dev.mlintern.tools.sandbox;

import dev.mlintern.hub.sandbox.ExecEnd;
import dev.mlintern.hub.sandbox.ExecSpec;
import dev.mlintern.hub.sandbox.SandboxException;
import dev.mlintern.hub.sandbox.SandboxException.Fault;
import dev.mlintern.tools.ToolFailure;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

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
    done(commit("whole", expected, hash, mode.orElse(KEEP_MODE), "0", "0"));
    file.note(content, hash);
  }

  /// Copies the file aside in the sandbox.
  ///
  /// @return path of the copy; to be used up by [#splice] or thrown away by [#release]
  String hold() {
    done(commit("hold", ANY, "", KEEP_MODE, "0", "0"));
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
    int tail = 0;
    while (tail < most - head
        && before[before.length - 1 - tail] == after[after.length - 1 - tail]) {
      tail++;
    }
    put(staged + ".part", Arrays.copyOfRange(after, head, after.length - tail));
    String hash = TextBytes.sha256(after);
    done(commit("splice", HELD, hash, KEEP_MODE, Integer.toString(head), Integer.toString(tail)));
    file.note(after, hash);
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
  private String commit(
      String act, String expected, String hash, String mode, String head, String tail) {
    var words =
        List.of(
            "/bin/sh",
            "-c",
            Programs.COMMIT,
            "sh",
            act,
            staged,
            file.path(),
            expected,
            hash,
            mode,
            head,
            tail);
    var program = ExecSpec.of(words.toArray(String[]::new));
    for (int attempt = 1; ; attempt++) {
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
