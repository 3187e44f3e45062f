package dev.mlintern.http;

import java.time.Duration;

/// How long is waited before something is tried or looked at again: every pause of a stack's users
/// is a multiple of this one.
///
/// @param first longest wait before the second attempt; doubles for each further one
public record BackOff(Duration first) {
  public static final BackOff USUAL = new BackOff(Duration.ofMillis(500));

  public BackOff {
    if (first.isNegative() || first.isZero()) {
      throw new IllegalArgumentException("a back-off must be longer than nothing: " + first);
    }
  }
}
