package dev.mlintern.hooks.upload;

import dev.mlintern.json.JsonObject;
import dev.mlintern.policy.StateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/// `upload.log` in the queue's folder: what became of every session that ended, one JSON object a
/// line, at most two files of [#MOST_BYTES].
final class UploadLog {
  private static final long MOST_BYTES = 1 << 20;

  private final Path file;

  UploadLog(Path folder) {
    this.file = folder.resolve("upload.log");
  }

  /// Appends one line. That a log cannot be written must not keep anything from being done.
  void add(Instant at, String session, String what, String detail) {
    String line =
        JsonObject.builder()
                .put("at", at.toString())
                .put("session", session)
                .put("what", what)
                .put("detail", detail)
                .build()
                .toJson()
            + "\n";
    try {
      if (Files.exists(file) && Files.size(file) > MOST_BYTES) {
        Files.move(file, file.resolveSibling("upload.log.1"), StandardCopyOption.REPLACE_EXISTING);
      }
      try (FileChannel channel = StateFiles.openToAppend(file)) {
        StateFiles.writeFully(channel, line);
      }
    } catch (IOException _) {
      // The entry itself says the same.
    }
  }
}
