package dev.mlintern.redact;

import java.util.List;
import java.util.Random;

/// Random texts out of the very pieces the rules look for, so that they meet in every order.
final class TextSoup {
  private static final List<String> PIECES =
      List.of(
          "hf_",
          "hf_oauth_",
          "sk-",
          "sk-ant-",
          "ghp_",
          "AKIA",
          "eyJ",
          ".eyJ",
          "xoxb-",
          "r8_",
          "glpat-",
          "npm_",
          "password",
          "PASSWORD",
          "api_key",
          "apiKey",
          "HF_TOKEN",
          "TOKEN",
          "token",
          "secret",
          "credentials",
          "auth",
          "Authorization",
          "Bearer ",
          "Basic ",
          "Cookie",
          "X-Api-Key",
          "--token",
          "--password",
          "ENV ",
          "wandb login ",
          "machine ",
          " login ",
          " password ",
          "curl -u ",
          "=",
          ":",
          ": ",
          " = ",
          ":=",
          "=>",
          "==",
          "!=",
          ",",
          ", ",
          ";",
          "&",
          "?",
          "&sig=",
          "://",
          "@",
          "/",
          "\"",
          "'",
          "`",
          "\\\"",
          "\\\\\"",
          "\\n",
          "\\u005f",
          "%5F",
          "%3D",
          "\n",
          "\r\n",
          "\n\n",
          "  ",
          "\t",
          "\u001b[31m",
          "\\u001b[0m",
          "\u200b",
          "\" + \"",
          "' '",
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          "<",
          ">",
          "${",
          "$HF_TOKEN",
          "{{",
          "f\"",
          "[REDACTED:HF_TOKEN]",
          "[REDACTED:",
          "]",
          "-----BEGIN ",
          "PRIVATE KEY-----",
          "-----END ",
          "RSA ",
          "hooks.slack.com/services/",
          "1234567890:",
          "Q~",
          "https",
          "postgres",
          "user",
          "name",
          "value",
          "key",
          "is ",
          "x",
          "****",
          "...",
          "\u00e9",
          "\ud83d\ude00",
          "\udc80",
          "\u0000",
          "str | None",
          "None",
          "changeme",
          "example",
          "=\"",
          "\"]");

  private final Random random;
  private final RandomSecrets secrets;

  TextSoup(long seed) {
    this.random = new Random(seed);
    this.secrets = new RandomSecrets(seed);
  }

  /// A text of up to so many pieces.
  String text(int mostPieces) {
    var text = new StringBuilder();
    int pieces = random.nextInt(mostPieces + 1);
    for (int i = 0; i < pieces; i++) {
      text.append(piece());
    }
    return text.toString();
  }

  private String piece() {
    return switch (random.nextInt(12)) {
      case 0 -> secrets.alnum(random.nextInt(45));
      case 1 -> secrets.base64(random.nextInt(90));
      case 2 -> secrets.letters(random.nextInt(40));
      case 3 -> secrets.hex(random.nextInt(70));
      case 4 -> SecretCases.base64(secrets.alnum(5) + "password=" + secrets.alnum(20));
      default -> PIECES.get(random.nextInt(PIECES.size()));
    };
  }

  /// Characters without any plan.
  String noise(int most) {
    var text = new StringBuilder();
    int length = random.nextInt(most);
    for (int i = 0; i < length; i++) {
      text.append((char) (random.nextInt(4) == 0 ? random.nextInt(65_536) : random.nextInt(128)));
    }
    return text.toString();
  }
}
