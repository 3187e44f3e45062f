package dev.mlintern.localhub.store;

import java.util.Set;

/// Which paths a file in a repo may have (spec hub-api §7).
public final class FilePaths {
  private static final Set<String> FORBIDDEN_SEGMENTS = Set.of("", ".", "..", ".git", ".cache");
  private static final int MAX_CHARS = 1_024;

  private FilePaths() {}

  /// The path without a leading `/` or `./` or a trailing `/`.
  ///
  /// @throws StoreConflict when it is not a path inside a repo
  public static String checked(String path) {
    String plain = path;
    if (plain.startsWith("./")) {
      plain = plain.substring(2);
    } else if (plain.startsWith("/")) {
      plain = plain.substring(1);
    }
    if (plain.endsWith("/")) {
      plain = plain.substring(0, plain.length() - 1);
    }
    boolean printable = plain.chars().noneMatch(c -> c < ' ' || c == '\\' || c == 0x7f);
    if (!printable || plain.length() > MAX_CHARS) {
      throw invalid(path);
    }
    for (String segment : plain.split("/", -1)) {
      if (FORBIDDEN_SEGMENTS.contains(segment)) {
        throw invalid(path);
      }
    }
    return plain;
  }

  private static StoreConflict invalid(String path) {
    return new StoreConflict(StoreConflict.Reason.INVALID, "✖ Invalid path: " + path);
  }
}
