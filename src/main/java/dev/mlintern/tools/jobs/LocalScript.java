package dev.mlintern.tools.jobs;

import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A script in a file of this machine, sent on purpose (`script_kind=local_path`). Only files of
/// the project are sent: a path elsewhere could be a key or somebody's notes.
final class LocalScript {
  private static final long MAX_BYTES = 20L << 20;

  private LocalScript() {}

  /// Its bytes as they are.
  ///
  /// @throws IOException when it is not a readable file of the project
  static byte[] read(String path, Settings settings) throws IOException {
    Path project =
        settings.path(Setting.CLAUDE_PROJECT_DIR).orElseGet(() -> Path.of("")).toRealPath();
    Path file;
    try {
      file = project.resolve(path).toRealPath();
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new IOException("there is no such file below " + project, e);
    }
    if (!file.startsWith(project)) {
      throw new IOException("it is outside the project " + project);
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException("it is not a file");
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException("it has more than " + (MAX_BYTES >> 20) + " MiB");
    }
    return Files.readAllBytes(file);
  }
}
