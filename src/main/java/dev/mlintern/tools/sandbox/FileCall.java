package dev.mlintern.tools.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.sandbox.SandboxException;
import dev.mlintern.hub.sandbox.SandboxFile;
import dev.mlintern.hub.sandbox.SandboxFiles;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.sandbox.edit.ByteSink;
import dev.mlintern.tools.sandbox.edit.Difference;
import java.util.Objects;
import java.util.Optional;

/// One call of a tool that works on a file of the current sandbox.
///
/// @param path absolute there
/// @param seen what the model knows of its files
record FileCall(String path, Arguments arguments, SandboxCall in, SeenFiles seen) {
  private static final int MAX_DIFF_CHARS = 3_000;
  private static final int CHUNK_BYTES = 64 << 10;

  FileCall {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(arguments, "arguments");
    Objects.requireNonNull(in, "in");
    Objects.requireNonNull(seen, "seen");
  }

  /// What a call does.
  @FunctionalInterface
  interface Work {
    ToolResult run(FileCall file);
  }

  /// @param unclear what to say when the answer was lost: whether it may have been done
  static ToolResult run(
      ToolCall call, Sandboxes sandboxes, SeenFiles seen, String unclear, Work work)
      throws InterruptedException {
    Arguments arguments = call.arguments();
    String path = SandboxPath.of(arguments.verbatim("path").orElse(""));
    return SandboxCall.run(
        sandboxes, call.scope(), unclear, in -> work.run(new FileCall(path, arguments, in, seen)));
  }

  /// The same for a call that changes the file; none comes in between.
  static ToolResult change(
      ToolCall call, Sandboxes sandboxes, SeenFiles seen, String unclear, Work work)
      throws InterruptedException {
    Arguments arguments = call.arguments();
    String path = SandboxPath.of(arguments.verbatim("path").orElse(""));
    return SandboxCall.run(
        sandboxes,
        call.scope(),
        unclear,
        in ->
            seen.inTurn(
                in.client(), in.scope(), () -> work.run(new FileCall(path, arguments, in, seen))));
  }

  SandboxFiles files() {
    return in.client().files();
  }

  CallScope scope() {
    return in.scope();
  }

  String shown() {
    return SandboxPath.shown(path);
  }

  Optional<SandboxFile> stat() {
    return files().stat(path, scope());
  }

  /// @throws ToolFailure when the entry is a directory
  SandboxFile requireFile(SandboxFile entry) {
    if (entry.kind() == SandboxFile.Kind.DIR) {
      throw new ToolFailure(shown() + " is a directory.");
    }
    return entry;
  }

  Optional<SeenFiles.Seen> before() {
    return seen.of(in.client(), path);
  }

  /// Takes note of what was just read.
  void note(SeenFiles.Seen state) {
    seen.note(in.client(), path, state);
  }

  /// Takes note of what was just written.
  void note(byte[] content, Optional<String> sha256) {
    stat().ifPresent(entry -> note(SeenFiles.Seen.of(entry, content, sha256)));
  }

  /// Takes note of what a large file was just made.
  void note(Fingerprint content) {
    stat().ifPresent(entry -> note(SeenFiles.Seen.large(entry, content)));
  }

  /// Gives on all that is there now.
  ///
  /// @throws SandboxException also when nothing is
  void pass(ByteSink sink) {
    files()
        .read(
            path,
            0,
            Long.MAX_VALUE,
            scope(),
            in -> {
              byte[] chunk = new byte[CHUNK_BYTES];
              for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                sink.take(chunk, 0, n);
              }
              return null;
            });
  }

  /// The refusal to touch what is no longer what was seen, with what changed where it is small.
  ToolFailure changed() {
    return new ToolFailure(
        shown()
            + " has changed since it was read; nothing was written. Read it again first."
            + difference()
                .map(diff -> "\n" + ForeignText.fenced("What changed since", diff))
                .orElse(""));
  }

  private Optional<String> difference() {
    Optional<byte[]> old = before().flatMap(SeenFiles.Seen::content);
    if (old.isEmpty()) {
      return Optional.empty();
    }
    try {
      byte[] now = files().bytes(path, 0, SeenFiles.KEPT_BYTES + 1, scope());
      if (now.length > SeenFiles.KEPT_BYTES || TextBytes.isBinary(now)) {
        return Optional.of("It is now binary, or longer than " + SeenFiles.KEPT_BYTES + " bytes.");
      }
      String diff =
          Difference.of(
              TextBytes.of(old.get(), Optional.empty()).text(),
              TextBytes.of(now, Optional.empty()).text());
      return diff.isEmpty() ? Optional.empty() : Optional.of(ForeignText.cut(diff, MAX_DIFF_CHARS));
    } catch (SandboxException _) {
      // The refusal stands without it.
      return Optional.empty();
    }
  }
}
