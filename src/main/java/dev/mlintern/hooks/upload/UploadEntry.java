package dev.mlintern.hooks.upload;

import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// What the queue knows of one session.
///
/// @param transcript where the transcript lay when the session ended
/// @param attempts runs that tried to upload it, of this end of the session
/// @param fault why it is not uploaded, if that was tried
/// @param detail one line for the user: the reason, or what was done
/// @param dataset where it went or would go
/// @param path its place in the dataset
public record UploadEntry(
    String session,
    Path transcript,
    Status status,
    int attempts,
    Instant updated,
    Optional<UploadFault> fault,
    String detail,
    Optional<String> dataset,
    Optional<String> path) {
  /// How often a session is tried before the queue lets it lie.
  static final int MOST_ATTEMPTS = 8;

  /// Where a session stands.
  public enum Status {
    PENDING,
    /// Being worked on, or its worker died.
    UPLOADING,
    SUCCESS,
    FAILED,
    /// Not to be uploaded.
    SKIPPED
  }

  public UploadEntry {
    Objects.requireNonNull(transcript, "transcript");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(updated, "updated");
    if (!Ticket.isSessionId(session)) {
      throw new IllegalArgumentException("not a session id");
    }
  }

  static UploadEntry pending(Ticket ticket, Instant now) {
    return new UploadEntry(
        ticket.session(),
        ticket.transcript(),
        Status.PENDING,
        0,
        now,
        Optional.empty(),
        "",
        Optional.empty(),
        Optional.empty());
  }

  UploadEntry uploading(Instant now) {
    return new UploadEntry(
        session, transcript, Status.UPLOADING, attempts + 1, now, fault, detail, dataset, path);
  }

  UploadEntry succeeded(String where, String place, String what, Instant now) {
    return new UploadEntry(
        session,
        transcript,
        Status.SUCCESS,
        attempts,
        now,
        Optional.empty(),
        what,
        Optional.of(where),
        Optional.of(place));
  }

  UploadEntry refused(UploadRefusal refusal, Instant now) {
    return new UploadEntry(
        session,
        transcript,
        refusal.fault().isFinal() ? Status.SKIPPED : Status.FAILED,
        attempts,
        now,
        Optional.of(refusal.fault()),
        refusal.getMessage(),
        dataset,
        path);
  }

  /// Whether a sweep tries it (again). What was refused for a reason the user can change is looked
  /// at at every sweep; that costs two small requests.
  boolean isDue() {
    return switch (status) {
      case PENDING, UPLOADING -> attempts < MOST_ATTEMPTS;
      case FAILED -> attempts < MOST_ATTEMPTS || fault.filter(UploadEntry::isUsersTurn).isPresent();
      case SUCCESS, SKIPPED -> false;
    };
  }

  private static boolean isUsersTurn(UploadFault fault) {
    return fault == UploadFault.REFUSED_PUBLIC || fault == UploadFault.OFFLINE;
  }

  JsonObject toJson() {
    return JsonObject.builder()
        .put("session", session)
        .put("transcript", transcript.toString())
        .put("status", status.name().toLowerCase(Locale.ROOT))
        .put("attempts", attempts)
        .put("updated", updated.toString())
        .putIfPresent("reason", fault.map(UploadFault::word).map(JsonString::new))
        .put("detail", detail)
        .putIfPresent("dataset", dataset.map(JsonString::new))
        .putIfPresent("path", path.map(JsonString::new))
        .build();
  }

  /// Empty when the object is not an entry.
  static Optional<UploadEntry> of(JsonObject json) {
    try {
      return Optional.of(
          new UploadEntry(
              json.string("session").orElse(""),
              Path.of(json.string("transcript").orElseThrow()),
              Status.valueOf(json.string("status").orElse("").toUpperCase(Locale.ROOT)),
              Math.clamp(json.integer("attempts").orElse(0), 0, MOST_ATTEMPTS),
              Instant.parse(json.string("updated").orElse("")),
              json.string("reason").map(word -> UploadFault.valueOf(word.toUpperCase(Locale.ROOT))),
              json.string("detail").orElse(""),
              json.string("dataset"),
              json.string("path")));
    } catch (IllegalArgumentException | DateTimeException | java.util.NoSuchElementException e) {
      return Optional.empty();
    }
  }
}
