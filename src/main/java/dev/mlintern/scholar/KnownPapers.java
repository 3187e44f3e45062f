package dev.mlintern.scholar;

import dev.mlintern.http.LastUsed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Records of batch calls, kept for a day: a batch is a POST, which no HTTP cache keeps, and the
/// service allows one call a second. Thread-safe.
final class KnownPapers {
  private static final int KEPT = 2_000;
  private static final long LIFE_NANOS = Duration.ofHours(24).toNanos();

  private final Map<Key, Kept> papers = LastUsed.map(KEPT);

  /// Those of the ids that are known, with all fields when `full`.
  synchronized Map<String, ScholarPaper> of(List<String> ids, boolean full) {
    Map<String, ScholarPaper> known = new HashMap<>();
    for (String id : ids) {
      Kept kept = papers.get(new Key(id, full));
      if (kept != null && System.nanoTime() - kept.since() < LIFE_NANOS) {
        known.put(id, kept.paper());
      }
    }
    return known;
  }

  synchronized void keep(Map<String, ScholarPaper> found, boolean full) {
    long now = System.nanoTime();
    found.forEach((id, paper) -> papers.put(new Key(id, full), new Kept(paper, now)));
  }

  static List<String> missing(List<String> ids, Map<String, ScholarPaper> known) {
    List<String> missing = new ArrayList<>(ids);
    missing.removeAll(known.keySet());
    return missing;
  }

  private record Key(String id, boolean full) {}

  private record Kept(ScholarPaper paper, long since) {}
}
