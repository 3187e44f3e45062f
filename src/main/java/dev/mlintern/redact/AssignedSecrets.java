package dev.mlintern.redact;

import dev.mlintern.redact.SecretNames.Hint;

/// Whether a value is the secret its name announces, in quotes or in JSON.
final class AssignedSecrets {
  private AssignedSecrets() {}

  static boolean isSecret(String name, Hint hint, String value) {
    return looksAnnounced(hint, value, false)
        && !Placeholders.isPlaceholder(value)
        && !isElsewhere(name, value)
        && !isTemplate(value);
  }

  /// Whether the value looks as the hint asks.
  static boolean looksAnnounced(Hint hint, String value, boolean inQuery) {
    return switch (hint) {
      case NONE -> false;
      case SECRET, PASSWORD -> true;
      case SHOUTED_TOKEN -> SecretLooks.isVaried(value, 12);
      case PASS -> SecretLooks.isVaried(value, 6);
      case PLAIN_TOKEN ->
          SecretLooks.isRandom(value, inQuery ? 16 : 20) && !SecretLooks.isUuid(value);
      case LOGIN -> SecretLooks.isLogin(value);
    };
  }

  /// A file or an address: where the secret is, not what it is.
  static boolean isElsewhere(String name, String value) {
    boolean address = Chars.startsWithAnyCase(name, name.length() - 3, "url");
    return Placeholders.isPath(value) || (!address && Placeholders.isPlainAddress(value));
  }

  /// What stands between two literals of a program (`"password=" + value + ";"`): the quote before
  /// it closed the one and did not open it.
  static boolean isBetweenLiterals(String value) {
    int at = Chars.skipBlanks(value, 0, 4);
    boolean sign = at < value.length() && "+,).;]}%&".indexOf(value.charAt(at)) >= 0;
    return sign && (at + 1 == value.length() || Chars.isBlank(value.charAt(at + 1)) || at > 0);
  }

  /// A text that a program fills in, with nothing secret besides.
  static boolean isTemplate(String value) {
    boolean slots =
        value.startsWith("${")
            || value.startsWith("{")
            || value.startsWith("[REDACTED")
            || value.startsWith("%s");
    return slots && !SecretLooks.isRandom(Templates.withoutSlots(value), 12);
  }
}
