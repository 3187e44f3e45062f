package dev.mlintern.redact;

import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import java.util.Objects;
import java.util.Optional;

/// Takes secrets out of text and JSON: known values and their encodings, tokens by their shape,
/// values by their names, and what is hidden in base64, hexadecimal or JSON inside strings (harness
/// specification §2.3–2.4). Each is replaced by `[REDACTED:<kind>]`.
///
/// Redacting a redacted text changes nothing, because a text is worked on until nothing changes.
/// Takes time in proportion to the text, never throws. Immutable and thread-safe.
public final class Redactor {
  /// A text settles in two passes, seldom three; one that does not is replaced as a whole.
  static final int MOST_PASSES = 8;

  private final TextScan scan;

  private Redactor(KnownSecrets known) {
    this.scan = new TextScan(known);
  }

  /// A redactor that also knows these values.
  public static Redactor knowing(KnownSecrets known) {
    return new Redactor(Objects.requireNonNull(known, "known"));
  }

  /// A redactor that goes by shapes and names alone.
  public static Redactor withoutKnownSecrets() {
    return new Redactor(KnownSecrets.none());
  }

  /// The text without its secrets; the same instance when it has none.
  ///
  /// Text that is one JSON object or array is redacted member by member and stays JSON.
  public String redact(String text) {
    return redact(text, new RedactionTally());
  }

  /// As [#redact(String)]; counts what it replaces.
  public String redact(String text, RedactionTally tally) {
    String before = text;
    for (int pass = 0; pass < MOST_PASSES; pass++) {
      String after = pass(before, tally);
      if (after.equals(before)) {
        return before;
      }
      before = after;
    }
    return unsettled(tally);
  }

  /// As [#redact(String, RedactionTally)] for a line that is one JSON object or array; empty for
  /// any other line.
  Optional<String> redactJsonLine(String line, RedactionTally tally) {
    return JsonText.parse(line)
        .map(
            json -> {
              JsonValue redacted = redactJson(json, tally);
              return redacted == json ? line : JsonText.rewritten(line, redacted);
            });
  }

  /// The value without its secrets; the same instance when it has none.
  public JsonValue redactJson(JsonValue value) {
    return redactJson(value, new RedactionTally());
  }

  /// As [#redactJson(JsonValue)]; counts what it replaces.
  public JsonValue redactJson(JsonValue value, RedactionTally tally) {
    JsonValue before = value;
    for (int pass = 0; pass < MOST_PASSES; pass++) {
      JsonValue after = new JsonWalk(scan, tally).walk(before);
      if (after == before) {
        return before;
      }
      before = after;
    }
    return new JsonString(unsettled(tally));
  }

  /// What is still found in a text that should be clean (harness specification §2.3, step 7): every
  /// rule on it as it is meant, and tokens and known values on it as it is written.
  public RedactionReport verify(String text) {
    var tally = new RedactionTally();
    String after = pass(text, tally);
    if (after.equals(text)) {
      scan.findCertain(text).merged().forEach(span -> tally.count(span.kind()));
    }
    return tally.report();
  }

  /// What is to be replaced in a text that is not JSON, as it is found in one pass.
  Spans find(String text) {
    return scan.find(text);
  }

  private String pass(String text, RedactionTally tally) {
    Optional<JsonValue> json = JsonText.parse(text);
    if (json.isPresent()) {
      JsonValue walked = new JsonWalk(scan, tally).walk(json.get());
      return walked == json.get() ? text : JsonText.rewritten(text, walked);
    }
    Spans spans = scan.find(text);
    return spans.isEmpty() ? text : spans.replacedIn(text, tally);
  }

  private static String unsettled(RedactionTally tally) {
    tally.count(SecretKind.UNSETTLED.name());
    return Spans.marker(SecretKind.UNSETTLED.name());
  }
}
