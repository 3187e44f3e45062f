package dev.mlintern.localhub.viewer.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A word of a `where` clause.
record Token(Kind kind, String text) {
  enum Kind {
    COLUMN,
    TEXT,
    NUMBER,
    WORD,
    SYMBOL,
    END
  }

  static final Token AT_END = new Token(Kind.END, "");

  private static final Set<String> TWO_CHARS = Set.of("<>", "<=", ">=", "!=", "==");

  boolean isSymbol(String wanted) {
    return kind == Kind.SYMBOL && text.equals(wanted);
  }

  boolean isWord(String wanted) {
    return kind == Kind.WORD && text.equalsIgnoreCase(wanted);
  }

  /// @throws WhereError for a character that has no meaning
  static List<Token> all(String clause) {
    List<Token> tokens = new ArrayList<>();
    int at = 0;
    while (at < clause.length()) {
      char c = clause.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
        continue;
      }
      int end = end(clause, at, c);
      tokens.add(token(clause, at, end, c));
      at = end;
    }
    tokens.add(AT_END);
    return tokens;
  }

  private static int end(String clause, int at, char c) {
    if (c == '"' || c == '\'') {
      return quotedEnd(clause, at, c);
    }
    if (isNumberStart(clause, at)) {
      int end = at + 1;
      while (end < clause.length() && isNumberPart(clause, end)) {
        end++;
      }
      return end;
    }
    if (Character.isLetter(c) || c == '_') {
      int end = at + 1;
      while (end < clause.length()
          && (Character.isLetterOrDigit(clause.charAt(end)) || clause.charAt(end) == '_')) {
        end++;
      }
      return end;
    }
    if (at + 2 <= clause.length() && TWO_CHARS.contains(clause.substring(at, at + 2))) {
      return at + 2;
    }
    if ("=<>().,".indexOf(c) >= 0) {
      return at + 1;
    }
    throw new WhereError("unexpected character " + c);
  }

  private static int quotedEnd(String clause, int at, char quote) {
    int end = at + 1;
    while (end < clause.length()) {
      if (clause.charAt(end) != quote) {
        end++;
      } else if (end + 1 < clause.length() && clause.charAt(end + 1) == quote) {
        end += 2;
      } else {
        return end + 1;
      }
    }
    throw new WhereError("a quote is not closed");
  }

  private static boolean isNumberStart(String clause, int at) {
    char c = clause.charAt(at);
    boolean sign = c == '-' || c == '+';
    int digit = sign ? at + 1 : at;
    if (digit < clause.length() && clause.charAt(digit) == '.') {
      digit++;
    }
    return digit < clause.length()
        && Character.isDigit(clause.charAt(digit))
        && (sign || c == '.' || Character.isDigit(c));
  }

  private static boolean isNumberPart(String clause, int at) {
    char c = clause.charAt(at);
    char before = clause.charAt(at - 1);
    return Character.isDigit(c)
        || c == '.'
        || c == 'e'
        || c == 'E'
        || ((c == '-' || c == '+') && (before == 'e' || before == 'E'));
  }

  private static Token token(String clause, int at, int end, char c) {
    String text = clause.substring(at, end);
    if (c == '"') {
      return new Token(Kind.COLUMN, unquoted(text, "\""));
    }
    if (c == '\'') {
      return new Token(Kind.TEXT, unquoted(text, "'"));
    }
    if (isNumberStart(clause, at)) {
      try {
        Double.parseDouble(text);
      } catch (NumberFormatException _) {
        throw new WhereError("not a number: " + text);
      }
      return new Token(Kind.NUMBER, text);
    }
    boolean word = Character.isLetter(c) || c == '_';
    return new Token(word ? Kind.WORD : Kind.SYMBOL, text);
  }

  private static String unquoted(String text, String quote) {
    return text.substring(1, text.length() - 1).replace(quote + quote, quote);
  }
}
