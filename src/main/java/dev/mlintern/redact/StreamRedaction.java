package dev.mlintern.redact;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/// Redacts a stream of text, JSON lines, or both, in memory that does not grow with it.
///
/// A line that is one JSON object or array, up to [#MOST_LINE] bytes, is redacted as JSON; all
/// other lines are redacted together as text, in a sliding window, because keys and broken tokens
/// go over lines. Bytes that are no UTF-8 pass unchanged.
public final class StreamRedaction {
  /// Longest line that is held as a whole; a longer one is text, in pieces.
  public static final int MOST_LINE = 16 * 1024 * 1024;

  private static final int PIECE = 128 * 1024;

  /// How much of what went before a seam is verified together with what comes after it.
  private static final int SEAM = 4096;

  /// @param replaced what was replaced
  /// @param left what the final verification still found in what was written; empty when all is
  /// well
  /// @param lines lines read
  public record Outcome(RedactionReport replaced, RedactionReport left, long lines) {}

  private final Redactor redactor;
  private final OutputStream out;
  private final RedactionTally replaced = new RedactionTally();
  private final RedactionTally left = new RedactionTally();
  private final TextWindow text;
  private String lastText = "";
  private long lines;

  private StreamRedaction(Redactor redactor, OutputStream out) {
    this.redactor = redactor;
    this.out = out;
    this.text = new TextWindow(redactor, replaced);
  }

  /// Copies `in` to `out` without its secrets and says what it found. Closes neither.
  ///
  /// @throws IOException when reading or writing fails
  public static Outcome copy(Redactor redactor, InputStream in, OutputStream out)
      throws IOException {
    return new StreamRedaction(redactor, out).copy(in);
  }

  private Outcome copy(InputStream in) throws IOException {
    var reader = new LineReader(in, MOST_LINE);
    for (var line = reader.next(); line != null; line = reader.next()) {
      lines += line.text().endsWith("\n") || line.whole() ? 1 : 0;
      if (!line.whole() || !json(line.text())) {
        textPieces(line.text());
      }
    }
    finishText();
    out.flush();
    return new Outcome(replaced.report(), left.report(), lines);
  }

  /// @return whether the line is JSON; it is written then
  private boolean json(String line) throws IOException {
    Optional<String> redacted = redactor.redactJsonLine(line, replaced);
    if (redacted.isEmpty()) {
      return false;
    }
    finishText();
    String after = redacted.get();
    if (!after.equals(line)) {
      left.add(redactor.verify(after));
    }
    LosslessUtf8.write(after, out);
    return true;
  }

  private void textPieces(String line) throws IOException {
    for (int at = 0; at < line.length(); at += PIECE) {
      writeText(text.add(line.substring(at, Math.min(line.length(), at + PIECE))));
    }
  }

  private void finishText() throws IOException {
    if (!text.isEmpty()) {
      writeText(text.finish());
    }
    lastText = "";
  }

  /// The last pass over a part changed nothing in it; what is left to verify is where parts meet.
  private void writeText(String part) throws IOException {
    if (part.isEmpty()) {
      return;
    }
    if (!lastText.isEmpty()) {
      left.add(redactor.verify(lastText + part.substring(0, Math.min(SEAM, part.length()))));
    }
    lastText = part.substring(Math.max(0, part.length() - SEAM));
    LosslessUtf8.write(part, out);
  }
}
