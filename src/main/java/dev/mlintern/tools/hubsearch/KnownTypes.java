package dev.mlintern.tools.hubsearch;

import dev.mlintern.http.LastUsed;
import dev.mlintern.hub.RepoId;
import dev.mlintern.hub.RepoType;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What kind of repository an id names, as the Hub's own answers said in this session: who found a
/// model by searching models needs not be asked whether it is a dataset.
///
/// Holds the ids used last; thread-safe.
public final class KnownTypes {
  private static final int KEPT = 2_000;

  private final Map<String, Set<RepoType>> types = LastUsed.map(KEPT);

  /// An answer had this repository in it.
  synchronized void saw(String id, RepoType type) {
    if (!id.isEmpty()) {
      types.computeIfAbsent(id, _ -> EnumSet.noneOf(RepoType.class)).add(type);
    }
  }

  /// Every type was asked for: these have it.
  synchronized void settled(RepoId id, Collection<RepoType> all) {
    types.put(id.toString(), EnumSet.copyOf(all));
  }

  /// The types known to have it, models first; empty when nothing is known.
  synchronized List<RepoType> of(RepoId id) {
    Set<RepoType> known = types.get(id.toString());
    return known == null
        ? List.of()
        : Arrays.stream(RepoType.values()).filter(known::contains).toList();
  }

  /// What was known is no longer true.
  synchronized void forget(RepoId id) {
    types.remove(id.toString());
  }
}
