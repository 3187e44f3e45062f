package dev.mlintern.hooks.upload;

import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import dev.mlintern.redact.LineReader;
import dev.mlintern.redact.RedactionReport;
import dev.mlintern.redact.RedactionTally;
import dev.mlintern.redact.Redactor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Copies a transcript line by line, as it is shared: stripped, without its secrets, each line
/// checked once more as it is written. Memory does not grow with the transcript.
final class TraceCopy {
  /// Longest line that is read; a longer one is left out.
  static final int MOST_LINE = 8 << 20;

  private static final int MOST_LINE_NUMBERS = 20;

  private final Redactor redactor;
  private final PersonalData personal;
  private final RedactionTally replaced = new RedactionTally();
  private final RedactionTally left = new RedactionTally();
  private final List<Long> leftIn = new ArrayList<>();
  private long written;
  private long dropped;
  private long unreadable;

  /// @param lines lines written
  /// @param dropped lines of the client's bookkeeping
  /// @param unreadable lines that are no JSON object, or too long
  /// @param replaced what was taken out
  /// @param left what the final check still found; empty when all is well
  /// @param leftIn the first lines (of the copy) it was found in
  record Outcome(
      long lines,
      long dropped,
      long unreadable,
      RedactionReport replaced,
      RedactionReport left,
      List<Long> leftIn) {}

  private TraceCopy(Redactor redactor, PersonalData personal) {
    this.redactor = redactor;
    this.personal = personal;
  }

  static Outcome copy(
      InputStream transcript, OutputStream out, Redactor redactor, PersonalData personal)
      throws IOException {
    return new TraceCopy(redactor, personal).copy(transcript, out);
  }

  private Outcome copy(InputStream transcript, OutputStream out) throws IOException {
    var lines = new LineReader(transcript, MOST_LINE);
    for (var line = lines.next(); line != null; line = lines.next()) {
      Optional<JsonObject> object =
          line.whole() ? TraceSurvey.object(line.text()) : Optional.empty();
      if (object.isPresent()) {
        share(object.get(), out);
      } else if (!line.text().isBlank()) {
        unreadable++;
      }
    }
    out.flush();
    return new Outcome(
        written, dropped, unreadable, replaced.report(), left.report(), List.copyOf(leftIn));
  }

  private void share(JsonObject line, OutputStream out) throws IOException {
    Optional<JsonObject> shared = TraceLine.shared(line);
    if (shared.isEmpty()) {
      dropped++;
      return;
    }
    JsonValue clean = personal.removed(redactor.redactJson(shared.get(), replaced));
    String text = clean.toJson();
    written++;
    RedactionReport still = redactor.verify(text);
    if (!still.isEmpty()) {
      left.add(still);
      if (leftIn.size() < MOST_LINE_NUMBERS) {
        leftIn.add(written);
      }
    }
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }
}
