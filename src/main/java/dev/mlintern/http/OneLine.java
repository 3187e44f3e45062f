package dev.mlintern.http;

/// Foreign text made fit for one line of a message.
final class OneLine {
  private OneLine() {}

  /// The text without control characters, cut to `maxChars`.
  static String of(String text, int maxChars) {
    String clean = text.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ").strip();
    return clean.length() <= maxChars ? clean : clean.substring(0, maxChars) + "…";
  }
}
