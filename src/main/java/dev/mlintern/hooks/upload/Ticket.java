package dev.mlintern.hooks.upload;

import dev.mlintern.json.JsonObject;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;

/// A session that ended, as Claude Code's `SessionEnd` payload tells of it.
///
/// @param session the session's id
/// @param transcript where its transcript is said to lie; not looked at yet, see [TranscriptFile]
record Ticket(String session, Path transcript) {
  private static final int MOST_ID_CHARS = 64;

  Ticket {
    Objects.requireNonNull(transcript, "transcript");
    if (!isSessionId(session)) {
      throw new UploadRefusal(UploadFault.REFUSED_PATH, "the session id is not one");
    }
  }

  /// Reads a payload.
  ///
  /// @throws UploadRefusal when it names no session or no transcript
  static Ticket of(JsonObject payload) {
    String session = payload.string("session_id").orElse("");
    String transcript = payload.string("transcript_path").orElse("");
    if (transcript.isBlank()) {
      throw new UploadRefusal(UploadFault.REFUSED_PATH, "the payload names no transcript");
    }
    try {
      return new Ticket(session, Path.of(transcript));
    } catch (InvalidPathException e) {
      throw new UploadRefusal(UploadFault.REFUSED_PATH, "transcript_path is no path");
    }
  }

  /// Letters, digits and `-`: it becomes a file name here and in the dataset.
  static boolean isSessionId(String text) {
    return !text.isEmpty()
        && text.length() <= MOST_ID_CHARS
        && text.chars()
            .allMatch(
                c ->
                    c >= 'a' && c <= 'z'
                        || c >= 'A' && c <= 'Z'
                        || c >= '0' && c <= '9'
                        || c == '-');
  }
}
