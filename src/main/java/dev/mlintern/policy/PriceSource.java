package dev.mlintern.policy;

/// How far a price can be trusted.
public enum PriceSource {
  /// Read from the Hub's hardware list within [HardwareCache#FRESH].
  LIVE,
  /// Read longer ago; the larger of that and the built-in price is used.
  STALE,
  /// The Hub has not been asked yet: the larger of the prices known when this was built.
  BUILT_IN
}
