package dev.mlintern.hooks.upload;

import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.redact.LineReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/// What has to be known of a transcript before a line of it is shared: a first reading.
///
/// @param begun day of the first line that has a time, in UTC
/// @param folders where the session worked
/// @param asksForNoUpload whether the user wrote `#no-upload`
/// @param said lines somebody said something in
record TraceSurvey(LocalDate begun, Set<Path> folders, boolean asksForNoUpload, long said) {
  private static final int MOST_FOLDERS = 50;

  /// Keeps the sessions of a project out of the dataset.
  private static final String PROJECT_MARKER = ".claude/ml-intern-no-upload";

  /// Reads a transcript from start to end.
  static TraceSurvey of(InputStream transcript) throws IOException {
    var lines = new LineReader(transcript, TraceCopy.MOST_LINE);
    Optional<LocalDate> begun = Optional.empty();
    var folders = new LinkedHashSet<Path>();
    boolean asks = false;
    long said = 0;
    for (var line = lines.next(); line != null; line = lines.next()) {
      Optional<JsonObject> object = line.whole() ? object(line.text()) : Optional.empty();
      if (object.isEmpty()) {
        continue;
      }
      begun =
          begun.isPresent() ? begun : object.get().string("timestamp").flatMap(TraceSurvey::day);
      asks |= TraceLine.asksForNoUpload(object.get());
      said += TraceLine.isSaid(object.get()) ? 1 : 0;
      if (folders.size() < MOST_FOLDERS) {
        object.get().string("cwd").flatMap(TraceSurvey::folder).ifPresent(folders::add);
      }
    }
    return new TraceSurvey(begun.orElse(LocalDate.EPOCH), folders, asks, said);
  }

  static Optional<JsonObject> object(String line) {
    try {
      return JsonReader.read(line) instanceof JsonObject object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JsonException _) {
      return Optional.empty();
    }
  }

  private static Optional<LocalDate> day(String timestamp) {
    try {
      return Optional.of(Instant.parse(timestamp).atZone(ZoneOffset.UTC).toLocalDate());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private static Optional<Path> folder(String text) {
    try {
      return Optional.of(Path.of(text)).filter(Path::isAbsolute);
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  /// The project file that keeps this session here, if one of its folders or a folder above it has
  /// one.
  Optional<Path> projectMarker() {
    for (Path folder : folders) {
      for (Path at = folder; at != null; at = at.getParent()) {
        Path marker = at.resolve(PROJECT_MARKER);
        if (Files.exists(marker)) {
          return Optional.of(marker);
        }
      }
    }
    return Optional.empty();
  }
}
