package dev.mlintern.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// An answer kept for later.
///
/// @param checkedAt when upstream last said that this is the answer
record CachedReply(HttpReply reply, Instant checkedAt) {
  private static final Duration MISSING_TTL = Duration.ofSeconds(60);

  /// Whether the answer is worth keeping: success of the kind asked for, or "there is no such
  /// thing" for a minute.
  static boolean isWorthKeeping(HttpReply reply, HttpRequest request) {
    return reply.isSuccessful() ? request.keptIf().test(reply) : reply.status() == 404;
  }

  /// Whether a caller who is content with answers of that age may have it.
  boolean isFresh(Duration ttl, Instant now) {
    boolean shorter = !reply.isSuccessful() && MISSING_TTL.compareTo(ttl) < 0;
    Instant end = checkedAt.plus(shorter ? MISSING_TTL : ttl);
    // A clock set back must not make answers immortal.
    return now.isBefore(end) && !now.isBefore(checkedAt);
  }

  /// What to ask upstream with whether it is still the answer.
  Optional<String> etag() {
    return Optional.ofNullable(reply.headers().get("ETag")).filter(_ -> reply.isSuccessful());
  }

  CachedReply checkedAgain(Instant now) {
    return new CachedReply(reply, now);
  }

  /// Bytes it takes, roughly.
  long weight() {
    return reply.body().length + reply.headers().byteCount() + 512L;
  }
}
