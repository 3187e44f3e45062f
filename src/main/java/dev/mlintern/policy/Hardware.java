package dev.mlintern.policy;

import java.util.Objects;
import java.util.Optional;

/// A machine that jobs and sandboxes can be run on.
///
/// @param flavor its name in the API, as in `a10g-large`
/// @param cpus virtual CPUs
/// @param ramGb main memory, GB
/// @param diskGb ephemeral disk, GB; 0 when not known
/// @param accelerator absent on CPU hardware
public record Hardware(
    String flavor, int cpus, int ramGb, int diskGb, Optional<Accelerator> accelerator) {
  public Hardware {
    Objects.requireNonNull(flavor, "flavor");
    Objects.requireNonNull(accelerator, "accelerator");
  }

  /// Accelerator memory of all cards together, GB; 0 on CPU hardware.
  public int acceleratorMemoryGb() {
    return accelerator.map(Accelerator::totalMemoryGb).orElse(0);
  }
}
