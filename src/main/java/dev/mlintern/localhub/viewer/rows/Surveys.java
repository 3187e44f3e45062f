package dev.mlintern.localhub.viewer.rows;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Keeps what passes over files told: contents never change, so neither do their surveys.
public final class Surveys {
  private static final int MAX_ENTRIES = 2_000;

  private record Key(String sha256, DataFormat format, boolean zipped) {}

  private final Map<Key, Survey> known =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Survey> eldest) {
          return size() > MAX_ENTRIES;
        }
      };

  /// @throws BadData if the file is not what its name says
  public Survey of(DataFile file) throws IOException {
    var key = new Key(file.sha256(), file.format(), file.isZipped());
    synchronized (known) {
      Survey survey = known.get(key);
      if (survey != null) {
        return survey;
      }
    }
    Survey survey = RowReader.of(file.format()).survey(file);
    synchronized (known) {
      known.put(key, survey);
    }
    return survey;
  }
}
