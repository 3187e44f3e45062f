package dev.mlintern.redact;

/// Secrets in addresses: passwords before the host, and addresses whose path is the secret.
final class Addresses {
  private static final int MOST_USER_INFO = 1024;
  private static final int LEAST_PATH = 16;

  /// Hosts (with the path's beginning) where whoever knows the path may post.
  private static final String[] WEBHOOKS = {
    "hooks.slack.com/services/",
    "hooks.slack.com/workflows/",
    "hooks.slack.com/triggers/",
    "discord.com/api/webhooks/",
    "discordapp.com/api/webhooks/",
    "hooks.zapier.com/hooks/catch/",
    "chat.googleapis.com/v1/spaces/",
    "open.feishu.cn/open-apis/bot/v2/hook/",
    "open.larksuite.com/open-apis/bot/v2/hook/",
    "outlook.office.com/webhook/",
    "webhook.office.com/webhookb2/"
  };

  private Addresses() {}

  /// Looks at the colon of `://`: a password between the user and the host.
  static void password(CharSequence text, int colon, Spans spans) {
    int from = colon + 3;
    int stop = Math.min(text.length(), from + MOST_USER_INFO);
    int userEnd = -1;
    int host = -1;
    for (int at = from; at < stop && !endsUserInfo(text, at, userEnd, host); at++) {
      char c = text.charAt(at);
      if (c == ':' && userEnd < 0) {
        userEnd = at;
      } else if (c == '@') {
        host = at;
      }
    }
    if (userEnd < 0 || host <= userEnd + 1) {
      return;
    }
    String password = text.subSequence(userEnd + 1, host).toString();
    if (!isSlot(password) && !Placeholders.isPlaceholder(password)) {
      spans.add(userEnd + 1, host, SecretKind.URL_PASSWORD, colon);
    }
  }

  private static boolean isSlot(String password) {
    char first = password.charAt(0);
    return first == '$' || first == '<' || first == '{' || first == '[';
  }

  /// A slash ends host and port, but stands in many a password that should have been encoded.
  private static boolean endsUserInfo(CharSequence text, int at, int userEnd, int host) {
    char c = text.charAt(at);
    if (Chars.isSpace(c) || Chars.isQuote(c) || c == '<' && userEnd < 0 || c == '\\' || c < ' ') {
      return true;
    }
    if (c == '?' || c == '#' || c == '/' && Chars.at(text, at + 1) == '/') {
      return true;
    }
    boolean port = userEnd >= 0 && Chars.runEnd(text, userEnd + 1, Chars.DIGIT, userEnd + 7) == at;
    return c == '/' && (userEnd < 0 || port || host > 0);
  }

  /// Word rule for the hosts of webhooks.
  static int webhook(CharSequence text, int at, Spans spans) {
    for (String webhook : WEBHOOKS) {
      if (Chars.startsWithAnyCase(text, at, webhook)) {
        int start = at + webhook.length();
        int end = start;
        while (end < text.length() && isPathCharacter(text.charAt(end))) {
          end++;
        }
        if (end - start >= LEAST_PATH) {
          spans.add(start, end, SecretKind.WEBHOOK, at);
          return end;
        }
      }
    }
    return -1;
  }

  private static boolean isPathCharacter(char c) {
    return Chars.is(c, Chars.WORD_DOT | Chars.SLASH | Chars.PLUS | Chars.EQUALS | Chars.TILDE)
        || c == '@'
        || c == '%'
        || c == '?'
        || c == '&';
  }
}
