package dev.mlintern.http;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.function.Predicate;

/// What the stack takes from the world around it; tests put their own in place.
///
record Surroundings(
    InstantSource clock, NameLookup names, Predicate<InetAddress> isPublic, BackOff backOff) {
  static final Surroundings REAL =
      new Surroundings(
          InstantSource.system(), NameLookup.SYSTEM, PublicAddresses::contains, BackOff.USUAL);

  Surroundings with(BackOff other) {
    return new Surroundings(clock, names, isPublic, other);
  }
}
