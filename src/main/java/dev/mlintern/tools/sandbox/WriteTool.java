package dev.mlintern.tools.sandbox;

import dev.mlintern.hub.sandbox.SandboxFile;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/// `write`: a whole file in the sandbox, in one step; never over something that was not seen.
public final class WriteTool implements Tool {
  private static final ToolSpec SPEC = ToolSpec.load("write");

  private final Sandboxes sandboxes;
  private final SeenFiles seen;

  public WriteTool(Sandboxes sandboxes, SeenFiles seen) {
    this.sandboxes = Objects.requireNonNull(sandboxes, "sandboxes");
    this.seen = Objects.requireNonNull(seen, "seen");
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult call(ToolCall call) throws InterruptedException {
    return FileCall.change(
        call,
        sandboxes,
        seen,
        "The file is either as it was or written whole: read it to see.",
        WriteTool::write);
  }

  private static ToolResult write(FileCall file) {
    String content = file.arguments().verbatim("content").orElseThrow();
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(content)) {
      throw new ToolFailure(
          "`content` must be whole characters: it has half a surrogate pair; nothing was written.");
    }
    Optional<SandboxFile> entry = file.stat().map(file::requireFile);
    String expected = entry.map(there -> overwriting(there, file)).orElse(FileCommit.NEW);
    TextForm form = entry.map(_ -> TextForm.of(start(file))).orElse(TextForm.PLAIN);
    byte[] bytes = form.bytes(content);
    new FileCommit(file).write(bytes, expected, file.arguments().text("mode"));
    return ToolResult.ok(
        (entry.isEmpty() ? "Created " : "Overwrote ")
            + file.shown()
            + " · "
            + bytes.length
            + " bytes"
            + form.words(content)
            + PythonCheck.warnings(file.path(), () -> content, file.in()));
  }

  /// How the file that is overwritten begins.
  private static byte[] start(FileCall file) {
    return file.before()
        .flatMap(SeenFiles.Seen::content)
        .orElseGet(() -> file.files().bytes(file.path(), 0, TextForm.START_BYTES, file.scope()));
  }

  /// What must still be there when a file is overwritten.
  private static String overwriting(SandboxFile entry, FileCall file) {
    if (file.arguments().flag("if_absent", false)) {
      throw new ToolFailure(file.shown() + " exists already; nothing was written.");
    }
    Optional<String> hash = file.arguments().text("expected_hash");
    if (hash.isPresent()) {
      return hash.get();
    }
    SeenFiles.Seen before =
        file.before()
            .orElseThrow(
                () ->
                    new ToolFailure(
                        file.shown()
                            + " exists and was not read: nothing was written. Read it first, or"
                            + " change parts of it with edit."));
    if (!before.looksLike(entry)) {
      throw file.changed();
    }
    return before
        .sha256()
        .or(() -> before.fingerprint().map(seen -> hashOf(seen, file)))
        .orElse(FileCommit.ANY);
  }

  /// Of a large file that was edited there is no hash yet: it is made of what is there, if that is
  /// what was left there.
  private static String hashOf(Fingerprint seen, FileCall file) {
    var now = new Fingerprint.Running();
    MessageDigest sha256 = TextBytes.sha256();
    file.pass(
        (bytes, offset, length) -> {
          now.take(bytes, offset, length);
          sha256.update(bytes, offset, length);
        });
    if (!now.soFar().equals(seen)) {
      throw file.changed();
    }
    return HexFormat.of().formatHex(sha256.digest());
  }
}
