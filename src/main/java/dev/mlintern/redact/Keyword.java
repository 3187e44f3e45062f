package dev.mlintern.redact;

import java.util.List;

/// Words after which a secret may stand, each with the rule for what follows.
///
/// An enum and not a list of method references: those would each cost a class at every start, and
/// hooks start with every call.
enum Keyword implements WordRule {
  JWT("ey"),
  DISCORD_TOKEN("M", "N", "O"),
  PUTTY("Pr"),
  TERRAFORM("at"),
  WANDB("wa"),
  NETRC("pa"),
  REGISTRY("au"),
  SENTENCE("is"),
  ENVIRONMENT("EN", "AR", "se"),
  AUTHORIZATION("au", "Au", "AU", "aU"),
  BEARER("be", "Be", "BE", "bE"),
  WEBHOOK("ho", "di", "ch", "op", "ou", "we", "Ho", "HO", "Di"),
  PROGRAM("cu", "op", "ss", "re", "ng", "my", "ma", "do", "po", "he");

  private final List<String> beginnings;

  Keyword(String... beginnings) {
    this.beginnings = List.of(beginnings);
  }

  static void addAll(WordRules rules) {
    for (Keyword keyword : values()) {
      for (String beginning : keyword.beginnings) {
        if (beginning.length() > 1) {
          rules.add(beginning, keyword);
        } else {
          addWithAnySecond(rules, beginning.charAt(0), keyword);
        }
      }
    }
  }

  private static void addWithAnySecond(WordRules rules, char first, Keyword keyword) {
    for (char second = '0'; second <= 'z'; second++) {
      if (Chars.isAlnum(second)) {
        rules.add(first, second, keyword);
      }
    }
  }

  @Override
  public int match(CharSequence text, int at, Spans spans) {
    return switch (this) {
      case JWT -> WebTokens.jwt(text, at, spans);
      case DISCORD_TOKEN -> WebTokens.discord(text, at, spans);
      case PUTTY -> PrivateKeys.putty(text, at, spans);
      case TERRAFORM -> WebTokens.terraform(text, at, spans);
      case WANDB -> CommandLines.wandb(text, at, spans);
      case NETRC -> CommandLines.netrc(text, at, spans);
      case REGISTRY -> CommandLines.registry(text, at, spans);
      case SENTENCE -> CommandLines.sentence(text, at, spans);
      case ENVIRONMENT -> CommandLines.environment(text, at, spans);
      case AUTHORIZATION -> AuthHeaders.authorization(text, at, spans);
      case BEARER -> AuthHeaders.bearer(text, at, spans);
      case WEBHOOK -> Addresses.webhook(text, at, spans);
      case PROGRAM -> ProgramFlags.match(text, at, spans);
    };
  }
}
