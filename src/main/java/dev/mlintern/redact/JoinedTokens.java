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

  private JoinedTokens() {}

  static void find(JoinedView view, Spans spans) {
    boolean wordMayStart = true;
    for (int at = 0; at < view.length(); at++) {
      char c = view.charAt(at);
      boolean alnum = Chars.isAlnum(c);
      if (alnum) {
        char next = Chars.at(view, at + 1);
        WordRule[] rules = PatternScan.TOKENS.startingWith(c, next);
        if (rules.length > 0 && (wordMayStart || isBoundary(view, at))) {
          ask(rules, view, at, spans);
        }
      }
      wordMayStart = !alnum;
    }
  }

  private static boolean isBoundary(JoinedView view, int at) {
    return view.isAfterJoint(at);
  }

  private static void ask(WordRule[] rules, JoinedView view, int at, Spans spans) {
    if (view.nextJoint(at, at + MOST_PIECE) == at + MOST_PIECE && !view.isBroken(at, at + 2)) {
      return;
    }
    for (WordRule rule : rules) {
      TokenRule token = (TokenRule) rule;
      int end = token.beginsAt(view, at) ? end(token, view, at) : -1;
      if (end > 0 && view.isBroken(at, end)) {
        spans.add(view.start(at), view.end(end), token.kind());
        return;
      }
    }
  }

  private static int end(TokenRule token, JoinedView view, int at) {
    int body = at + token.prefix().length();
    return token.joined() > 0 ? endOfFixed(token, view, body) : endOfPieces(token, view, body);
  }

  private static int endOfFixed(TokenRule token, JoinedView view, int body) {
    int end = body + token.joined();
    boolean whole =
        Chars.runEnd(view, body, token.alphabet(), end) == end
            && (view.isAfterJoint(end) || !Chars.isAlnum(view.charAt(end)));
    return whole && token.hasNeeded(view, body, end) ? end : -1;
  }

  private static int endOfPieces(TokenRule token, JoinedView view, int body) {
    int end = endOfPiece(token, view, body);
    if (end - body < LEAST_FIRST_PIECE) {
      return -1;
    }
    while (view.isAfterJoint(end) && end - body < MOST_LENGTH) {
      int next = endOfPiece(token, view, end);
      String piece = view.subSequence(end, next).toString();
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
    return complete && token.hasNeeded(view, body, end) ? end : -1;
  }

  /// The end of what belongs to the token up to the next joint.
  private static int endOfPiece(TokenRule token, JoinedView view, int from) {
    int joint = view.nextJoint(from, from + MOST_PIECE);
    return Chars.runEnd(view, from, token.alphabet(), joint);
  }
}
