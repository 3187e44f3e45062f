package dev.mlintern.cli;

import dev.mlintern.json.JsonObject;
import java.util.Locale;
import java.util.Objects;

/// One line of `ml-intern doctor`.
///
/// @param check what was looked at, two words at most
/// @param found what is the case, one line
/// @param fix what to do about it; empty when nothing needs doing
record DoctorLine(String check, Verdict verdict, String found, String fix) {
  /// What a line means for the reader.
  enum Verdict {
    OK,
    /// Works, but something is missing that many want.
    WARN,
    /// Does not work.
    FAIL
  }

  DoctorLine {
    Objects.requireNonNull(verdict, "verdict");
    if (verdict != Verdict.OK && fix.isBlank()) {
      throw new IllegalArgumentException("no fix for: " + check + " " + found);
    }
  }

  static DoctorLine ok(String check, String found) {
    return new DoctorLine(check, Verdict.OK, found, "");
  }

  static DoctorLine warn(String check, String found, String fix) {
    return new DoctorLine(check, Verdict.WARN, found, fix);
  }

  static DoctorLine fail(String check, String found, String fix) {
    return new DoctorLine(check, Verdict.FAIL, found, fix);
  }

  JsonObject json() {
    var json =
        JsonObject.builder()
            .put("check", check)
            .put("status", verdict.name().toLowerCase(Locale.ROOT))
            .put("found", found);
    if (!fix.isEmpty()) {
      json.put("fix", fix);
    }
    return json.build();
  }
}
