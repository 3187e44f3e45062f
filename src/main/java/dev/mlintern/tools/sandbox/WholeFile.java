package dev.mlintern.tools.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.sandbox.SandboxFile;
import dev.mlintern.tools.ToolFailure;

/// A file of the current sandbox for a tool that works elsewhere, byte for byte.
public final class WholeFile {
  private WholeFile() {}

  /// @param given absolute, or from `/app`
  /// @param maxBytes of a file that is still read
  /// @throws ToolFailure when there is no sandbox, no such file, or too much in it
  public static byte[] read(Sandboxes sandboxes, String given, int maxBytes, CallScope scope)
      throws InterruptedException {
    String path = SandboxPath.of(given);
    return SandboxCall.run(
        sandboxes, scope, "Nothing was changed.", in -> read(path, maxBytes, in));
  }

  private static byte[] read(String path, int maxBytes, SandboxCall in) {
    SandboxFile entry =
        in.client()
            .files()
            .stat(path, in.scope())
            .orElseThrow(() -> new ToolFailure(ReadTool.missing(path, in)));
    if (entry.kind() == SandboxFile.Kind.DIR) {
      throw new ToolFailure(SandboxPath.shown(path) + " is a directory: name a file in it.");
    }
    byte[] content = in.client().files().bytes(path, 0, maxBytes + 1, in.scope());
    if (content.length > maxBytes) {
      throw new ToolFailure(
          SandboxPath.shown(path) + " has more than " + (maxBytes >> 20) + " MiB, the most.");
    }
    return content;
  }
}
