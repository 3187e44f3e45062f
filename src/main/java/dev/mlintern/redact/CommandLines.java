package dev.mlintern.redact;

import dev.mlintern.redact.AssignedValue.Ending;

/// Secrets on command lines and in files that part names and values with blanks: flags, log-ins,
/// `netrc`, Dockerfiles (harness specification §2.4, CLI_LOGIN to ENV-SPACE).
final class CommandLines {
  private static final int MOST_FLAG = 64;
  private static final int MOST_LINE = 240;
  private static final int LEAST_LOGIN_KEY = 32;
  private static final int NETRC_ENTRY = 200;

  private CommandLines() {}

  /// Looks at the two dashes of a long flag at `at`.
  static void flag(CharSequence text, int at, Spans spans) {
    int name = at + 2;
    int nameEnd = Chars.runEnd(text, name, Chars.NAME, name + MOST_FLAG);
    char separator = Chars.at(text, nameEnd);
    if (nameEnd - name < 3
        || (separator != '=' && !Chars.isBlank(separator))
        || !SecretNames.isSecretVariable(text.subSequence(name, nameEnd).toString())) {
      return;
    }
    AssignedValue value = AssignedValue.read(text, nameEnd + 1, Ending.EXPRESSION, false);
    if (!value.isEmpty() && isFlagValue(value.in(text), value.quoted(), separator == '=')) {
      spans.add(value.start(), value.whole(text).end(), SecretKind.CLI_FLAG, at);
    }
  }

  /// Whether what follows a flag is its secret.
  static boolean isFlagValue(String value, boolean quoted, boolean tight) {
    if (Placeholders.isPlaceholder(value)
        || Placeholders.isPath(value)
        || value.startsWith("-")
        || value.startsWith("{")) {
      return false;
    }
    if (quoted) {
      return value.length() >= 4 && !AssignedSecrets.isBetweenLiterals(value);
    }
    if (SecretLooks.isCall(value)) {
      return false;
    }
    return tight ? value.length() >= 4 : SecretLooks.isVaried(value, 6) || value.length() >= 16;
  }

  /// Word rule for `wandb login <key>` and `wandb.login(key="…")`.
  static int wandb(CharSequence text, int at, Spans spans) {
    if (!Chars.startsWith(text, at, "wandb login") && !Chars.startsWith(text, at, "wandb.login(")) {
      return -1;
    }
    int stop = lineEnd(text, at);
    int word = at + "wandb login".length();
    while (word < stop) {
      int end = Chars.runEnd(text, word, Chars.WORD, stop);
      if (end - word >= LEAST_LOGIN_KEY) {
        spans.add(word, end, SecretKind.CLI_LOGIN, at);
      }
      word = end + 1;
    }
    return -1;
  }

  private static int lineEnd(CharSequence text, int from) {
    int stop = Math.min(text.length(), from + MOST_LINE);
    int end = from;
    while (end < stop && text.charAt(end) != '\n' && text.charAt(end) != ';') {
      end++;
    }
    return end;
  }

  /// Word rule for `password <value>` in a `netrc` entry, which `machine` opens.
  static int netrc(CharSequence text, int at, Spans spans) {
    int end = at + "password".length();
    if (!Chars.startsWith(text, at, "password") || !Chars.isSpace(Chars.at(text, end))) {
      return -1;
    }
    int machine = lastBefore(text, at, "machine ");
    if (machine < 0) {
      return -1;
    }
    int start = Chars.skipSpaces(text, end, 16);
    AssignedValue value = AssignedValue.read(text, start, Ending.LINE, false);
    if (value.isEmpty() || Placeholders.isPlaceholder(value.in(text))) {
      return -1;
    }
    spans.add(value.start(), value.whole(text).end(), SecretKind.NETRC, machine);
    return value.whole(text).end();
  }

  private static int lastBefore(CharSequence text, int at, String word) {
    for (int i = at - word.length(); i >= 0 && at - i <= NETRC_ENTRY; i--) {
      if (Chars.startsWith(text, i, word)) {
        return i;
      }
    }
    return -1;
  }

  /// Word rule for `ENV NAME value`, `setenv NAME value`, `setx NAME value`, `set -gx NAME value`.
  static int environment(CharSequence text, int at, Spans spans) {
    int wordEnd = Chars.runEnd(text, at, Chars.ALNUM, at + 7);
    int name = Chars.skipBlanks(text, wordEnd, 8);
    if (name == wordEnd || !isSetter(text, at, wordEnd)) {
      return -1;
    }
    if (Chars.at(text, name) == '-') {
      name = Chars.skipBlanks(text, Chars.runEnd(text, name, Chars.WORD, name + 8), 8);
    }
    int nameEnd = Chars.runEnd(text, name, Chars.ALNUM | Chars.UNDERSCORE, name + MOST_FLAG);
    boolean blank = nameEnd > name && Chars.isBlank(Chars.at(text, nameEnd));
    if (!blank || !SecretNames.isSecretVariable(text.subSequence(name, nameEnd).toString())) {
      return -1;
    }
    AssignedValue value = AssignedValue.read(text, nameEnd, Ending.LINE, false);
    if (value.isEmpty() || !isFlagValue(value.in(text), value.quoted(), false)) {
      return -1;
    }
    spans.add(value.start(), value.whole(text).end(), SecretKind.ENV_SPACE, at);
    return value.whole(text).end();
  }

  /// Word rule for `_authToken <value>`, as `npm config set` takes it.
  static int registry(CharSequence text, int at, Spans spans) {
    int end = at + "authToken".length();
    if (!Chars.startsWith(text, at, "authToken") || !Chars.isBlank(Chars.at(text, end))) {
      return -1;
    }
    AssignedValue value = AssignedValue.read(text, end, Ending.LINE, false);
    if (value.isEmpty() || !SecretLooks.isRandom(value.in(text), 16)) {
      return -1;
    }
    spans.add(value.start(), value.whole(text).end(), SecretKind.CLI_LOGIN, at);
    return value.whole(text).end();
  }

  private static boolean isSetter(CharSequence text, int at, int end) {
    String word = text.subSequence(at, end).toString();
    return switch (word) {
      case "ENV", "ARG", "setenv", "setx", "set" -> true;
      default -> false;
    };
  }

  /// Word rule for `… password is <value>`.
  static int sentence(CharSequence text, int at, Spans spans) {
    int end = at + 2;
    boolean isWord = Chars.at(text, end) == ' ' && Chars.at(text, at - 1) == ' ';
    if (!isWord || !Chars.startsWith(text, at, "is")) {
      return -1;
    }
    int nameStart = Chars.runStart(text, at - 1, Chars.NAME, at - MOST_FLAG);
    String name = text.subSequence(nameStart, at - 1).toString();
    SecretNames.Hint hint = SecretNames.hint(name);
    if (hint == SecretNames.Hint.NONE && !name.equalsIgnoreCase("key")) {
      return -1;
    }
    AssignedValue value = AssignedValue.read(text, end, Ending.EXPRESSION, false);
    String secret = value.isEmpty() ? "" : value.in(text);
    boolean password = hint == SecretNames.Hint.PASSWORD;
    boolean looksSecret =
        password ? SecretLooks.isVaried(secret, 6) : SecretLooks.isRandom(secret, 12);
    if (!looksSecret || Placeholders.isPlaceholder(secret) || isHyphenatedWords(secret)) {
      return -1;
    }
    spans.add(value.start(), value.whole(text).end(), SecretKind.ASSIGNMENT, nameStart);
    return value.whole(text).end();
  }

  private static boolean isHyphenatedWords(String value) {
    for (String word : value.split("-")) {
      if (!ProgramText.isCode(word)) {
        return false;
      }
    }
    return true;
  }
}
