package dev.mlintern.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A folder that Claude Code sees as this project: what the client reads is copied, the launcher is
/// linked, so the server that starts is the packaged jar.
public final class ClaudeProject {
  private static final Path REPOSITORY = Path.of(System.getProperty("ml-intern.basedir"));
  private static final List<String> READ_BY_THE_CLIENT =
      List.of(".mcp.json", "CLAUDE.md", ".claude", ".claude-plugin");

  private ClaudeProject() {}

  /// Makes the folder `target` and returns it.
  public static Path copyTo(Path target) {
    try {
      Files.createDirectories(target);
      for (String name : READ_BY_THE_CLIENT) {
        if (Files.exists(REPOSITORY.resolve(name))) {
          copyTree(REPOSITORY.resolve(name), target.resolve(name));
        }
      }
      Files.createSymbolicLink(target.resolve("ml-intern"), REPOSITORY.resolve("ml-intern"));
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a project in " + target, e);
    }
  }

  /// Copies a file, or a folder with everything in it.
  public static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }
}
