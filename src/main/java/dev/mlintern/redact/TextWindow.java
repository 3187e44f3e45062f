package dev.mlintern.redact;

/// Redacts a text of any length in pieces, without cutting through a secret.
///
/// Text is gathered up to [#MOST]; then everything up to a cut is redacted and handed on, the rest
/// waits for what follows. A cut lies between paragraphs or lines if it can, and never inside what
/// a rule finds around it (evidence included): that is looked at [#SEAM] characters to both sides.
final class TextWindow {
  /// Characters that are gathered before a part is handed on.
  static final int MOST = 262_144;

  /// Characters that stay behind, so that what begins late is seen whole.
  private static final int WAITING = 32_768;

  /// Longer than a private key or a line's worth of base64 may be.
  private static final int SEAM = 24_576;

  /// Where even a secret that leaves no place for a cut is cut.
  private static final int HARD_LIMIT = 4 * MOST;

  private final Redactor redactor;
  private final RedactionTally tally;
  private final StringBuilder gathered = new StringBuilder();

  TextWindow(Redactor redactor, RedactionTally tally) {
    this.redactor = redactor;
    this.tally = tally;
  }

  boolean isEmpty() {
    return gathered.isEmpty();
  }

  /// Takes a piece of the text; returns what can be handed on, empty when nothing can.
  String add(String piece) {
    gathered.append(piece);
    if (gathered.length() < MOST) {
      return "";
    }
    int cut = cut(gathered.toString());
    return cut > 0 ? take(cut) : "";
  }

  /// What is left at the end of the text.
  String finish() {
    return take(gathered.length());
  }

  private String take(int end) {
    String part = gathered.substring(0, end);
    gathered.delete(0, end);
    return redactor.redact(part, tally);
  }

  private int cut(String text) {
    int wanted = text.length() - WAITING;
    int cut = quietPlace(text, wanted);
    while (cut > 0) {
      int earlier = outsideOfSecrets(text, cut);
      if (earlier == cut) {
        return cut;
      }
      cut = earlier;
    }
    return text.length() < HARD_LIMIT ? 0 : wanted;
  }

  /// After an empty line, else after a line, else after a blank, else anywhere.
  private static int quietPlace(String text, int wanted) {
    int least = wanted - WAITING;
    int paragraph = text.lastIndexOf("\n\n", wanted);
    if (paragraph > least) {
      return paragraph + 2;
    }
    int line = text.lastIndexOf('\n', wanted);
    if (line > least) {
      return line + 1;
    }
    int blank = text.lastIndexOf(' ', wanted);
    if (blank > least) {
      return blank + 1;
    }
    return Character.isLowSurrogate(text.charAt(wanted)) ? wanted - 1 : wanted;
  }

  private int outsideOfSecrets(String text, int cut) {
    int from = Math.max(0, cut - SEAM);
    int to = Math.min(text.length(), cut + SEAM);
    int inSeam = cut - from;
    int earlier = inSeam;
    for (Span span : redactor.find(text.substring(from, to)).all()) {
      if (span.isCutBy(inSeam)) {
        earlier = Math.min(earlier, span.evidence());
      }
    }
    return from + earlier;
  }
}
