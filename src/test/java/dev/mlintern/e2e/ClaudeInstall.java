package dev.mlintern.e2e;

import java.nio.file.Path;

/// The real client, from npm.
public final class ClaudeInstall {
  /// The version whose behaviour the tests pin.
  public static final String VERSION = "2.1.329";

  private static final NpmPackage CLAUDE_CODE =
      new NpmPackage("@anthropic-ai/claude-code", VERSION, "claude");

  private ClaudeInstall() {}

  /// The client's binary. Skips the calling test, loudly, where npm or its registry is out of
  /// reach.
  public static Path binary() {
    return CLAUDE_CODE.binary();
  }
}
