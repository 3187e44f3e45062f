package dev.mlintern.redact;

import dev.mlintern.redact.AssignedValue.Ending;
import dev.mlintern.redact.SecretNames.Hint;

/// Finds values that are assigned to names of secrets: in shell, Python, JSON, YAML, INI, XML,
/// addresses and headers (harness specification §2.4-N). Only the value is replaced.
final class Assignments {
  private static final int MOST_NAME = 80;
  private static final int MOST_BLANKS = 8;
  private static final int MOST_TYPE = 60;

  private Assignments() {}

  /// Looks at the separator at `at` (`=`, `:`, a comma after a quoted name, `>` of an element, or
  /// the `%` of a percent-encoded `=`).
  ///
  /// @return one past the value, when it is a secret; else `at`
  static int match(CharSequence text, int at, Spans spans) {
    Operator operator = Operator.at(text, at);
    NameSpan name = operator == null ? null : NameSpan.before(text, operator.nameEnd());
    if (name == null || !operator.fits(text, name)) {
      return at;
    }
    int header = HeaderRules.match(text, name.start(), name.end(), operator, spans);
    if (header > at) {
      return header;
    }
    Hint hint = name.hint(text);
    if (hint == Hint.NONE) {
      KaggleKeys.match(text, name, operator, spans);
      return at;
    }
    AssignedValue value = new Candidate(text, name, operator, hint).value();
    if (value == null) {
      return at;
    }
    AssignedValue whole = value.whole(text);
    spans.add(whole.start(), whole.end(), SecretKind.ASSIGNMENT, name.start());
    return whole.end();
  }

  /// How a name and a value are put together.
  ///
  /// @param nameEnd one past what belongs to the name
  /// @param valueStart first character after the sign
  /// @param sign the sign's telling character
  /// @param comparison whether the value is compared, not assigned
  record Operator(int nameEnd, int valueStart, char sign, boolean comparison) {
    static Operator at(CharSequence text, int at) {
      char c = text.charAt(at);
      char before = Chars.at(text, at - 1);
      char after = Chars.at(text, at + 1);
      return switch (c) {
        case '=' -> equals(text, at, before, after);
        case ':' -> colon(at, before, after);
        case ',' -> Chars.isQuote(before) ? new Operator(at, at + 1, ',', true) : null;
        case '>' -> Chars.isAlnum(before) ? new Operator(at, at + 1, '>', false) : null;
        case '%' -> new Operator(at, at + 3, '%', false);
        default -> null;
      };
    }

    private static Operator equals(CharSequence text, int at, char before, char after) {
      if (before == '!') {
        int valueStart = at + (after == '=' ? 2 : 1);
        return new Operator(at - 1, valueStart, '=', true);
      }
      if (before == '=' || before == ':' || before == '<' || before == '>' || after == '~') {
        return null;
      }
      if (after == '=') {
        int valueStart = at + (Chars.at(text, at + 2) == '=' ? 3 : 2);
        return new Operator(at, valueStart, '=', true);
      }
      int nameEnd = before == '+' || before == '?' ? at - 1 : at;
      return new Operator(nameEnd, at + (after == '>' ? 2 : 1), '=', false);
    }

    private static Operator colon(int at, char before, char after) {
      if (before == ':' || after == ':' || after == '/' || after == '-' || after == '+') {
        return null;
      }
      return new Operator(at, at + (after == '=' ? 2 : 1), ':', false);
    }

    /// An element's name stands between angle brackets, a quoted one before a comma in quotes; what
    /// stands before a colon in an address is a user.
    boolean fits(CharSequence text, NameSpan name) {
      return switch (sign) {
        case '>' -> Chars.at(text, name.start() - 1) == '<';
        case ',' -> name.quoted();
        case ':' -> !Chars.startsWith(text, name.start() - 3, "://");
        default -> true;
      };
    }
  }

  /// Where the name stands.
  record NameSpan(int start, int end, boolean quoted) {
    static NameSpan before(CharSequence text, int nameEnd) {
      int end = nameEnd;
      while (end > 0 && nameEnd - end < MOST_BLANKS && Chars.isBlank(text.charAt(end - 1))) {
        end--;
      }
      char last = Chars.at(text, end - 1);
      if (last == ']' || last == '?') {
        end--;
      }
      boolean quoted = Chars.isQuote(Chars.at(text, end - 1));
      if (quoted) {
        end--;
        while (Chars.at(text, end - 1) == '\\') {
          end--;
        }
      }
      int start = Chars.runStart(text, end, Chars.NAME, end - MOST_NAME);
      start = afterEscape(text, start, end);
      return end - start < 2 ? null : new NameSpan(start, end, quoted);
    }

    /// The end of an escape sequence (`\n`, `%3F`, a colour's `m`) is not the name's beginning.
    private static int afterEscape(CharSequence text, int start, int end) {
      char before = Chars.at(text, start - 1);
      char first = text.charAt(Math.min(start, text.length() - 1));
      if (before == '\\' && (first == 'n' || first == 'r' || first == 't')) {
        return Math.min(start + 1, end);
      }
      if (before == '%' && Chars.hexNumber(text, start, 2) >= 0) {
        return Math.min(start + 2, end);
      }
      if (before == '[') {
        int digits = Chars.runEnd(text, start, Chars.DIGIT, end);
        return digits > start && Chars.at(text, digits) == 'm' ? digits + 1 : start;
      }
      return start;
    }

    Hint hint(CharSequence text) {
      Hint hint = SecretNames.hint(text, start, end);
      if (hint != Hint.NONE && hint != Hint.PLAIN_TOKEN) {
        return hint;
      }
      if (Chars.startsWithAnyCase(text, start, "value") && end - start == 5) {
        return hintOfNamedValue(text);
      }
      int length = end - start;
      boolean loose =
          length == 3 && Chars.startsWithAnyCase(text, start, "key") || hint == Hint.PLAIN_TOKEN;
      if (loose && !quoted && Chars.at(text, start - 1) == ' ') {
        int before = Chars.runStart(text, start - 1, Chars.LETTER, start - 16);
        Hint both = SecretNames.hint(text, before, end);
        return both == Hint.NONE ? hint : both;
      }
      return hint;
    }

    /// `name: HF_TOKEN, value: …`: the name is what stands before `value`.
    private Hint hintOfNamedValue(CharSequence text) {
      int nameEnd = start;
      while (nameEnd > 0 && start - nameEnd < 40 && isBetween(text, nameEnd - 1)) {
        nameEnd--;
      }
      int nameStart = Chars.runStart(text, nameEnd, Chars.NAME, nameEnd - MOST_NAME);
      return nameEnd == start ? Hint.NONE : SecretNames.hint(text, nameStart, nameEnd);
    }

    private static boolean isBetween(CharSequence text, int at) {
      char c = text.charAt(at);
      boolean writtenBreak = c == 'n' && Chars.at(text, at - 1) == '\\';
      return Chars.isSpace(c) || Chars.isQuote(c) || ",-\\".indexOf(c) >= 0 || writtenBreak;
    }
  }

  /// A value that stands where a secret would.
  private record Candidate(CharSequence text, NameSpan name, Operator operator, Hint hint) {
    /// The value if it is a secret.
    AssignedValue value() {
      boolean mayBreakLine = name.quoted() && operator.sign() == ':';
      AssignedValue value = AssignedValue.read(text, operator.valueStart(), ending(), mayBreakLine);
      boolean element = operator.sign() == '>';
      if (value.isEmpty() || element && !Chars.startsWith(text, value.end(), "</")) {
        return null;
      }
      if (isSecret(value)) {
        return value;
      }
      if (value.quoted() || operator.sign() != ':') {
        return null;
      }
      boolean phrase = Chars.startsWithAnyCase(text, name.end() - 10, "passphrase");
      AssignedValue words = phrase ? phrase(value.start()) : null;
      return words == null ? typedValue(value) : words;
    }

    /// `passphrase: several words`, all that stands on the line.
    private AssignedValue phrase(int start) {
      int end = Chars.runEnd(text, start, Chars.LOWER, start + 200);
      int words = 1;
      while (Chars.at(text, end) == ' ') {
        int next = Chars.runEnd(text, end + 1, Chars.LOWER, start + 200);
        words += next > end + 1 ? 1 : 0;
        end = next;
      }
      var value = new AssignedValue(start, end, true, false, Ending.EXPRESSION);
      return words >= 3 && isAlone(value) && isSecret(value) ? value : null;
    }

    private Ending ending() {
      if (operator.sign() == '%' || isParameter()) {
        return Ending.PARAMETER;
      }
      return isShellStyle() && startsLine() ? Ending.LINE : Ending.EXPRESSION;
    }

    private boolean isParameter() {
      char before = Chars.at(text, name.start() - 1);
      return before == '?' || before == '&';
    }

    private boolean startsLine() {
      char before = Chars.at(text, name.start() - 1);
      return before == Chars.NONE
          || Chars.isSpace(before)
          || Chars.isQuote(before)
          || Chars.isAlnum(before);
    }

    /// `NAME=value` without blanks: no program text, so a word there is a value.
    private boolean isShellStyle() {
      int classes = Chars.classesIn(text, name.start(), name.end());
      boolean tight =
          operator.nameEnd() == name.end() && !Chars.isBlank(Chars.at(text, operator.valueStart()));
      return operator.sign() == '=' && tight && (classes & Chars.LOWER) == 0;
    }

    /// `name: Type = "value"`.
    private AssignedValue typedValue(AssignedValue type) {
      int at = type.start();
      int stop = Math.min(text.length(), at + MOST_TYPE);
      while (at < stop && isTypeCharacter(text.charAt(at))) {
        at++;
      }
      boolean assigned = Chars.at(text, at) == '=' && Chars.at(text, at + 1) != '=';
      if (!assigned) {
        return null;
      }
      AssignedValue value = AssignedValue.read(text, at + 1, Ending.EXPRESSION, false);
      return value.quoted() && !value.isEmpty() && isSecret(value) ? value : null;
    }

    private static boolean isTypeCharacter(char c) {
      return Chars.is(c, Chars.ALNUM | Chars.UNDERSCORE | Chars.DOT)
          || " []|&<>?,*".indexOf(c) >= 0;
    }

    private boolean isSecret(AssignedValue span) {
      String value = span.in(text);
      boolean announced =
          AssignedSecrets.looksAnnounced(hint, value, isParameter())
              && (!operator.comparison() || SecretLooks.isRandom(value, 12));
      String nameText = text.subSequence(name.start(), name.end()).toString();
      if (!announced
          || Placeholders.isPlaceholder(value)
          || AssignedSecrets.isElsewhere(nameText, value)) {
        return false;
      }
      return span.quoted() ? isQuotedSecret(span, value) : isBareSecret(span, value);
    }

    private static boolean isQuotedSecret(AssignedValue span, String value) {
      boolean endsInSlot = span.formatted() && value.endsWith("}");
      return !AssignedSecrets.isTemplate(value)
          && !AssignedSecrets.isBetweenLiterals(value)
          && (!endsInSlot || SecretLooks.isRandom(Templates.withoutSlots(value), 12));
    }

    private boolean isBareSecret(AssignedValue span, String value) {
      if (hint == Hint.PASS
          || operator.comparison()
          || value.startsWith("{{")
          || value.startsWith("$(")) {
        return false;
      }
      if (isShellStyle() || isParameter()) {
        return !SecretLooks.isCall(value);
      }
      boolean bracket = value.startsWith("(") || value.startsWith("{") || value.indexOf('[') >= 0;
      if (bracket) {
        return false;
      }
      if (operator.sign() == ':') {
        return isAlone(span) ? !isTypeName(value) : isNoWord(value);
      }
      if (!ProgramText.isCode(value)) {
        return true;
      }
      boolean path = value.indexOf('(') >= 0 || value.indexOf('.') >= 0;
      return hint == Hint.PASSWORD && isAlone(span) && Placeholders.hasDigit(value) && !path;
    }

    private static boolean isNoWord(String value) {
      return !Placeholders.isLowercaseWord(strippedEnd(value)) && !ProgramText.isCode(value);
    }

    private static String strippedEnd(String value) {
      boolean stop = value.endsWith(".") || value.endsWith("!") || value.endsWith("?");
      return stop ? value.substring(0, value.length() - 1) : value;
    }

    /// A type in a declaration (`credentials: Credentials`), not a word of a configuration.
    private static boolean isTypeName(String value) {
      int classes = Chars.classesIn(value, 0, value.length());
      boolean word = (classes & (Chars.UPPER | Chars.DOT)) == 0;
      return value.indexOf('(') >= 0 || ProgramText.isCode(value) && !word;
    }

    /// Whether name and value are all that stands on their line.
    private boolean isAlone(AssignedValue span) {
      int before = name.start();
      while (name.start() - before < 200 && isIndent(Chars.at(text, before - 1))) {
        before--;
      }
      if (span.isSample()) {
        return false;
      }
      int after = Chars.skipBlanks(text, span.end(), 200);
      return isLineEnd(Chars.at(text, before - 1))
          && (isLineEnd(Chars.at(text, after)) || Chars.at(text, after) == '#');
    }

    private static boolean isIndent(char c) {
      return Chars.isBlank(c) || c == '-';
    }

    private static boolean isLineEnd(char c) {
      return c == Chars.NONE || c == '\n' || c == '\r';
    }
  }
}
