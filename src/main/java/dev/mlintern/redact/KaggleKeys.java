package dev.mlintern.redact;

import dev.mlintern.redact.AssignedValue.Ending;
import dev.mlintern.redact.Assignments.NameSpan;
import dev.mlintern.redact.Assignments.Operator;

/// Kaggle's `kaggle.json` calls its secret just `key`: 32 hexadecimal digits beside a user name.
final class KaggleKeys {
  private static final int LENGTH = 32;
  private static final int NEAR = 120;

  private KaggleKeys() {}

  static boolean isKey(String value) {
    return value.length() == LENGTH && Chars.runEnd(value, 0, Chars.HEX, LENGTH) == LENGTH;
  }

  /// Looks at a member named `key` in a text that is not JSON as a whole.
  static void match(CharSequence text, NameSpan name, Operator operator, Spans spans) {
    boolean key =
        name.quoted()
            && name.end() - name.start() == 3
            && Chars.startsWith(text, name.start(), "key");
    if (!key || operator.sign() != ':') {
      return;
    }
    AssignedValue value = AssignedValue.read(text, operator.valueStart(), Ending.EXPRESSION, true);
    int user = value.isEmpty() || !isKey(value.in(text)) ? -1 : userName(text, name.start());
    if (user >= 0) {
      spans.add(value.start(), value.end(), SecretKind.ML_SERVICE_KEY, user);
    }
  }

  private static int userName(CharSequence text, int before) {
    for (int at = before - 1; at >= 0 && before - at <= NEAR; at--) {
      if (Chars.startsWith(text, at, "username")) {
        return at;
      }
    }
    return -1;
  }
}
