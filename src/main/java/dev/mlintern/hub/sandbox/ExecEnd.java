package dev.mlintern.hub.sandbox;

/// How a program ended.
///
/// @param output the beginning of what it wrote, at most [#MAX_CHARS]
/// @param errors the beginning of what it wrote to its error output
public record ExecEnd(int exitCode, boolean timedOut, String output, String errors) {
  /// Most that is kept of either output: this is for programs of ours, which say little.
  static final int MAX_CHARS = 1 << 20;

  public boolean isSuccess() {
    return exitCode == 0 && !timedOut;
  }
}
