package dev.mlintern.redact;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Tells from a name (of a variable, a JSON member, a header, a flag) whether its value is a secret
/// (harness specification §2.4-N).
final class SecretNames {
  /// What the name of a value says about it.
  enum Hint {
    /// Nothing.
    NONE,
    /// The value is a secret unless it is a placeholder.
    SECRET,
    /// A password: as [#SECRET], and weak values count too.
    PASSWORD,
    /// Just `pass`: a secret when it is quoted and looks like one.
    PASS,
    /// Just `TOKEN` in capitals: a secret when the value looks like one.
    SHOUTED_TOKEN,
    /// Just `token`, or a session: mostly a word of the text, seldom a secret.
    PLAIN_TOKEN,
    /// Registry log-ins (`auth`, `_auth`): base64 of user and password.
    LOGIN
  }

  /// Endings that mean a password whatever stands before them.
  private static final String[] PASSWORDS = {"password", "passwd", "passphrase", "sshpass"};

  /// Endings that mean a secret whatever stands before them.
  private static final String[] SECRETS = {
    "secret",
    "secretkey",
    "apikey",
    "accesskey",
    "accesskeyid",
    "privatekey",
    "signingkey",
    "encryptionkey",
    "subscriptionkey",
    "accountkey",
    "sharedaccesskey",
    "servicerolekey",
    "connectionstring",
    "webhookurl",
    "gitlabsession"
  };

  /// Endings that count only as words of their own.
  private static final String[] SECRET_WORDS = {
    "pwd",
    "credential",
    "credentials",
    "appkey",
    "applicationkey",
    "authkey",
    "masterkey",
    "sharedkey",
    "hmackey",
    "storagekey",
    "adminkey",
    "servicekey",
    "clientkey",
    "kagglekey",
    "searchkey",
    "cosmoskey"
  };

  /// `<word>pass` is a password with these only: a pass is also something a network does.
  private static final Set<String> PASS_OF =
      Set.of(
          "db",
          "user",
          "smtp",
          "mail",
          "email",
          "ftp",
          "admin",
          "root",
          "git",
          "ssh",
          "mysql",
          "postgres",
          "redis",
          "login",
          "proxy",
          "http",
          "basic",
          "auth",
          "store",
          "key",
          "sudo");

  /// `<word>token` is a secret with these only: most tokens here are pieces of text.
  private static final Set<String> TOKEN_OF =
      Set.of(
          "access",
          "refresh",
          "session",
          "auth",
          "api",
          "bearer",
          "bot",
          "id",
          "hf",
          "hub",
          "github",
          "gh",
          "gitlab",
          "slack",
          "security",
          "oauth",
          "deploy",
          "upload",
          "pypi",
          "npm",
          "telegram",
          "discord",
          "wandb",
          "huggingface",
          "service",
          "secret",
          "app",
          "write",
          "vault",
          "jwt",
          "sas",
          "login",
          "runner",
          "registration",
          "identity",
          "registry",
          "databricks",
          "notion",
          "csrf",
          "xsrf",
          "replicate",
          "personal",
          "admin",
          "root",
          "provider");

  /// Words before `TOKEN` that make it one of a tokenizer's or of a page of results.
  private static final Set<String> TEXT_TOKEN_OF =
      Set.of(
          "eos",
          "pad",
          "bos",
          "unk",
          "mask",
          "sep",
          "cls",
          "image",
          "video",
          "audio",
          "vision",
          "speech",
          "text",
          "next",
          "stop",
          "max",
          "num",
          "total",
          "prompt",
          "special",
          "start",
          "end",
          "begin",
          "page",
          "continuation",
          "cursor",
          "tool",
          "fim",
          "prefix",
          "suffix",
          "middle",
          "im",
          "think",
          "image_pad",
          "boundary",
          "placeholder",
          "per",
          "new",
          "last",
          "first",
          "sentinel",
          "extra",
          "reserved",
          "chat",
          "user",
          "assistant",
          "system");

  /// Longer names are judged by their end.
  static final int MOST_LENGTH = 64;

  /// The last two letters of all of these, so that most names need no other look.
  private static final boolean[] TELLING_ENDS = tellingEnds();

  private SecretNames() {}

  /// Whether an environment variable of this name holds a secret.
  static boolean isSecretVariable(String name) {
    return switch (hint(name.toUpperCase(Locale.ROOT))) {
      case SECRET, PASSWORD, SHOUTED_TOKEN -> true;
      case NONE, PASS, PLAIN_TOKEN, LOGIN -> false;
    };
  }

  static Hint hint(String name) {
    return hint(name, 0, name.length());
  }

  /// The hint of the name that stands at `start`..`end`.
  static Hint hint(CharSequence text, int start, int end) {
    if (!mayTell(text, start, end)) {
      return Hint.NONE;
    }
    var name = WordedName.of(text, Math.max(start, end - MOST_LENGTH), end);
    Hint hint = hint(name);
    for (int i = 0; i < 2 && hint == Hint.NONE && name.dropQualifier(); i++) {
      hint = hint(name);
    }
    return hint;
  }

  /// Few names end like the telling ones; the rest is not worth a copy.
  private static boolean mayTell(CharSequence text, int start, int end) {
    if (end - start < 3) {
      return false;
    }
    char last = Chars.lower(text.charAt(end - 1));
    char before = Chars.lower(text.charAt(end - 2));
    return Chars.is(last, Chars.DIGIT)
        || (Chars.is(last, Chars.LOWER)
            && (!Chars.is(before, Chars.LOWER) || TELLING_ENDS[pair(before, last)]));
  }

  private static int pair(char first, char second) {
    return (first - 'a') * 26 + second - 'a';
  }

  private static boolean[] tellingEnds() {
    boolean[] ends = new boolean[26 * 26];
    List<String> endings =
        new ArrayList<>(List.of("token", "sessionid", "sessid", "pass", "auth", "pat"));
    endings.addAll(List.of(PASSWORDS));
    endings.addAll(List.of(SECRETS));
    endings.addAll(List.of(SECRET_WORDS));
    endings.addAll(WordedName.QUALIFIERS);
    for (String ending : endings) {
      int length = ending.length();
      char last = ending.charAt(length - 1);
      char before = ending.charAt(length - 2);
      if (Chars.is(last, Chars.LOWER) && Chars.is(before, Chars.LOWER)) {
        ends[pair(before, last)] = true;
      }
    }
    return ends;
  }

  private static Hint hint(WordedName name) {
    if (name.isWorkingDirectory()) {
      return Hint.NONE;
    }
    if (name.endsWith("token")) {
      return tokenHint(name);
    }
    for (String ending : PASSWORDS) {
      if (name.endsWith(ending)) {
        return Hint.PASSWORD;
      }
    }
    for (String ending : SECRETS) {
      if (name.endsWith(ending)) {
        return Hint.SECRET;
      }
    }
    for (String ending : SECRET_WORDS) {
      if (name.endsWithWords(ending)) {
        return ending.equals("pwd") ? Hint.PASSWORD : Hint.SECRET;
      }
    }
    if (name.is("pass")) {
      return Hint.PASS;
    }
    if (name.endsWith("sessionid") || name.endsWith("sessid") || name.is("sid")) {
      return Hint.PLAIN_TOKEN;
    }
    if (name.endsWithWords("pass")) {
      return PASS_OF.contains(name.wordBefore(4)) ? Hint.PASSWORD : Hint.NONE;
    }
    if (name.isShouted() && name.endsWithWords("pat") && !name.is("pat")) {
      return Hint.SHOUTED_TOKEN;
    }
    return name.is("auth") ? Hint.LOGIN : Hint.NONE;
  }

  private static Hint tokenHint(WordedName name) {
    if (!name.endsWithWords("token")) {
      return TOKEN_OF.contains(name.wordBefore(5)) ? Hint.SECRET : Hint.NONE;
    }
    String before = name.wordBefore(5);
    if (TOKEN_OF.contains(before)) {
      return TEXT_TOKEN_OF.contains(name.wordBefore(5 + before.length())) ? Hint.NONE : Hint.SECRET;
    }
    if (TEXT_TOKEN_OF.contains(before)) {
      return Hint.NONE;
    }
    if (name.isShouted()) {
      return Hint.SHOUTED_TOKEN;
    }
    return name.is("token") ? Hint.PLAIN_TOKEN : Hint.NONE;
  }
}
