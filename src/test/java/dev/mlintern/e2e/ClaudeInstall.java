package dev.mlintern.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// The real client, installed from npm below `target/`, once.
public final class ClaudeInstall {
  /// The version whose behaviour the tests pin.
  public static final String VERSION = "2.1.329";

  private static final Path FOLDER =
      Path.of(System.getProperty("ml-intern.basedir"), "target", "claude-code-" + VERSION);
  private static final Path BINARY = FOLDER.resolve("node_modules/.bin/claude");
  private static final Duration BOUND = Duration.ofMinutes(5);

  /// Why it could not be installed; one failed attempt is enough for a whole run.
  private static String failure = "";

  private ClaudeInstall() {}

  /// The client's binary. Skips the calling test, loudly, where npm or its registry is out of
  /// reach.
  public static synchronized Path binary() {
    if (failure.isEmpty() && !works()) {
      install();
    }
    if (!failure.isEmpty()) {
      Assumptions.abort(failure);
    }
    return BINARY;
  }

  private static boolean works() {
    return Files.isExecutable(BINARY)
        && Command.of(FOLDER, BINARY.toString(), "--version")
            .with("HOME", FOLDER)
            .run(Duration.ofSeconds(30))
            .stdout()
            .startsWith(VERSION);
  }

  private static void install() {
    String wanted = "@anthropic-ai/claude-code@" + VERSION;
    List<String> npm =
        List.of(
            "npm",
            "install",
            "--prefix=.",
            "--no-audit",
            "--no-fund",
            "--fetch-retries=1",
            "--fetch-retry-mintimeout=1000",
            wanted);
    String why;
    try {
      Files.createDirectories(FOLDER);
      // The whole environment: it may say where the registry is.
      FinishedCommand run = new Command(npm, FOLDER, System.getenv()).run(BOUND);
      why = run.exitCode() == 0 ? "" : run.stderr();
    } catch (IOException | UncheckedIOException | AssertionError e) {
      why = e.toString();
    }
    if (!why.isEmpty() || !works()) {
      failure = "SKIPPED: END-TO-END TEST WITH CLAUDE CODE. npm cannot install " + wanted;
      System.err.println("\n*** " + failure + "\n" + why.strip().indent(4));
    }
  }
}
