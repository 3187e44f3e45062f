package dev.mlintern.http;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Predicate;

/// What the stack takes from the world around it; tests put their own in place.
///
/// @param firstBackOff longest wait before the second attempt; doubles for each further one
record Surroundings(
    InstantSource clock, NameLookup names, Predicate<InetAddress> isPublic, Duration firstBackOff) {
  static final Surroundings REAL =
      new Surroundings(
          InstantSource.system(),
          NameLookup.SYSTEM,
          PublicAddresses::contains,
          Duration.ofMillis(500));
}
