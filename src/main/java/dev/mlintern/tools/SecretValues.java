package dev.mlintern.tools;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The secrets this server put into jobs or sandboxes: what prints one must not have it shown (spec
/// tools-act J8). Thread-safe.
public final class SecretValues {
  /// Shorter values are found in ordinary text.
  private static final int SHORTEST = 6;

  private static final int MOST = 1_000;

  private final Set<String> values = ConcurrentHashMap.newKeySet();

  public void learn(Arguments arguments) {
    arguments
        .get("secrets")
        .ifPresent(
            secrets ->
                secrets.forEachEntry(
                    (_, value) -> learn(value.isString() ? value.stringValue() : "")));
  }

  public void learn(String value) {
    if (value.strip().length() >= SHORTEST && !value.startsWith("$") && values.size() < MOST) {
      values.add(value.strip());
    }
  }

  public String redact(String text) {
    String redacted = text;
    for (String value : values) {
      redacted = redacted.replace(value, "[secret]");
    }
    return redacted;
  }
}
