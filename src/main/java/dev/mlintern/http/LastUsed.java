package dev.mlintern.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Maps that hold the entries used last, and let go of the others.
public final class LastUsed {
  private LastUsed() {}

  /// A thread-safe map of at most `most` entries.
  public static <K, V> Map<K, V> map(int most) {
    return Collections.synchronizedMap(
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
          }
        });
  }
}
