package dev.mlintern.policy;

import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Proof for the server that the approval hook put a call before a human: one small file for each
/// call that was asked about, `asked/<call id>`. If such a call arrives, the human said yes.
///
/// Without it (a client that runs no hooks) the server refuses what must never happen unasked.
final class AskReceipts {
  private final Path folder;

  private AskReceipts(Path folder) {
    this.folder = folder;
  }

  static AskReceipts of(Settings settings) {
    return new AskReceipts(settings.stateDirectory().resolve("asked"));
  }

  /// Notes that this call is being asked about. A call without an id cannot be proven later.
  void leave(Optional<String> toolUseId, String title) throws IOException {
    if (toolUseId.isPresent()) {
      try (var channel = StateFiles.open(file(toolUseId.get()))) {
        channel.truncate(0);
        StateFiles.writeFully(channel, title);
      }
    }
  }

  /// Takes the proof away, so that it serves once.
  boolean take(Optional<String> toolUseId, String title) throws IOException {
    if (toolUseId.isEmpty() || !Files.isRegularFile(file(toolUseId.get()))) {
      return false;
    }
    Path file = file(toolUseId.get());
    boolean sameCall = Files.readString(file, StandardCharsets.UTF_8).equals(title);
    return Files.deleteIfExists(file) && sameCall;
  }

  private Path file(String toolUseId) {
    return folder.resolve(SessionId.fileName(toolUseId));
  }
}
