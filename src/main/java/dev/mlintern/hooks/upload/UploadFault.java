package dev.mlintern.hooks.upload;

import java.util.Locale;

/// Why a session was not uploaded.
public enum UploadFault {
  /// Not a transcript of Claude Code's, or not where those lie.
  REFUSED_PATH(Next.NEVER),
  /// There is no transcript, or nothing was said in it.
  NOTHING_TO_UPLOAD(Next.NEVER),
  /// The user wants this session or project left out.
  NO_UPLOAD_WANTED(Next.NEVER),
  /// `ML_INTERN_SAVE_SESSIONS` is off.
  SWITCHED_OFF(Next.NEVER),
  /// Nobody is logged in to the Hub: then nobody asked for an upload.
  NO_TOKEN(Next.NEVER),
  /// Everybody could read the dataset. Kept until it is private.
  REFUSED_PUBLIC(Next.LATER),
  /// The dataset belongs to somebody else.
  REFUSED_NAMESPACE(Next.LATER),
  /// The final check still found a secret.
  REDACTION_INCOMPLETE(Next.NEVER),
  /// The Hub does not take the token.
  INVALID_TOKEN(Next.LATER),
  /// The token may not write there.
  FORBIDDEN(Next.LATER),
  /// The Hub refuses the content or the name.
  REJECTED(Next.LATER),
  /// `HF_HUB_OFFLINE`, or an address that may not be called.
  OFFLINE(Next.LATER),
  /// A file of this machine cannot be read or written.
  UNREADABLE(Next.LATER),
  RATE_LIMITED(Next.SOON),
  NETWORK(Next.SOON),
  TIMED_OUT(Next.SOON),
  /// The Hub is in trouble.
  SERVER(Next.SOON),
  /// Our own mistake.
  INTERNAL(Next.LATER),
  /// Somebody else wrote at the same time.
  CONFLICT(Next.SOON);

  private enum Next {
    NEVER,
    /// At a later session's start.
    LATER,
    /// Again at once, a few times; then later.
    SOON
  }

  private final Next next;

  UploadFault(Next next) {
    this.next = next;
  }

  /// Worth another try within this run.
  boolean isPassing() {
    return next == Next.SOON;
  }

  /// Nothing will change by itself: never tried again without being told to.
  boolean isFinal() {
    return next == Next.NEVER;
  }

  /// As in the queue's files: `refused_public`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
