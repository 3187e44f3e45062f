package dev.mlintern.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Assumptions;

/// A program from npm in a pinned version, installed below `target/` once.
public record NpmPackage(String name, String version, String command) {
  private static final Duration BOUND = Duration.ofMinutes(5);

  /// Why one could not be installed; one failed attempt is enough for a whole run.
  private static final Map<NpmPackage, String> FAILURES = new ConcurrentHashMap<>();

  /// The program. Skips the calling test, loudly, where npm or its registry is out of reach.
  public Path binary() {
    synchronized (FAILURES) {
      Path binary = folder().resolve("node_modules/.bin").resolve(command);
      if (!FAILURES.containsKey(this) && !works(binary)) {
        install(binary);
      }
      if (FAILURES.containsKey(this)) {
        Assumptions.abort(FAILURES.get(this));
      }
      return binary;
    }
  }

  private Path folder() {
    String name = this.name.substring(this.name.lastIndexOf('/') + 1) + "-" + version;
    return Path.of(System.getProperty("ml-intern.basedir"), "target", name);
  }

  private boolean works(Path binary) {
    return Files.isExecutable(binary)
        && Command.of(folder(), binary.toString(), "--version")
            .with("HOME", folder())
            .run(Duration.ofSeconds(30))
            .stdout()
            .startsWith(version);
  }

  private void install(Path binary) {
    String wanted = name + "@" + version;
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
      Files.createDirectories(folder());
      // The whole environment: it may say where the registry is.
      FinishedCommand run = new Command(npm, folder(), System.getenv()).run(BOUND);
      why = run.exitCode() == 0 ? "" : run.stderr();
    } catch (IOException | UncheckedIOException | AssertionError e) {
      why = e.toString();
    }
    if (!why.isEmpty() || !works(binary)) {
      String failure = "SKIPPED: A TEST WITH " + wanted + ". npm cannot install it";
      FAILURES.put(this, failure);
      System.err.println("\n*** " + failure + "\n" + why.strip().indent(4));
    }
  }
}
