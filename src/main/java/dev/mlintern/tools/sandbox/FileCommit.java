package dev.mlintern.tools.sandbox;

import dev.mlintern.hub.sandbox.ExecEnd;
import dev.mlintern.hub.sandbox.ExecSpec;
import dev.mlintern.hub.sandbox.SandboxException;
import dev.mlintern.hub.sandbox.SandboxFile;
import dev.mlintern.tools.ToolFailure;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// Writes a file whole or not at all: staged beside its target, checked against what must be there,
/// then renamed. Keeps mode, owner and links.
final class FileCommit {
  static final String NEW = "new";
  static final String ANY = "any";

  private static final String KEEP_MODE = "-";
  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final int TRIES = 4;

  private final SandboxCall in;
  private final SeenFiles seen;

  FileCommit(SandboxCall in, SeenFiles seen) {
    this.in = in;
    this.seen = seen;
  }

  /// @param expected [#NEW], [#ANY] or the SHA-256 of what must be there now
  /// @param mode octal; the target's own otherwise
  /// @return the SHA-256 of what is there now
  String write(String path, byte[] content, String expected, Optional<String> mode) {
    String hash = TextBytes.sha256(content);
    String name =
        ".ml-intern-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    String staged = (SandboxPath.parent(path) + "/" + name).replace("//", "/");
    in.client().files().write(staged, content, in.scope());
    String outcome = commit(staged, path, expected, hash, mode.orElse(KEEP_MODE));
    if (!outcome.equals("done")) {
      throw new ToolFailure(why(outcome, path));
    }
    in.client().files().stat(path, in.scope()).ifPresent(entry -> note(path, entry, hash));
    return hash;
  }

  private void note(String path, SandboxFile entry, String hash) {
    seen.note(in.client(), path, entry, Optional.of(hash));
  }

  /// Asked again when the answer is lost: the program knows whether it was done.
  private String commit(String staged, String path, String expected, String hash, String mode) {
    var program =
        ExecSpec.of("/bin/sh", "-c", Programs.COMMIT, "sh", staged, path, expected, hash, mode);
    for (int attempt = 1; ; attempt++) {
      try {
        ExecEnd end = in.client().exec(program, in.scope());
        String said = end.output().strip();
        int at = said.lastIndexOf("ml-intern-commit ");
        return at >= 0
            ? said.substring(at + "ml-intern-commit ".length())
                + (said.endsWith("failed") ? ": " + end.errors().strip() : "")
            : "failed: " + end.errors().strip();
      } catch (SandboxException e) {
        if (!e.isPassing() || attempt == TRIES) {
          throw e;
        }
        in.scope().pause(PAUSE.multipliedBy(attempt));
      }
    }
  }

  private static String why(String outcome, String path) {
    String shown = SandboxPath.shown(path);
    return switch (outcome) {
      case "changed" ->
          shown + " has changed since it was read; nothing was written. Read it again first.";
      case "exists" -> shown + " exists already; nothing was written.";
      case "gone" -> shown + " is no longer there; nothing was written.";
      case "directory" -> shown + " is a directory; nothing was written.";
      case "outside", "badlink" ->
          shown + " is a link that leads out of the sandbox or nowhere; nothing was written.";
      default -> shown + " could not be written (" + outcome + "); it is as it was.";
    };
  }
}
