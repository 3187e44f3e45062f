package dev.mlintern.hub;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// Where the bytes of a file come from on their way into a repository.
public sealed interface CommitContent {
  /// A local file, streamed: it must not change until the commit is made.
  record OnDisk(Path file) implements CommitContent {
    public OnDisk {
      Objects.requireNonNull(file, "file");
    }

    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(file);
    }

    @Override
    public long size() throws IOException {
      return Files.size(file);
    }

    @Override
    public String toString() {
      return file.toString();
    }
  }

  /// Bytes at hand; never changed after this.
  record InMemory(byte[] bytes) implements CommitContent {
    public InMemory {
      Objects.requireNonNull(bytes, "bytes");
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public String toString() {
      return "the given content";
    }
  }

  /// The bytes from the start; may be called again.
  InputStream open() throws IOException;

  /// Number of bytes.
  long size() throws IOException;
}
