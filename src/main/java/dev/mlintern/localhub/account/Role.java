package dev.mlintern.localhub.account;

import java.util.Arrays;
import java.util.Optional;

/// What a token may do at most.
public enum Role {
  READ("read"),
  WRITE("write"),
  FINE_GRAINED("fineGrained");

  private final String word;

  Role(String word) {
    this.word = word;
  }

  /// As `whoami-v2` spells it.
  public String word() {
    return word;
  }

  static Optional<Role> ofWord(String word) {
    return Arrays.stream(values()).filter(role -> role.word.equals(word)).findFirst();
  }
}
