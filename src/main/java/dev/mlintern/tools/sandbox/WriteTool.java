package dev.mlintern.tools.sandbox;

import dev.mlintern.hub.sandbox.SandboxFile;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolSpec;
import java.nio.charset.StandardCharsets;
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
    String path = SandboxPath.of(call.arguments().verbatim("path").orElse(""));
    return SandboxCall.run(
        sandboxes,
        call.scope(),
        "The file is either as it was or written whole: read it to see.",
        in -> write(path, call.arguments(), in));
  }

  private ToolResult write(String path, Arguments arguments, SandboxCall in) {
    String content = arguments.verbatim("content").orElseThrow();
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    Optional<SandboxFile> entry = in.client().files().stat(path, in.scope());
    if (entry.filter(there -> there.kind() == SandboxFile.Kind.DIR).isPresent()) {
      throw new ToolFailure(SandboxPath.shown(path) + " is a directory.");
    }
    String expected =
        entry.isEmpty() ? FileCommit.NEW : overwriting(path, entry.get(), arguments, in);
    new FileCommit(in, seen).write(path, bytes, expected, arguments.text("mode"));
    return ToolResult.ok(
        (entry.isEmpty() ? "Created " : "Overwrote ")
            + SandboxPath.shown(path)
            + " · "
            + bytes.length
            + " bytes"
            + PythonCheck.warnings(path, content, in));
  }

  /// What must still be there when a file is overwritten.
  private String overwriting(String path, SandboxFile entry, Arguments arguments, SandboxCall in) {
    String shown = SandboxPath.shown(path);
    if (arguments.flag("if_absent", false)) {
      throw new ToolFailure(shown + " exists already; nothing was written.");
    }
    Optional<String> hash = arguments.text("expected_hash");
    if (hash.isPresent()) {
      return hash.get();
    }
    SeenFiles.Seen before =
        seen.of(in.client(), path)
            .orElseThrow(
                () ->
                    new ToolFailure(
                        shown
                            + " exists and was not read: nothing was written. Read it first, or"
                            + " change parts of it with edit."));
    if (!before.looksLike(entry)) {
      throw new ToolFailure(
          shown + " has changed since it was read; nothing was written. Read it again first.");
    }
    return before.sha256().orElse(FileCommit.ANY);
  }
}
