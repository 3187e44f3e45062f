package dev.mlintern.hooks;

import dev.mlintern.hooks.upload.UploadEntry;
import dev.mlintern.hooks.upload.UploadQueue;
import dev.mlintern.policy.StateFiles;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is said about transcripts: where they go, what did not get there, and to the user, once,
/// that they go at all.
final class UploadBriefing {
  private final Settings settings;
  private final UploadQueue queue;

  private UploadBriefing(Settings settings, Clock clock) {
    this.settings = settings;
    this.queue = UploadQueue.of(settings, clock);
  }

  static UploadBriefing of(Settings settings, Clock clock) {
    return new UploadBriefing(settings, clock);
  }

  List<String> lines(WhoIs who) {
    var lines = new ArrayList<String>();
    if (!settings.flag(Setting.ML_INTERN_SAVE_SESSIONS)) {
      lines.add("Transcript upload: off (ML_INTERN_SAVE_SESSIONS); transcripts stay here.");
      return lines;
    }
    if (!(who instanceof WhoIs.Known known)) {
      lines.add("Transcript upload: only with a working Hugging Face token.");
      return lines;
    }
    lines.add(
        "Transcript upload: when this session ends, without secrets, to the private dataset "
            + dataset(known)
            + "; ML_INTERN_SAVE_SESSIONS=0 turns it off.");
    waiting().ifPresent(lines::add);
    return lines;
  }

  /// Told to the user, not the model, the first time uploads would happen on this machine.
  Optional<String> notice(WhoIs who) {
    Path told = queue.folder().resolve("notice");
    if (!settings.flag(Setting.ML_INTERN_SAVE_SESSIONS)
        || !(who instanceof WhoIs.Known known)
        || Files.exists(told)) {
      return Optional.empty();
    }
    try {
      StateFiles.replace(told, "");
    } catch (IOException _) {
      // then it is told again next time
    }
    return Optional.of(
        "ml-intern: when a session ends, its transcript is uploaded, without secrets, to your own"
            + " private dataset "
            + dataset(known)
            + ". `ml-intern upload --dry-run` shows what would be sent; ML_INTERN_SAVE_SESSIONS=0"
            + " turns it off.");
  }

  private String dataset(WhoIs.Known known) {
    String name =
        settings
            .text(Setting.ML_INTERN_SESSION_REPO)
            .orElseThrow()
            .replace("{hf_user}", known.identity().name());
    return name.replaceAll("[^A-Za-z0-9._/-]", "?");
  }

  private Optional<String> waiting() {
    List<UploadEntry> failed;
    try {
      failed =
          queue.entries().stream()
              .filter(entry -> entry.status() == UploadEntry.Status.FAILED)
              .toList();
    } catch (IOException _) {
      return Optional.of("The record of uploads cannot be read.");
    }
    return failed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            failed.size()
                + " ended sessions are not uploaded ("
                + failed.getFirst().fault().map(fault -> fault.word()).orElse("unknown")
                + "); the user sees why with `ml-intern upload --list`.");
  }
}
