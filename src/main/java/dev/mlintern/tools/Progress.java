package dev.mlintern.tools;

import java.util.OptionalDouble;

/// Receives progress of a running call. Callers may report as often as they like; the door thins it
/// out.
@FunctionalInterface
public interface Progress {
  /// A receiver that ignores everything.
  Progress NONE = (_, _, _) -> {};

  /// @param done amount done so far, never decreasing
  /// @param total amount in all, if known
  /// @param message one short line for a person
  void report(double done, OptionalDouble total, String message);
}
