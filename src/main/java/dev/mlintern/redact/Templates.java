package dev.mlintern.redact;

/// Texts with slots that a program fills in.
final class Templates {
  private Templates() {}

  /// The text without its `{…}`, `${…}` and `{{…}}`.
  static String withoutSlots(String text) {
    var rest = new StringBuilder(text.length());
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '{') {
        depth++;
      } else if (c == '}') {
        depth = Math.max(0, depth - 1);
      } else if (depth == 0 && c != '$') {
        rest.append(c);
      }
    }
    return rest.toString();
  }
}
