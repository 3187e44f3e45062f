package dev.mlintern.localhub.jobs;

import dev.mlintern.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What a job's processes use, once a second as server-sent events (spec hub-api §9.16). As on the
/// real Hub the stream does not end when the job does; it then says that nothing is used.
final class JobMetrics {
  private static final int PAGE_BYTES = 4096;
  private static final Path PROC = Path.of("/proc");

  private JobMetrics() {}

  /// @param process the job's, while there is one
  /// @param cores what the flavor has
  /// @param memoryBytes what the flavor has
  static void stream(
      OutputStream out, Supplier<Optional<ProcessHandle>> process, int cores, long memoryBytes)
      throws IOException {
    out.flush();
    long usedBefore = used(process.get()).toNanos();
    long before = System.nanoTime();
    while (true) {
      try {
        Thread.sleep(Duration.ofSeconds(1));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
      long used = used(process.get()).toNanos();
      long now = System.nanoTime();
      long millicores = Math.max(0, used - usedBefore) * 1000 / Math.max(1, now - before);
      usedBefore = used;
      before = now;
      JsonObject metric =
          JsonObject.builder()
              .put("cpu_usage_pct", Math.min(100, millicores / (10L * Math.max(1, cores))))
              .put("cpu_millicores", cores * 1000L)
              .put("memory_used_bytes", memory(process.get()))
              .put("memory_total_bytes", memoryBytes)
              .put("rx_bps", 0)
              .put("tx_bps", 0)
              .put("gpus", JsonObject.EMPTY)
              .put("replica", "local")
              .build();
      String event = "event: metric\ndata: " + metric.toJson() + "\n\n";
      out.write(event.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  private static Stream<ProcessHandle> family(Optional<ProcessHandle> process) {
    return process.stream().flatMap(root -> Stream.concat(Stream.of(root), root.descendants()));
  }

  private static Duration used(Optional<ProcessHandle> process) {
    return family(process)
        .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /// Resident memory where the system tells it (Linux), else 0.
  private static long memory(Optional<ProcessHandle> process) {
    return family(process).mapToLong(handle -> memory(handle.pid())).sum();
  }

  private static long memory(long pid) {
    try {
      String[] pages = Files.readString(PROC.resolve(pid + "/statm")).split(" ");
      return Long.parseLong(pages[1]) * PAGE_BYTES;
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException _) {
      // Ended meanwhile, or not Linux.
      return 0;
    }
  }
}
