package dev.mlintern.policy;

import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonReader;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The leases on disk: `sandboxes/<nonce>.json` in the state folder, each replaced whole.
///
/// One process changes a lease at a time: its holder, and only when that is dead, whoever sweeps.
public final class SandboxLeases {
  private static final String SUFFIX = ".json";

  private final Path folder;

  private SandboxLeases(Path folder) {
    this.folder = Objects.requireNonNull(folder, "folder");
  }

  public static SandboxLeases of(Settings settings) {
    return new SandboxLeases(settings.stateDirectory().resolve("sandboxes"));
  }

  /// Whether there is any, at the price of one look into a folder.
  public boolean isEmpty() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      return !files.iterator().hasNext();
    } catch (IOException _) {
      return true;
    }
  }

  /// All that can be read, oldest first. A damaged file does not hide the others; its sandbox is
  /// found by its labels.
  ///
  /// @throws IOException when the folder is there but cannot be read
  public List<SandboxLease> all() throws IOException {
    var leases = new ArrayList<SandboxLease>();
    for (Path file : files()) {
      read(file).ifPresent(leases::add);
    }
    leases.sort(Comparator.comparing(SandboxLease::createdAt));
    return leases;
  }

  /// Names of the files that tell no lease: what they stood for may still be paid for.
  ///
  /// @throws IOException when the folder is there but cannot be read
  public List<String> unreadable() throws IOException {
    var names = new ArrayList<String>();
    for (Path file : files()) {
      if (read(file).isEmpty() && Files.exists(file)) {
        names.add(file.getFileName().toString());
      }
    }
    return names;
  }

  private List<Path> files() throws IOException {
    var files = new ArrayList<Path>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
        entries.forEach(files::add);
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    return files;
  }

  /// Puts the lease on disk; it is there when this returns.
  public void write(SandboxLease lease) throws IOException {
    StateFiles.replace(file(lease.nonce()), lease.toJson().toJson());
  }

  /// Forgets a lease whose sandbox is over.
  public void remove(String nonce) throws IOException {
    Files.deleteIfExists(file(nonce));
  }

  private Path file(String nonce) {
    if (!SandboxLease.isNonce(nonce)) {
      throw new IllegalArgumentException("not a nonce");
    }
    return folder.resolve(nonce + SUFFIX);
  }

  private static Optional<SandboxLease> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty(); // removed meanwhile, or none of ours
    }
    try {
      return Optional.of(SandboxLease.fromJson(JsonReader.readObject(Files.readString(file))));
    } catch (NoSuchFileException | CharacterCodingException _) {
      return Optional.empty();
    } catch (JsonException | IllegalArgumentException | DateTimeException | ArithmeticException _) {
      return Optional.empty();
    }
  }
}
