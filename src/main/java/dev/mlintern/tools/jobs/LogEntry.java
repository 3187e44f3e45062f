package dev.mlintern.tools.jobs;

/// One line that is kept of a log.
final class LogEntry {
  private static final int REPEAT_CHARS = 20;

  final long number;
  final String text;
  long repeats;

  /// @param number of the event it came with
  LogEntry(long number, String text) {
    this.number = number;
    this.text = text;
  }

  /// Room it needs at most, its end and its count included.
  int chars() {
    return text.length() + REPEAT_CHARS;
  }

  String shown(boolean numbered) {
    String line = numbered ? number + ": " + text : text;
    return repeats == 0 ? line : line + "\n… repeated " + repeats + "×";
  }
}
