package dev.mlintern.hub.jobs;

/// The answer to a submission was lost, and whether the job exists could not be settled. The
/// message says how to find out; submitting again blindly may pay twice.
public final class JobSubmissionUnclear extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JobSubmissionUnclear(String message, Throwable cause) {
    super(message, cause);
  }
}
