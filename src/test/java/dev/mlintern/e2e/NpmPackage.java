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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

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

  /// Whether npm has finished installing this version: the list of what it installed is written
  /// last. Not tried out, because it may want another Node than the one on the path.
  private boolean works(Path binary) {
    Path modules = folder().resolve("node_modules");
    if (!Files.isExecutable(binary) || !Files.exists(modules.resolve(".package-lock.json"))) {
      return false;
    }
    try {
      String manifest = Files.readString(modules.resolve(name).resolve("package.json"));
      return JsonMapper.shared().readTree(manifest).path("version").asString("").equals(version);
    } catch (IOException | JacksonException _) {
      return false;
    }
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
