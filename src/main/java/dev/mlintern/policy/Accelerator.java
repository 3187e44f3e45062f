package dev.mlintern.policy;

import java.util.Objects;

/// The graphics processors of one piece of hardware.
///
/// @param model short name, as in `A10G`
/// @param count how many
/// @param memoryGb memory of each one, GB
public record Accelerator(String model, int count, int memoryGb) {
  public Accelerator {
    Objects.requireNonNull(model, "model");
    if (count < 1 || memoryGb < 0) {
      throw new IllegalArgumentException(model + ": count " + count + ", memory " + memoryGb);
    }
  }

  /// Memory of all of them together, GB.
  public int totalMemoryGb() {
    return count * memoryGb;
  }
}
