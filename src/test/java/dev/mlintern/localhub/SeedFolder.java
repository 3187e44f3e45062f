package dev.mlintern.localhub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// Writes the plain folders a Hub imports when it starts.
final class SeedFolder {
  private final Path root;

  SeedFolder(Path root) {
    this.root = root;
  }

  SeedFolder file(String path, String content) {
    return file(path, content.getBytes(StandardCharsets.UTF_8));
  }

  SeedFolder file(String path, byte[] content) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
      return this;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /// A file of `src/test/resources/localhub`.
  SeedFolder resource(String path, String name) {
    String resource = "/localhub/" + name;
    try (InputStream in = SeedFolder.class.getResourceAsStream(resource)) {
      return file(path, Objects.requireNonNull(in, resource).readAllBytes());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
