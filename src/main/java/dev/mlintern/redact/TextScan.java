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
  Spans find(CharSequence text) {
    var spans = new Spans();
    known.find(text, spans);
    PatternScan.find(text, spans);
    JoinedView view = new JoinedView(text);
    if (view.isPlain()) {
      encoded.find(text, spans);
    } else {
      findJoined(view, spans);
    }
    return spans;
  }

  /// Known values and tokens alone: what even a short identifier is searched for.
  Spans findCertain(CharSequence text) {
    var spans = new Spans();
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

  private void findJoined(JoinedView view, Spans spans) {
    JoinedTokens.find(view, spans);
    var inView = new Spans();
    known.find(view, inView);
    var runs = new Spans();
    encoded.find(view, runs);
    for (Span span : inView.all()) {
      if (view.isBroken(span.start(), span.end())) {
        spans.add(inText(view, span));
      }
    }
    for (Span span : runs.all()) {
      spans.add(inText(view, span));
    }
  }

  private static Span inText(JoinedView view, Span span) {
    int start = view.start(span.start());
    return new Span(start, view.end(span.end()), span.kind(), start);
  }
}
