package dev.mlintern.redact;

import java.util.Locale;
import java.util.Set;

/// Tells values that are no secrets though they stand where secrets stand: references to variables,
/// blanks to be filled in, words of a type or of a sentence (harness specification §2.4-N).
final class Placeholders {
  private static final Set<String> WORDS =
      Set.of(
          "none",
          "null",
          "nil",
          "nan",
          "true",
          "false",
          "str",
          "string",
          "optional",
          "any",
          "bool",
          "boolean",
          "int",
          "integer",
          "float",
          "number",
          "object",
          "bytes",
          "undefined",
          "required",
          "hidden",
          "include",
          "omit",
          "same-origin",
          "read",
          "write",
          "yes",
          "no",
          "on",
          "off",
          "empty",
          "default",
          "unset",
          "unknown",
          "todo",
          "tbd",
          "n/a",
          "secret",
          "password",
          "pass",
          "passwd",
          "passphrase",
          "token",
          "key",
          "value",
          "text",
          "test",
          "auto",
          "prompt",
          "disabled",
          "enabled",
          "missing",
          "invalid",
          "valid",
          "present",
          "set",
          "not-set",
          "self",
          "this",
          "secretstr",
          "basic",
          "bearer",
          "apikey",
          "credentials",
          "credential",
          "localhost",
          "postgres");

  private static final String[] OPENINGS = {
    "your", "my", "the", "some", "a", "an", "this", "insert", "enter", "put", "add", "replace",
    "paste", "use", "new", "no", "not"
  };

  private static final String[] BLANKS = {
    "example",
    "placeholder",
    "changeme",
    "change_me",
    "change-me",
    "dummy",
    "redacted",
    "here",
    "fake",
    "mock",
    "sample",
    "test",
    "todo",
    "xxx"
  };

  private static final String[] SENTENCE_WORDS = {
    " your ", " the ", " is ", " are ", " must ", " for ", " to ", " of ", " and ", " or ", " in ",
    " not "
  };

  private Placeholders() {}

  /// Whether the whole value is one of these, whatever it is assigned to.
  static boolean isPlaceholder(String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    return value.length() < 3
        || value.startsWith("[REDACTED")
        || isReference(value)
        || isMasked(value)
        || WORDS.contains(lower)
        || isBlankToFill(lower)
        || isNameOfSecret(value)
        || isSentence(lower);
  }

  /// A reference to something that holds the secret: `${NAME}`, `$(command)`, `$NAME`, `%NAME%`,
  /// `<name>`, `{name}`, `[name]`, `(name)`, `@NAME@`.
  static boolean isReference(String value) {
    int last = value.length() - 1;
    return switch (value.charAt(0)) {
      case '$' -> isShellReference(value);
      case '<' -> value.charAt(last) == '>';
      case '{' -> value.charAt(last) == '}';
      case '[' -> value.charAt(last) == ']';
      case '(' -> value.charAt(last) == ')';
      case '%' -> value.charAt(last) == '%' || value.length() == 2 || value.startsWith("%(");
      case '@' -> value.charAt(last) == '@';
      default -> false;
    };
  }

  private static boolean isShellReference(String value) {
    int from = 0;
    while (from < value.length() && value.charAt(from) == '$') {
      int end = endOfReference(value, from);
      if (end < 0) {
        return false;
      }
      from = end;
      while (from < value.length() && value.charAt(from) != '$' && isGlue(value.charAt(from))) {
        from++;
      }
    }
    return from == value.length();
  }

  private static boolean isGlue(char c) {
    return !Chars.isAlnum(c);
  }

  private static int endOfReference(String value, int dollar) {
    char next = Chars.at(value, dollar + 1);
    if (next == '{' || next == '(') {
      int close = value.indexOf(next == '{' ? '}' : ')', dollar);
      return close < 0 ? value.length() : close + 1;
    }
    int end = Chars.runEnd(value, dollar + 1, Chars.ALNUM | Chars.UNDERSCORE, value.length());
    if (Chars.at(value, end) == ':') {
      return Chars.runEnd(value, end + 1, Chars.ALNUM | Chars.UNDERSCORE, value.length());
    }
    int classes = Chars.classesIn(value, dollar + 1, end);
    boolean oneCase = !Chars.hasAll(classes, Chars.UPPER, Chars.LOWER);
    return end > dollar + 1 && oneCase ? end : -1;
  }

  /// Only `x`, `*`, dots and the like, perhaps with the prefix or the last characters left visible.
  static boolean isMasked(String value) {
    int visible = 0;
    int masked = 0;
    int crosses = 0;
    int longest = 0;
    int run = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean cross = c == 'x' || c == 'X';
      boolean mask = cross || c == '*' || c == '.' || c == '\u2022' || c == '\u2026';
      run = mask ? run + (c == '\u2026' ? 3 : 1) : 0;
      longest = Math.max(longest, run);
      masked += mask ? 1 : 0;
      crosses += cross ? 1 : 0;
      visible += mask || Chars.is(c, Chars.UNDERSCORE | Chars.HYPHEN) ? 0 : 1;
    }
    boolean enough = crosses > 0 ? visible <= masked : visible <= 12;
    return masked == value.length() || (longest >= 3 && enough);
  }

  private static boolean isBlankToFill(String lower) {
    if (hasDigit(lower)) {
      return false;
    }
    for (String opening : OPENINGS) {
      char after = Chars.at(lower, opening.length());
      if (lower.startsWith(opening) && (after == ' ' || after == '-' || after == '_')) {
        return true;
      }
    }
    for (String blank : BLANKS) {
      boolean starts = lower.startsWith(blank) && isWordEnd(lower, blank.length());
      int before = lower.length() - blank.length() - 1;
      boolean ends = lower.endsWith(blank) && (before < 0 || isWordEnd(lower, before));
      if (starts || ends) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWordEnd(String lower, int at) {
    return at >= lower.length() || !Chars.is(lower.charAt(at), Chars.ALNUM);
  }

  /// The name of something that holds a secret, such as `MY_API_KEY` or `userToken`.
  private static boolean isNameOfSecret(String value) {
    if (hasDigit(value) || !isMadeOf(value, Chars.LETTER | Chars.UNDERSCORE | Chars.HYPHEN)) {
      return false;
    }
    boolean named = SecretNames.hint(value) != SecretNames.Hint.NONE || hasNameEnding(value);
    return named && ProgramText.isCode(value.replace('-', '_'));
  }

  private static boolean hasNameEnding(String value) {
    for (String ending : new String[] {"token", "secret", "key", "name", "id"}) {
      int start = value.length() - ending.length();
      boolean ends = Chars.startsWithAnyCase(value, start, ending);
      boolean camel =
          ends && start > 0 && ending.length() > 2 && Chars.is(value.charAt(start), Chars.UPPER);
      if (ends && (start == 0 || camel || !Chars.isAlnum(value.charAt(start - 1)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMadeOf(String value, int classes) {
    return Chars.runEnd(value, 0, classes, value.length()) == value.length();
  }

  /// Words of a sentence rather than of a pass phrase.
  private static boolean isSentence(String lower) {
    if (lower.indexOf(' ') < 0 || hasDigit(lower)) {
      return false;
    }
    for (String word : SENTENCE_WORDS) {
      if (lower.contains(word)) {
        return true;
      }
    }
    return false;
  }

  /// A path of a file: what credentials lie in, not what they are.
  static boolean isPath(String value) {
    boolean rooted =
        value.startsWith("/")
            || value.startsWith("~/")
            || value.startsWith("./")
            || value.startsWith("../")
            || value.startsWith("C:\\");
    if (!rooted || value.indexOf('+') >= 0 || value.indexOf('=') >= 0) {
      return false;
    }
    for (String part : value.split("[/\\\\]")) {
      int classes = Chars.classesIn(part, 0, part.length());
      boolean mixed = part.length() >= 12 && Chars.hasAll(classes, Chars.UPPER, Chars.LOWER);
      if (mixed && !ProgramText.isCode(part.replace('-', '_'))) {
        return false;
      }
    }
    return true;
  }

  /// An address without a password in it.
  static boolean isPlainAddress(String value) {
    int scheme = value.indexOf("://");
    return scheme > 0 && scheme < 12 && value.indexOf('@') < 0;
  }

  static boolean isLowercaseWord(String value) {
    return isMadeOf(value, Chars.LOWER | Chars.HYPHEN);
  }

  static boolean hasDigit(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (Chars.is(value.charAt(i), Chars.DIGIT)) {
        return true;
      }
    }
    return false;
  }
}
