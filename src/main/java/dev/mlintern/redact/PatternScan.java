package dev.mlintern.redact;

/// One pass over a text that asks every rule where it may begin: token and keyword rules at the
/// starts of words, assignments at their signs, keys and flags at dashes (harness specification
/// §2.3, steps 4 and 5).
///
/// Linear: each place is asked once, and no rule looks further than a bound or than what it takes.
final class PatternScan {
  /// Rules that recognise a token by its prefix.
  static final WordRules TOKENS = tokens();

  private static final WordRules WORDS = words();

  private PatternScan() {}

  private static WordRules tokens() {
    var rules = new WordRules();
    for (TokenRule rule : TokenRules.ALL) {
      rules.add(rule.prefix(), rule);
    }
    return rules;
  }

  private static WordRules words() {
    WordRules rules = TOKENS.copy();
    Keyword.addAll(rules);
    return rules;
  }

  static void find(CharSequence text, Spans spans) {
    int length = text.length();
    boolean wordMayStart = true;
    int assigned = 0;
    int at = 0;
    while (at < length) {
      char c = text.charAt(at);
      if (Chars.isAlnum(c)) {
        int end = wordMayStart ? word(text, at, c, spans) : -1;
        at = end > 0 ? end : Chars.runEnd(text, at + 1, Chars.ALNUM, length);
        wordMayStart = end > 0; // a token may follow a token
        continue;
      }
      wordMayStart = true;
      if (!Chars.is(c, Chars.SIGN)) {
        at++;
      } else if (c == '-') {
        at = dash(text, at, spans);
      } else if (c == '\\' || c == '\u001b') {
        int end = Escapes.end(text, at);
        wordMayStart = !Escapes.isAlnum(text, at, end);
        at = end;
      } else {
        assigned = at < assigned ? assigned : sign(text, at, c, spans);
        int end = c == '%' ? Escapes.end(text, at) : at + 1;
        wordMayStart = c != '%' || !Escapes.isAlnum(text, at, end);
        at = end;
      }
    }
  }

  /// Looks at a sign that may assign a value.
  ///
  /// @return one past what was assigned, or `at`
  private static int sign(CharSequence text, int at, char c, Spans spans) {
    return switch (c) {
      case ':' -> colon(text, at, spans);
      case '%' ->
          Chars.startsWithAnyCase(text, at, "%3d") ? Assignments.match(text, at, spans) : at;
      case '~' -> {
        azure(text, at, spans);
        yield at;
      }
      default -> Assignments.match(text, at, spans);
    };
  }

  private static int colon(CharSequence text, int at, Spans spans) {
    if (Chars.startsWith(text, at, "://")) {
      Addresses.password(text, at, spans);
      return at;
    }
    telegram(text, at, spans);
    return Assignments.match(text, at, spans);
  }

  private static int word(CharSequence text, int at, char first, Spans spans) {
    for (WordRule rule : WORDS.startingWith(first, Chars.at(text, at + 1))) {
      int end = rule.match(text, at, spans);
      if (end > at) {
        return end;
      }
    }
    return -1;
  }

  /// Telegram's bots: the bot's number, a colon, 35 characters.
  private static void telegram(CharSequence text, int colon, Spans spans) {
    int start = Chars.runStart(text, colon, Chars.DIGIT, colon - 11);
    int digits = colon - start;
    if (digits < 8 || digits > 10) {
      return;
    }
    int end = Chars.runEnd(text, colon + 1, Chars.WORD, colon + 37);
    int classes = Chars.classesIn(text, colon + 1, end);
    if (end - colon == 36 && Chars.hasAll(classes, Chars.UPPER, Chars.LOWER)) {
      spans.add(start, end, SecretKind.CHAT_TOKEN);
    }
  }

  /// Client secrets of Azure's directory: three characters, a digit, `Q~`, 31 to 34 more.
  private static void azure(CharSequence text, int at, Spans spans) {
    boolean marked = Chars.at(text, at - 1) == 'Q' && Chars.is(Chars.at(text, at - 2), Chars.DIGIT);
    int start = at - 5;
    if (!marked || start < 0) {
      return;
    }
    int end = Chars.runEnd(text, at + 1, Chars.WORD_DOT | Chars.TILDE, at + 40);
    if (end - at - 1 >= 31
        && Chars.runEnd(text, start, Chars.ALNUM | Chars.DOT | Chars.UNDERSCORE, at - 2)
            == at - 2) {
      spans.add(start, end, SecretKind.AZURE_KEY);
    }
  }

  private static int dash(CharSequence text, int at, Spans spans) {
    int end = Chars.runEnd(text, at, Chars.HYPHEN, at + 6);
    if (end - at >= 4) {
      int key = PrivateKeys.match(text, at, spans);
      return key > 0 ? key : end;
    }
    if (end - at == 2 && !Chars.isAlnum(Chars.at(text, at - 1))) {
      CommandLines.flag(text, at, spans);
    }
    return end;
  }
}
