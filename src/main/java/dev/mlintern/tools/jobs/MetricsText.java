package dev.mlintern.tools.jobs;

import dev.mlintern.tools.ForeignText;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What a machine is doing, in one line (fields: spec hub-api §9.16).
final class MetricsText {
  private static final double GIB = 1 << 30;

  private MetricsText() {}

  static String of(JsonNode metrics) {
    var parts = new ArrayList<String>();
    number(metrics, "cpu_usage_pct")
        .ifPresent(
            percent ->
                parts.add(
                    String.format(Locale.ROOT, "CPU %.0f %%", percent)
                        + number(metrics, "cpu_millicores")
                            .map(
                                milli -> String.format(Locale.ROOT, " of %.1f cores", milli / 1000))
                            .orElse("")));
    memory(metrics).ifPresent(text -> parts.add("memory " + text));
    metrics
        .path("gpus")
        .forEachEntry(
            (id, gpu) ->
                parts.add(
                    "GPU "
                        + ForeignText.oneLine(id, 20)
                        + number(gpu, "utilization")
                            .map(use -> String.format(Locale.ROOT, " %.0f %%", use))
                            .orElse("")
                        + memory(gpu).map(text -> ", memory " + text).orElse("")));
    number(metrics, "rx_bps").ifPresent(bps -> parts.add("receives " + bytes(bps) + "/s"));
    number(metrics, "tx_bps").ifPresent(bps -> parts.add("sends " + bytes(bps) + "/s"));
    return parts.isEmpty() ? ForeignText.oneLine("" + metrics, 500) : String.join("; ", parts);
  }

  private static Optional<String> memory(JsonNode node) {
    return number(node, "memory_used_bytes")
        .map(
            used ->
                number(node, "memory_total_bytes")
                    .map(
                        total ->
                            String.format(Locale.ROOT, "%.1f of %.1f GiB", used / GIB, total / GIB))
                    .orElseGet(() -> bytes(used)));
  }

  private static String bytes(double bytes) {
    return bytes < 1 << 20
        ? String.format(Locale.ROOT, "%.0f kB", bytes / 1000)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  private static Optional<Double> number(JsonNode node, String name) {
    return node.path(name).isNumber() ? Optional.of(node.path(name).asDouble()) : Optional.empty();
  }
}
