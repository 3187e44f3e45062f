package dev.mlintern.redact;

import java.util.Arrays;

/// A text with everything taken out that may break a token apart: line breaks with their indent,
/// terminal colours, invisible characters, the seams of string literals; and with escapes such as
/// `%5F` read. Remembers where each character came from (harness specification §2.3, step 3).
class JoinedView {
  private static final int MOST_INDENT = 8;
  private static final int MOST_SEAM = 48;

  private final Text original;
  private final char[] joined;
  private int length;

  /// Pieces: where each begins in the view and in the text, and how far it reaches in the text.
  private int[] viewStarts = new int[16];

  private int[] starts = new int[16];
  private int[] ends = new int[16];
  private boolean[] afterJoint = new boolean[16];
  private int pieces;

  JoinedView(Text original) {
    this.original = original;
    this.joined = new char[original.length()];
    build();
  }

  /// Whether nothing was taken out or read, so that the view says what the text says.
  boolean isPlain() {
    return pieces <= 1 && length == original.length();
  }

  private void build() {
    int pieceStart = 0;
    int end = original.length();
    boolean joint = false;
    int at = nextPlace(0);
    while (at < end) {
      int jointEnd = endOfJoint(at);
      int decoded = jointEnd > at ? -1 : decodedAt(at);
      if (jointEnd == at && decoded < 0) {
        at = nextPlace(Math.max(at + 1, skipOver(at)));
        continue;
      }
      joint = addPiece(pieceStart, at, joint);
      if (decoded > 0) {
        jointEnd = decoded == '/' ? at + 2 : Escapes.end(original, at);
        append((char) decoded, at, jointEnd, joint);
        joint = false;
      } else {
        joint = true;
      }
      pieceStart = jointEnd;
      at = nextPlace(jointEnd);
    }
    addPiece(pieceStart, end, joint);
  }

  /// The next character that may be a joint or an escape.
  private int nextPlace(int from) {
    int at = from;
    while (at < original.length() && !mayBreak(original.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean mayBreak(char c) {
    return c < 128 ? Chars.is(c, Chars.JOINT) : isInvisible(c);
  }

  private static boolean isInvisible(char c) {
    return c == '\0'
        || c >= '\u200b' && c <= '\u200f'
        || c == '\u2060'
        || c == '\ufeff'
        || c == '\u00ad';
  }

  /// Blank lines are no joints, and are passed as a whole.
  private int skipOver(int at) {
    char c = original.charAt(at);
    if (c != '\n' && c != '\r') {
      return at + 1;
    }
    int end = at;
    while (end < original.length() && Chars.isSpace(original.charAt(end))) {
      end++;
    }
    return end;
  }

  private int endOfJoint(int at) {
    char c = original.charAt(at);
    return switch (c) {
      case '\n', '\r' -> endOfLineBreak(at);
      case '\\' -> endOfBackslash(at);
      case '"', '\'', '`' -> endOfSeam(at, at);
      case '\u001b' -> endOfColour(at);
      case '%' -> at;
      default -> at + 1;
    };
  }

  /// One line break and what stands before the next line's text; `at` when an empty line follows.
  private int endOfLineBreak(int at) {
    int end = at + (Chars.startsWith(original, at, "\r\n") ? 2 : 1);
    end = Chars.skipBlanks(original, end, MOST_INDENT);
    char next = Chars.at(original, end);
    return next == '\n' || next == '\r' ? at : endOfLineMark(end);
  }

  /// Line numbers (`12→`), signs of quotations and comments; of differences if a blank follows, for
  /// a token may go on with `-`.
  private int endOfLineMark(int at) {
    int digits = Chars.runEnd(original, at, Chars.DIGIT, at + MOST_INDENT);
    char after = Chars.at(original, digits);
    if (digits > at && (after == '\t' || after == '\u2192')) {
      return digits + 1;
    }
    int end = at;
    while (end - at < 3 && isLineMark(Chars.at(original, end))) {
      end++;
    }
    int text = Chars.skipBlanks(original, end, MOST_INDENT);
    boolean token = text == end && Chars.is(Chars.at(original, at), Chars.HYPHEN | Chars.PLUS);
    return end == at || token ? at : text;
  }

  private static boolean isLineMark(char c) {
    return c == '>' || c == '#' || c == '|' || c == '*' || c == '+' || c == '-';
  }

  private int endOfColour(int at) {
    int end = Escapes.end(original, at);
    return end > at + 1 ? end : at;
  }

  private int endOfBackslash(int at) {
    int control = Escapes.endOfWrittenControl(original, at);
    if (control > 0) {
      return control;
    }
    return switch (Chars.at(original, at + 1)) {
      case '\n', '\r' -> Math.max(at, endOfLineBreak(at + 1));
      case 'n' -> Chars.skipBlanks(original, at + 2, MOST_INDENT);
      case 'r' ->
          Chars.startsWith(original, at, "\\r\\n")
              ? Chars.skipBlanks(original, at + 4, MOST_INDENT)
              : at;
      case '"', '\'' -> endOfSeam(at, at + 1);
      default -> at;
    };
  }

  /// `" + "`, `" "`, `' .⏎ '`: a literal ends and the next begins.
  private int endOfSeam(int at, int quote) {
    int stop = Math.min(original.length(), at + MOST_SEAM);
    int next = quote + 1;
    boolean operator = false;
    while (next < stop) {
      char c = original.charAt(next);
      boolean isOperator = c == '+' || c == '.' || c == '&';
      if (isOperator && operator || !isOperator && !Chars.isSpace(c)) {
        break;
      }
      operator |= isOperator;
      next++;
    }
    if (Chars.is(Chars.at(original, next), Chars.LETTER)) {
      next++;
    }
    while (next < stop && original.charAt(next) == '\\') {
      next++;
    }
    boolean opens = next < stop && Chars.isQuote(original.charAt(next));
    return opens ? next + 1 : at;
  }

  private int decodedAt(int at) {
    char c = original.charAt(at);
    if (c == '\\' && Chars.at(original, at + 1) == '/') {
      return '/';
    }
    return c == '%' || c == '\\' ? Escapes.decoded(original, at, Escapes.end(original, at)) : -1;
  }

  /// @return whether the next piece still begins after a joint
  private boolean addPiece(int start, int end, boolean joint) {
    if (start >= end) {
      return joint;
    }
    remember(start, end, joint);
    original.copyTo(joined, length, start, end);
    length += end - start;
    return false;
  }

  private void append(char decoded, int start, int end, boolean joint) {
    remember(start, end, joint);
    joined[length++] = decoded;
  }

  private void remember(int start, int end, boolean joint) {
    if (pieces == viewStarts.length) {
      viewStarts = Arrays.copyOf(viewStarts, pieces * 2);
      starts = Arrays.copyOf(starts, pieces * 2);
      ends = Arrays.copyOf(ends, pieces * 2);
      afterJoint = Arrays.copyOf(afterJoint, pieces * 2);
    }
    viewStarts[pieces] = length;
    starts[pieces] = start;
    ends[pieces] = end;
    afterJoint[pieces] = joint;
    pieces++;
  }

  int pieces() {
    return pieces;
  }

  /// Where in the view a piece begins.
  int pieceStart(int piece) {
    return viewStarts[piece];
  }

  private int pieceOf(int index) {
    int found = Arrays.binarySearch(viewStarts, 0, pieces, index);
    return found >= 0 ? found : -found - 2;
  }

  /// Where in the text the character at `index` begins.
  int start(int index) {
    int piece = pieceOf(index);
    return starts[piece] + index - viewStarts[piece];
  }

  /// Where in the text the character before `index` ends.
  int end(int index) {
    int piece = pieceOf(index - 1);
    boolean last = piece + 1 < pieces ? viewStarts[piece + 1] == index : length == index;
    return last ? ends[piece] : starts[piece] + index - viewStarts[piece];
  }

  /// Whether something was taken out right before the character at `index`.
  boolean isAfterJoint(int index) {
    if (index >= length) {
      return true;
    }
    int piece = pieceOf(index);
    return viewStarts[piece] == index && afterJoint[piece];
  }

  /// The first place after `index` where something was taken out, at most `limit`.
  int nextJoint(int index, int limit) {
    int piece = pieceOf(index) + 1;
    while (piece < pieces && viewStarts[piece] < limit && !afterJoint[piece]) {
      piece++;
    }
    return piece < pieces ? Math.min(limit, viewStarts[piece]) : limit;
  }

  /// Whether a stretch of the view is longer in the text.
  boolean isBroken(int from, int to) {
    return end(to) - start(from) > to - from;
  }

  /// What the view reads: what the rules are asked about.
  Text text() {
    return new Text(joined, length);
  }
}
