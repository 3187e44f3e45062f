package dev.mlintern.localhub.store;

import java.security.SecureRandom;
import java.time.Instant;

/// Ids of 24 hex digits that start with the time, as the Hub's are.
final class ObjectIds {
  private static final SecureRandom RANDOM = new SecureRandom();

  private ObjectIds() {}

  static String next() {
    return String.format(
        "%08x%08x%08x", Instant.now().getEpochSecond(), RANDOM.nextInt(), RANDOM.nextInt());
  }
}
