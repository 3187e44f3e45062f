package dev.mlintern.redact;

/// Every rule on one text: steps 1 and 3 to 6 of harness specification §2.3.
final class TextScan {
  private final KnownSecrets known;
  private final EncodedRuns encoded;

  TextScan(KnownSecrets known) {
    this.known = known;
    this.encoded = EncodedRuns.with(known);
  }

  /// What is to be replaced in a text.
  Spans find(String string) {
    var spans = new Spans();
    Text text = Text.of(string);
    known.find(text, spans);
    PatternScan.find(text, spans);
    var view = new JoinedView(text);
    if (view.isPlain()) {
      encoded.find(text, spans);
    } else {
      findJoined(view, view.text(), spans);
    }
    return spans;
  }

  /// Known values and tokens alone: what even a short identifier is searched for.
  Spans findCertain(String string) {
    var spans = new Spans();
    Text text = Text.of(string);
    known.find(text, spans);
    boolean wordMayStart = true;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (wordMayStart && Chars.isAlnum(c)) {
        for (WordRule rule : PatternScan.TOKENS.startingWith(c, Chars.at(text, at + 1))) {
          rule.match(text, at, spans);
        }
      }
      wordMayStart = !Chars.isAlnum(c);
    }
    return spans;
  }

  private void findJoined(JoinedView view, Text joined, Spans spans) {
    JoinedTokens.find(view, joined, spans);
    var values = new Spans();
    known.find(joined, values);
    for (Span span : values.all()) {
      if (view.isBroken(span.start(), span.end())) {
        spans.add(inText(view, span));
      }
    }
    var runs = new Spans();
    encoded.find(joined, runs);
    for (Span span : runs.all()) {
      spans.add(inText(view, span));
    }
  }

  private static Span inText(JoinedView view, Span span) {
    int start = view.start(span.start());
    return new Span(start, view.end(span.end()), span.kind(), start);
  }
}
