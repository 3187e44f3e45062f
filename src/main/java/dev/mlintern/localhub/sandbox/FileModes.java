package dev.mlintern.localhub.sandbox;

import dev.mlintern.localhub.web.HubError;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/// Permission bits as the number people write in octal.
final class FileModes {
  private static final PosixFilePermission[] LOWEST_LAST = PosixFilePermission.values();

  private FileModes() {}

  /// @param octal e.g. `755`
  static Set<PosixFilePermission> parse(String octal) {
    if (!octal.matches("0?[0-7]{3}")) {
      throw HubError.badRequest("mode must be octal like 644");
    }
    int bits = Integer.parseInt(octal, 8);
    var permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (PosixFilePermission permission : LOWEST_LAST) {
      if ((bits & bit(permission)) != 0) {
        permissions.add(permission);
      }
    }
    return permissions;
  }

  static int number(Set<PosixFilePermission> permissions) {
    return permissions.stream().mapToInt(FileModes::bit).sum();
  }

  private static int bit(PosixFilePermission permission) {
    return 1 << (LOWEST_LAST.length - 1 - permission.ordinal());
  }
}
