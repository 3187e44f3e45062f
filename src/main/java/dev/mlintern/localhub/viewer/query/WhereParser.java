package dev.mlintern.localhub.viewer.query;

import dev.mlintern.json.JsonBoolean;
import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.viewer.query.Token.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/// Reads the `where` of `/filter` (spec hub-api §10.2):
///
/// ```
/// or     := and ("or" and)*
/// and    := not ("and" not)*
/// not    := "not" not | "(" or ")" | test
/// test   := column ( op value | "is" ["not"] "null" | ["not"] ("like"|"ilike") text )
/// column := name ("." name)*          name: "in double quotes", or a bare word
/// op     := = == <> != < <= > >=      value: number, 'text', true, false, null
/// ```
public final class WhereParser {
  private static final int MAX_DEPTH = 100;

  /// Past every `double`; written out, numbers beyond would fill the memory.
  private static final int MAX_SCALE = 400;

  private static final Set<String> RESERVED =
      Set.of("and", "or", "not", "is", "null", "like", "ilike", "true", "false");

  private final List<Token> tokens;
  private int at;
  private int depth;

  private WhereParser(String clause) {
    this.tokens = Token.all(clause);
  }

  /// @throws WhereError if it is not a clause
  public static Condition parse(String clause) {
    var parser = new WhereParser(clause);
    Condition condition = parser.or();
    if (parser.peek().kind() != Kind.END) {
      throw new WhereError("unexpected " + parser.peek().text());
    }
    return condition;
  }

  private Condition or() {
    Condition left = and();
    while (takeWord("or")) {
      left = new Condition.Or(left, and());
    }
    return left;
  }

  private Condition and() {
    Condition left = not();
    while (takeWord("and")) {
      left = new Condition.And(left, not());
    }
    return left;
  }

  private Condition not() {
    if (++depth > MAX_DEPTH) {
      throw new WhereError("nested deeper than " + MAX_DEPTH);
    }
    try {
      if (takeWord("not")) {
        return new Condition.Not(not());
      }
      if (takeSymbol("(")) {
        Condition inner = or();
        if (!takeSymbol(")")) {
          throw new WhereError("a parenthesis is not closed");
        }
        return inner;
      }
      return test();
    } finally {
      depth--;
    }
  }

  private Condition test() {
    Condition.Path path = path();
    if (takeWord("is")) {
      boolean negated = takeWord("not");
      if (!takeWord("null")) {
        throw new WhereError("expected null after is");
      }
      return negate(new Condition.IsNull(path), negated);
    }
    boolean negated = takeWord("not");
    if (takeWord("like")) {
      return negate(like(path, 0), negated);
    }
    if (takeWord("ilike")) {
      return negate(like(path, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE), negated);
    }
    if (negated) {
      throw new WhereError("expected like after not");
    }
    IntPredicate operator = operator();
    return new Condition.Comparison(path, value(), operator);
  }

  private static Condition negate(Condition condition, boolean negated) {
    return negated ? new Condition.Not(condition) : condition;
  }

  private Condition like(Condition.Path path, int flags) {
    Token pattern = next();
    if (pattern.kind() != Kind.TEXT) {
      throw new WhereError("expected 'text' after like");
    }
    var regex = new StringBuilder();
    pattern
        .text()
        .chars()
        .forEach(
            c -> {
              switch (c) {
                case '%' -> regex.append(".*");
                case '_' -> regex.append('.');
                default -> regex.append(Pattern.quote(String.valueOf((char) c)));
              }
            });
    return new Condition.Matches(path, Pattern.compile(regex.toString(), flags | Pattern.DOTALL));
  }

  private Condition.Path path() {
    List<String> names = new ArrayList<>();
    do {
      names.add(name());
    } while (takeSymbol("."));
    return new Condition.Path(names);
  }

  private String name() {
    Token token = next();
    boolean bare =
        token.kind() == Kind.WORD && !RESERVED.contains(token.text().toLowerCase(Locale.ROOT));
    if (token.kind() != Kind.COLUMN && !bare) {
      throw new WhereError("expected a column, found " + token.text());
    }
    return token.text();
  }

  private IntPredicate operator() {
    String symbol = next().text();
    return switch (symbol) {
      case "=", "==" -> order -> order == 0;
      case "<>", "!=" -> order -> order != 0;
      case "<" -> order -> order < 0;
      case "<=" -> order -> order <= 0;
      case ">" -> order -> order > 0;
      case ">=" -> order -> order >= 0;
      default -> throw new WhereError("expected a comparison, found " + symbol);
    };
  }

  private JsonValue value() {
    Token token = next();
    return switch (token.kind()) {
      case TEXT -> new JsonString(token.text());
      case NUMBER -> number(token.text());
      case WORD -> word(token);
      default -> throw new WhereError("expected a value, found " + token.text());
    };
  }

  private static JsonNumber number(String text) {
    try {
      BigDecimal number = new BigDecimal(text);
      if (Math.abs((long) number.scale()) <= MAX_SCALE) {
        return JsonNumber.of(number);
      }
    } catch (NumberFormatException _) {
      // An exponent that no number can hold.
    }
    throw new WhereError("number out of range: " + text);
  }

  private static JsonValue word(Token token) {
    if (token.isWord("true") || token.isWord("false")) {
      return new JsonBoolean(token.isWord("true"));
    }
    if (token.isWord("null")) {
      return JsonNull.INSTANCE;
    }
    throw new WhereError("text must be in single quotes: " + token.text());
  }

  private Token peek() {
    return tokens.get(at);
  }

  private Token next() {
    Token token = tokens.get(at);
    if (token.kind() != Kind.END) {
      at++;
    }
    return token;
  }

  private boolean takeWord(String word) {
    boolean found = peek().isWord(word);
    at += found ? 1 : 0;
    return found;
  }

  private boolean takeSymbol(String symbol) {
    boolean found = peek().isSymbol(symbol);
    at += found ? 1 : 0;
    return found;
  }
}
