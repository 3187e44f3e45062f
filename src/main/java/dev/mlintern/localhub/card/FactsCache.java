package dev.mlintern.localhub.card;

import dev.mlintern.localhub.store.Commit;
import dev.mlintern.localhub.store.Repository;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Keeps the facts of recently asked commits: they never change.
public final class FactsCache {
  private static final int MAX_ENTRIES = 2_000;

  private record Key(String repo, String commit) {}

  private final Map<Key, RepoFacts> facts =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, RepoFacts> eldest) {
          return size() > MAX_ENTRIES;
        }
      };

  public RepoFacts of(Repository repository, Commit commit) throws IOException {
    var key = new Key(repository.meta().id(), commit.id());
    synchronized (facts) {
      RepoFacts known = facts.get(key);
      if (known != null) {
        return known;
      }
    }
    RepoFacts read = RepoFacts.read(repository, repository.snapshot(commit));
    synchronized (facts) {
      facts.put(key, read);
    }
    return read;
  }
}
