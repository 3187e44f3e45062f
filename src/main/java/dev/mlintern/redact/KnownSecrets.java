package dev.mlintern.redact;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Secrets whose values we hold, found wherever they stand: as they are, JSON-escaped,
/// percent-encoded, in hexadecimal or in base64 (harness specification §2.3, step 1).
///
/// As a function it is the cheap redactor for every text that leaves a tool: one pass, linear in
/// the text whatever the number of secrets. Immutable.
public final class KnownSecrets implements UnaryOperator<String> {
  static final String KIND_PREFIX = "KNOWN:";

  /// Shorter values are too likely to be ordinary words.
  static final int LEAST_LENGTH = 8;

  /// How much of a base64 text around a value is replaced with it, on either side.
  private static final int MOST_AROUND = 4096;

  private static final int WINDOW = 8;
  private static final int FILTER_BITS = 15;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private static final KnownSecrets NONE = new KnownSecrets(Map.of());

  private record Form(String text, String kind, boolean insideBase64) {}

  /// Forms by the low bytes of their first eight characters, longest first.
  private final Map<Long, List<Form>> formsByStart;

  private final long[] filter = new long[1 << (FILTER_BITS - 6)];

  private KnownSecrets(Map<Long, List<Form>> formsByStart) {
    this.formsByStart = formsByStart;
    for (long start : formsByStart.keySet()) {
      int slot = slot(start);
      filter[slot >> 6] |= 1L << slot;
    }
  }

  public static KnownSecrets none() {
    return NONE;
  }

  public static Builder builder() {
    return new Builder();
  }

  public boolean isEmpty() {
    return formsByStart.isEmpty();
  }

  /// The text with every known secret replaced by `[REDACTED:KNOWN:<name>]`; the same instance when
  /// there is none.
  @Override
  public String apply(String text) {
    return apply(text, new RedactionTally());
  }

  String apply(String text, RedactionTally tally) {
    String before = text;
    for (int pass = 0; pass < Redactor.MOST_PASSES; pass++) {
      var spans = new Spans();
      find(Text.of(before), spans);
      if (spans.isEmpty()) {
        return before;
      }
      before = spans.replacedIn(before, tally);
    }
    return Spans.marker(SecretKind.UNSETTLED.name());
  }

  void find(CharSequence text, Spans spans) {
    int length = text.length();
    if (isEmpty() || length < WINDOW) {
      return;
    }
    long window = 0;
    for (int i = 0; i < length; i++) {
      window = window << 8 | (text.charAt(i) & 0xff);
      int slot = slot(window);
      if (i >= WINDOW - 1 && (filter[slot >> 6] & 1L << slot) != 0) {
        findAt(text, i - WINDOW + 1, window, spans);
      }
    }
  }

  private void findAt(CharSequence text, int at, long window, Spans spans) {
    for (Form form : formsByStart.getOrDefault(window, List.of())) {
      if (Chars.startsWith(text, at, form.text())) {
        spans.add(form.insideBase64() ? wholeRun(text, at, form) : exactly(at, form));
        return;
      }
    }
  }

  private static Span exactly(int at, Form form) {
    return new Span(at, at + form.text().length(), form.kind(), at);
  }

  /// What stands around the form belongs to the same base64 text: the value's edges among it.
  private static Span wholeRun(CharSequence text, int at, Form form) {
    int start = Chars.runStart(text, at, Chars.ANY_BASE64, at - MOST_AROUND);
    int formEnd = at + form.text().length();
    int end = Chars.runEnd(text, formEnd, Chars.ANY_BASE64 | Chars.EQUALS, formEnd + MOST_AROUND);
    return new Span(start, end, form.kind(), start);
  }

  private static int slot(long window) {
    return (int) (window * MIX >>> (64 - FILTER_BITS));
  }

  /// How many names, never what.
  @Override
  public String toString() {
    return "KnownSecrets[" + formsByStart.size() + " beginnings]";
  }

  /// Collects names and values. A value may be offered more than once; the first name stays.
  public static final class Builder {
    private final Map<String, String> kindByValue = new LinkedHashMap<>();

    private Builder() {}

    /// Adds a value under a name, unless it is shorter than 8 characters or a placeholder.
    public Builder add(String name, String value) {
      String secret = value.strip();
      if (secret.length() >= LEAST_LENGTH && !Placeholders.isPlaceholder(secret)) {
        kindByValue.putIfAbsent(secret, KIND_PREFIX + tidy(name));
      }
      return this;
    }

    /// Adds every variable whose name says that it holds a secret.
    public Builder addVariables(Map<String, String> variables) {
      variables.forEach(
          (name, value) -> {
            if (SecretNames.isSecretVariable(name) && !Placeholders.isPath(value)) {
              add(name, value);
            }
          });
      return this;
    }

    public KnownSecrets build() {
      Map<Long, List<Form>> byStart = new HashMap<>();
      kindByValue.forEach(
          (value, kind) -> {
            SecretEncodings.exact(value).forEach(form -> put(byStart, form, kind, false));
            SecretEncodings.insideBase64(value).forEach(form -> put(byStart, form, kind, true));
          });
      byStart.values().forEach(Builder::longestFirst);
      return new KnownSecrets(Map.copyOf(byStart));
    }

    private static void put(
        Map<Long, List<Form>> byStart, String form, String kind, boolean insideBase64) {
      if (form.length() < WINDOW) {
        return;
      }
      long window = 0;
      for (int i = 0; i < WINDOW; i++) {
        window = window << 8 | (form.charAt(i) & 0xff);
      }
      byStart
          .computeIfAbsent(window, _ -> new ArrayList<>())
          .add(new Form(form, kind, insideBase64));
    }

    private static void longestFirst(Collection<Form> forms) {
      ((List<Form>) forms).sort(Comparator.comparingInt((Form f) -> f.text().length()).reversed());
    }

    private static String tidy(String name) {
      var tidy = new StringBuilder();
      for (char c : name.toUpperCase(Locale.ROOT).toCharArray()) {
        if (tidy.length() < 40) {
          tidy.append(Chars.is(c, Chars.ALNUM) ? c : '_');
        }
      }
      return tidy.isEmpty() ? "SECRET" : tidy.toString();
    }
  }
}
