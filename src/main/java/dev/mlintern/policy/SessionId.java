package dev.mlintern.policy;

import java.nio.charset.StandardCharsets;

/// The client's name for a session, as far as it may become part of a path.
public final class SessionId {
  private static final int MAX_CHARS = 64;

  private SessionId() {}

  /// Whether it is letters, digits and `-`, at most 64: what may stand in a repository path.
  public static boolean isPlain(String id) {
    if (id.isEmpty() || id.length() > MAX_CHARS) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean plain =
          c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  /// A file name that differs for different ids, whatever they hold.
  static String fileName(String id) {
    return isPlain(id) ? id : "hash-" + Sha256.hex(id.getBytes(StandardCharsets.UTF_8));
  }
}
