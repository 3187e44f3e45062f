package dev.mlintern.policy;

import dev.mlintern.json.JsonObject;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/// What was decided, when and why: `audit.jsonl` in the state folder, one JSON object a line, only
/// ever appended to, private to the user.
///
/// Reading calls and calls that are none of our business are not logged. Arguments are not logged
/// either; the reason holds what matters of them, secrets as names only.
public final class AuditLog {
  private static final long MAX_BYTES = 16L << 20;

  private final Path file;

  private AuditLog(Path file) {
    this.file = file;
  }

  public static AuditLog of(Settings settings) {
    return new AuditLog(settings.stateDirectory().resolve("audit.jsonl"));
  }

  /// Appends one decision.
  ///
  /// @param door who decided: `hook` or `server`
  public void append(Instant at, String door, ToolRequest request, Decision decision)
      throws IOException {
    if (decision.verdict() == Verdict.NONE || decision.action() == ActionClass.READ) {
      return;
    }
    var entry =
        JsonObject.builder()
            .put("at", isoTime(at))
            .put("door", door)
            .put("session", ReasonText.shown(request.session().orElse(""), 80))
            .put("call", ReasonText.shown(request.toolUseId().orElse(""), 80))
            .put("tool", ReasonText.shown(request.toolName(), 120))
            .put("class", decision.action().name().toLowerCase(Locale.ROOT))
            .put("decision", decision.verdict().name().toLowerCase(Locale.ROOT))
            .put("reason", decision.reason())
            .build();
    append(entry.toJson() + "\n");
  }

  /// `2026-11-20T12:00:05Z`; the formatter behind `Instant.toString` costs a hook 4 ms.
  private static String isoTime(Instant at) {
    return LocalDateTime.ofEpochSecond(at.getEpochSecond(), 0, ZoneOffset.UTC) + "Z";
  }

  /// One write of one line in append mode: lines of parallel processes do not mix.
  private void append(String line) throws IOException {
    try (FileChannel channel = StateFiles.openToAppend(file)) {
      if (channel.size() > MAX_BYTES) {
        StateFiles.setAside(file);
        try (FileChannel fresh = StateFiles.openToAppend(file)) {
          StateFiles.writeFully(fresh, line);
        }
        return;
      }
      StateFiles.writeFully(channel, line);
    }
  }
}
