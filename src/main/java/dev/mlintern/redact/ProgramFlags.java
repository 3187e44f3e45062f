package dev.mlintern.redact;

import dev.mlintern.redact.AssignedValue.Ending;
import java.util.List;

/// Programs that take a secret after a short flag.
final class ProgramFlags {
  private static final int MOST_LINE = 240;
  private static final int LEAST_SECRET = 4;

  /// What follows a flag.
  private enum Form {
    /// The secret, at once or after blanks.
    SECRET,
    /// The secret, right behind the flag.
    ATTACHED,
    /// `user:password`.
    USER_AND_PASSWORD,
    /// `name=value` pairs.
    COOKIES
  }

  /// @param program how the command begins
  /// @param flag the flag with the blanks around it that tell it from others
  private record Flag(String program, String flag, Form form) {}

  private static final List<Flag> FLAGS =
      List.of(
          new Flag("curl", " -u", Form.USER_AND_PASSWORD),
          new Flag("curl", " --user", Form.USER_AND_PASSWORD),
          new Flag("curl", " -b ", Form.COOKIES),
          new Flag("curl", " --cookie ", Form.COOKIES),
          new Flag("openssl", " pass:", Form.ATTACHED),
          new Flag("sshpass", " -p", Form.SECRET),
          new Flag("redis-cli", " -a", Form.SECRET),
          new Flag("ngrok", " authtoken ", Form.SECRET),
          new Flag("ngrok", " add-authtoken ", Form.SECRET),
          new Flag("mysql", " -p", Form.ATTACHED),
          new Flag("mysqldump", " -p", Form.ATTACHED),
          new Flag("mysqladmin", " -p", Form.ATTACHED),
          new Flag("mariadb", " -p", Form.ATTACHED),
          new Flag("docker login", " -p ", Form.SECRET),
          new Flag("podman login", " -p ", Form.SECRET),
          new Flag("helm registry login", " -p ", Form.SECRET));

  private ProgramFlags() {}

  /// Word rule for all of these programs.
  static int match(CharSequence text, int at, Spans spans) {
    for (Flag flag : FLAGS) {
      int end = at + flag.program().length();
      if (Chars.startsWith(text, at, flag.program()) && Chars.isBlank(Chars.at(text, end))) {
        search(text, at, end, flag, spans);
      }
    }
    return -1;
  }

  private static void search(CharSequence text, int program, int from, Flag flag, Spans spans) {
    int stop = Math.min(text.length(), from + MOST_LINE);
    for (int at = from; at < stop && !endsCommand(text, at, flag.program()); at++) {
      if (text.charAt(at) == ' ' && Chars.startsWith(text, at, flag.flag())) {
        argument(text, program, at + flag.flag().length(), flag.form(), spans);
      }
    }
  }

  private static boolean endsCommand(CharSequence text, int at, String program) {
    char c = text.charAt(at);
    return c == '\n' || c == ';' || Chars.startsWith(text, at, program);
  }

  private static void argument(CharSequence text, int program, int at, Form form, Spans spans) {
    if (form == Form.ATTACHED && Chars.isBlank(Chars.at(text, at))) {
      return;
    }
    AssignedValue value = AssignedValue.read(text, at, Ending.LINE, false);
    String argument = value.in(text);
    int start = value.start();
    if (form == Form.USER_AND_PASSWORD) {
      int colon = argument.indexOf(':');
      if (colon < 0 || argument.startsWith(":", colon + 1)) {
        return;
      }
      start += colon + 1;
      argument = argument.substring(colon + 1);
    }
    boolean fits = form != Form.COOKIES || argument.indexOf('=') >= 0;
    if (fits
        && argument.length() >= LEAST_SECRET
        && CommandLines.isFlagValue(argument, true, true)) {
      spans.add(start, value.whole(text).end(), SecretKind.CLI_FLAG, program);
    }
  }
}
