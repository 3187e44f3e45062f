package dev.mlintern.policy;

import java.util.Optional;

/// What became of a wish to spend.
public sealed interface Reservation {
  /// @param id of the charge in the ledger
  /// @param remainingUsd what the cap leaves now, if there is one
  record Held(String id, Optional<Usd> remainingUsd) implements Reservation {}

  /// Nothing was entered.
  ///
  /// @param remainingUsd what the cap leaves
  record OverCap(Usd remainingUsd) implements Reservation {}
}
