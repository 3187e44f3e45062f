package dev.mlintern.redact;

/// Finds tokens that are broken into pieces: by a line break, a colour, the seam of two string
/// literals, an escape (harness specification §2.3, step 3).
///
/// Where a token ends cannot be seen in the joined text, so its usual length decides; a token
/// without one takes the next piece only if that looks random.
final class JoinedTokens {
  /// Longest token that is put together.
  private static final int MOST_LENGTH = 512;

  /// Longest line of a token that is wrapped.
  private static final int MOST_PIECE = 160;

  private static final int LEAST_FIRST_PIECE = 4;
  private static final int LEAST_NEXT_PIECE = 8;

  private final JoinedView view;
  private final CharSequence text;

  private JoinedTokens(JoinedView view, CharSequence text) {
    this.view = view;
    this.text = text;
  }

  /// A broken token begins in what stands unparted before the end of a piece.
  /// @param text what the view reads
  static void find(JoinedView view, CharSequence text, Spans spans) {
    new JoinedTokens(view, text).find(spans);
  }

  private void find(Spans spans) {
    for (int piece = 0; piece + 1 < view.pieces(); piece++) {
      int start = view.pieceStart(piece);
      int end = view.pieceStart(piece + 1);
      int run = Chars.runStart(text, end, Chars.TOKEN68, Math.max(start, end - MOST_PIECE));
      for (int at = run; at < end; at++) {
        boolean first = at == start && view.isAfterJoint(at);
        if (Chars.isAlnum(text.charAt(at)) && (first || !Chars.isAlnum(Chars.at(text, at - 1)))) {
          ask(at, spans);
        }
      }
    }
  }

  private void ask(int at, Spans spans) {
    char next = Chars.at(text, at + 1);
    for (WordRule rule : PatternScan.TOKENS.startingWith(text.charAt(at), next)) {
      TokenRule token = (TokenRule) rule;
      int end = token.beginsAt(text, at) ? end(token, at) : -1;
      if (end > 0 && view.isBroken(at, end)) {
        spans.add(view.start(at), view.end(end), token.kind());
        return;
      }
    }
  }

  private int end(TokenRule token, int at) {
    int body = at + token.prefix().length();
    return token.joined() > 0 ? endOfFixed(token, body) : endOfPieces(token, body);
  }

  private int endOfFixed(TokenRule token, int body) {
    int end = body + token.joined();
    boolean whole =
        Chars.runEnd(text, body, token.alphabet(), end) == end
            && (view.isAfterJoint(end) || !Chars.isAlnum(text.charAt(end)));
    return whole && token.hasNeeded(text, body, end) ? end : -1;
  }

  private int endOfPieces(TokenRule token, int body) {
    int end = endOfPiece(token, body);
    if (end - body < LEAST_FIRST_PIECE) {
      return -1;
    }
    while (view.isAfterJoint(end) && end - body < MOST_LENGTH) {
      int next = endOfPiece(token, end);
      String piece = text.subSequence(end, next).toString();
      boolean goesOn =
          end - body >= token.least()
              ? SecretLooks.isRandom(piece, LEAST_NEXT_PIECE)
              : SecretLooks.isVaried(piece, LEAST_FIRST_PIECE);
      if (!goesOn) {
        break;
      }
      end = next;
    }
    boolean complete = end - body >= token.least();
    return complete && token.hasNeeded(text, body, end) ? end : -1;
  }

  /// The end of what belongs to the token up to the next joint.
  private int endOfPiece(TokenRule token, int from) {
    int joint = view.nextJoint(from, from + MOST_PIECE);
    return Chars.runEnd(text, from, token.alphabet(), joint);
  }
}
