package dev.mlintern.hub.jobs;

import java.util.Locale;
import java.util.Set;

/// How far a job got (spec hub-api §9.16).
public enum JobStage {
  SCHEDULING,
  RUNNING,
  UPDATING,
  COMPLETED,
  CANCELED,
  ERROR,
  DELETED,
  /// A word this was not built with; see [JobStatus#word].
  UNKNOWN;

  private static final Set<JobStage> FINAL = Set.of(COMPLETED, CANCELED, ERROR, DELETED);

  /// Nothing changes any more. An unknown stage is not: who waits for it looks again.
  public boolean isFinal() {
    return FINAL.contains(this);
  }

  /// It ended without doing what it was started for.
  public boolean isFailure() {
    return isFinal() && this != COMPLETED;
  }

  /// The stage of a word of the API; letters' case aside, with the spellings other clients know.
  static JobStage of(String word) {
    return switch (word.strip().toUpperCase(Locale.ROOT)) {
      case "SCHEDULING" -> SCHEDULING;
      case "RUNNING" -> RUNNING;
      case "UPDATING" -> UPDATING;
      case "COMPLETED" -> COMPLETED;
      case "CANCELED", "CANCELLED" -> CANCELED;
      case "ERROR", "FAILED" -> ERROR;
      case "DELETED" -> DELETED;
      default -> UNKNOWN;
    };
  }
}
