package dev.mlintern.policy;

import dev.mlintern.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/// The process that answers for a lease. A process id alone may be somebody else's tomorrow; with
/// the time it was started it is not.
///
/// @param startedAtMillis since the epoch; 0 where the system does not say
public record LeaseHolder(long pid, long startedAtMillis) {
  /// This process.
  public static final LeaseHolder OURS = of(ProcessHandle.current());

  private static LeaseHolder of(ProcessHandle process) {
    return new LeaseHolder(
        process.pid(), process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
  }

  /// Whether that process still runs on this machine.
  public boolean isAlive() {
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    return process.map(LeaseHolder::of).filter(this::equals).isPresent();
  }

  JsonObject toJson() {
    return JsonObject.builder().put("pid", pid).put("started_at_millis", startedAtMillis).build();
  }

  static LeaseHolder fromJson(JsonObject json) {
    return new LeaseHolder(
        SandboxLease.number(json, "pid"), SandboxLease.number(json, "started_at_millis"));
  }
}
