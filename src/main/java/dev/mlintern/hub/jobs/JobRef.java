package dev.mlintern.hub.jobs;

import java.util.Objects;
import java.util.regex.Pattern;

/// A job's address: whose it is and its id.
///
/// @param namespace user or organisation that pays
/// @param id 24 hexadecimal digits on the real Hub
public record JobRef(String namespace, String id) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,95}");

  /// @throws IllegalArgumentException with a sentence for the reader
  public JobRef {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(id, "id");
    requireName("namespace", namespace);
    requireName("job id", id);
  }

  static void requireName(String what, String text) {
    if (!NAME.matcher(text).matches() || text.contains("..")) {
      String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
      throw new IllegalArgumentException("`" + shown + "` is not a " + what);
    }
  }
}
