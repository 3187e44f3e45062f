package dev.mlintern.soak;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What a soak saw. Thread-safe.
final class SoakReport {
  /// What may come on top of the memory of the first measurement: a fifth, and a little.
  private static final double GROWTH = 1.2;

  private static final double SLACK_LIVE_MB = 3;
  private static final double SLACK_RESIDENT_MB = 16;

  private final long seed;
  private final long start = System.nanoTime();
  private final Map<String, Map<Outcome.Kind, Integer>> calls = new TreeMap<>();
  private final List<String> broken = new ArrayList<>();
  private final List<Memory> memory = new ArrayList<>();
  private Map<Fault, Long> faults = Map.of();
  private int redirected;

  SoakReport(long seed) {
    this.seed = seed;
  }

  /// @param calls made before
  record Memory(int calls, double liveMb, double residentMb, int threads, int files) {}

  synchronized void called(String kind, Outcome outcome) {
    calls
        .computeIfAbsent(kind, _ -> new EnumMap<>(Outcome.Kind.class))
        .merge(outcome.kind(), 1, Integer::sum);
  }

  synchronized void broken(String promise) {
    broken.add(promise);
    System.err.println("BROKEN " + promise);
  }

  synchronized void measured(McpChild child) throws Exception {
    double resident = child.residentMb();
    var now = new Memory(count(), child.liveMb(), resident, child.threads(), child.openFiles());
    memory.add(now);
    System.err.printf(Locale.ROOT, "%s after %.0f s%n", now, seconds());
  }

  synchronized void faults(Map<Fault, Long> done, int toElsewhere) {
    faults = done;
    redirected = toElsewhere;
  }

  synchronized int count() {
    return calls.values().stream()
        .flatMap(kinds -> kinds.values().stream())
        .mapToInt(Integer::intValue)
        .sum();
  }

  /// Memory at the end against a fifth of the way.
  synchronized void requireFlatMemory() {
    Memory first = memory.get(Math.max(0, memory.size() / 5 - 1));
    Memory last = memory.getLast();
    if (last.liveMb() > first.liveMb() * GROWTH + SLACK_LIVE_MB) {
      broken("the live heap grew from " + first.liveMb() + " to " + last.liveMb() + " MB");
    }
    if (last.residentMb() > first.residentMb() * GROWTH + SLACK_RESIDENT_MB) {
      broken("memory grew from " + first.residentMb() + " to " + last.residentMb() + " MB");
    }
    if (last.threads() > first.threads() * GROWTH + 8) {
      broken("threads grew from " + first.threads() + " to " + last.threads());
    }
    if (last.files() > first.files() * GROWTH + 16) {
      broken("open files grew from " + first.files() + " to " + last.files());
    }
  }

  synchronized List<String> brokenPromises() {
    return List.copyOf(broken);
  }

  private double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  synchronized void print(PrintStream out) {
    out.printf(Locale.ROOT, "seed %d: %,d calls in %.0f s%n%n", seed, count(), seconds());
    out.printf("%-24s %8s %8s %10s %10s%n", "calls", "done", "refused", "cancelled", "unanswered");
    var sums = new EnumMap<Outcome.Kind, Integer>(Outcome.Kind.class);
    calls.forEach(
        (kind, outcomes) -> {
          row(out, kind, outcomes);
          outcomes.forEach((outcome, count) -> sums.merge(outcome, count, Integer::sum));
        });
    row(out, "all", sums);
    out.println("\nfaults " + faults + "; a foreign host was reached " + redirected + " times\n");
    memory.forEach(
        at ->
            out.printf(
                Locale.ROOT,
                "after %,6d calls: live heap %5.1f MB, resident %5.1f MB, %d threads, %d files%n",
                at.calls(),
                at.liveMb(),
                at.residentMb(),
                at.threads(),
                at.files()));
    out.println("\nbroken promises: " + broken.size());
    broken.forEach(promise -> out.println("- " + promise));
  }

  private static void row(PrintStream out, String name, Map<Outcome.Kind, Integer> outcomes) {
    out.printf(
        "%-24s %8d %8d %10d %10d%n",
        name,
        outcomes.getOrDefault(Outcome.Kind.DONE, 0),
        outcomes.getOrDefault(Outcome.Kind.REFUSED, 0),
        outcomes.getOrDefault(Outcome.Kind.CANCELLED, 0),
        outcomes.getOrDefault(Outcome.Kind.UNANSWERED, 0));
  }
}
