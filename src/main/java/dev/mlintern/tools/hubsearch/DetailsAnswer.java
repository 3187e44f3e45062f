package dev.mlintern.tools.hubsearch;

import dev.mlintern.policy.HardwareOffer;
import dev.mlintern.policy.PriceSource;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.JobHardware;
import dev.mlintern.tools.Subtasks.Outcome;
import dev.mlintern.tools.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The text about all repositories of a call: failures first, then one report each, then what the
/// figures rest on.
///
/// @param read by the id as asked, in that order
/// @param hardware empty when no fit was asked for
record DetailsAnswer(
    Map<String, Outcome<RepoSnapshot>> read, Optional<JobHardware.Known> hardware, HubLinks links) {
  private static final int LEAST_SHARE = 400;

  ToolResult result(RepoReport.Room room) {
    List<String> failures = failures();
    List<RepoSnapshot> snapshots =
        read.values().stream().flatMap(outcome -> outcome.result().stream()).toList();
    if (snapshots.isEmpty()) {
      return ToolResult.error(String.join("\n", failures));
    }
    List<String> blocks = new ArrayList<>();
    if (read.size() > 1) {
      blocks.add(snapshots.size() + " of " + read.size() + " repositories read.");
    }
    blocks.addAll(failures);
    String foot = hardware.map(this::foot).orElse("");
    int left = room.maxChars() - foot.length() - blocks.stream().mapToInt(String::length).sum();
    boolean showsFit = false;
    for (int i = 0; i < snapshots.size(); i++) {
      int share = Math.max(LEAST_SHARE, left / (snapshots.size() - i));
      var report =
          new RepoReport(
              snapshots.get(i), links, new RepoReport.Room(room.detail(), room.isWhole(), share));
      String text = report.text(hardware.map(JobHardware.Known::catalogue));
      showsFit |= report.showsFit();
      left -= text.length() + 2;
      blocks.add(text);
    }
    if (showsFit) {
      blocks.add(foot);
    }
    return ToolResult.ok(String.join("\n\n", blocks));
  }

  private List<String> failures() {
    List<String> failures = new ArrayList<>();
    read.forEach(
        (id, outcome) -> {
          if (outcome instanceof Outcome.Failed<RepoSnapshot>(RuntimeException cause)) {
            String shown = ForeignText.oneLine(id, 120);
            failures.add("NOT READ " + shown + ": " + Trouble.inWords(cause));
          }
        });
    return failures;
  }

  /// Where prices and memory figures come from.
  private String foot(JobHardware.Known known) {
    return MemoryNeed.ASSUMPTIONS + " " + prices(known);
  }

  private String prices(JobHardware.Known known) {
    PriceSource source =
        known.catalogue().offers().stream()
            .map(HardwareOffer::source)
            .findFirst()
            .orElse(PriceSource.BUILT_IN);
    String address = links.addresses().api("jobs", "hardware").build().toString();
    String why = known.trouble().map(trouble -> " (" + trouble + ")").orElse("");
    return switch (source) {
      case LIVE -> "Prices: " + address + ", billed by the minute" + why + ".";
      case STALE -> "Prices may be out of date, upper bounds of " + address + why + ".";
      case BUILT_IN -> "Prices: built-in upper bounds, not asked live" + why + ".";
    };
  }
}
