package dev.mlintern.redact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Plants every kind of token, and values under every kind of name, where sessions show them.
class SecretsInEveryContextTest {
  private static final long SEED = System.nanoTime();

  private final Redactor redactor = Redactor.withoutKnownSecrets();

  @TestFactory
  Stream<DynamicTest> every_token_is_found_in_every_context() {
    return TokenRules.ALL.stream()
        .map(rule -> DynamicTest.dynamicTest(rule.kind() + " " + rule.prefix(), () -> plant(rule)));
  }

  /// `cat token other-token`: such files have no line end.
  @TestFactory
  Stream<DynamicTest> tokens_that_follow_each_other_without_a_gap_are_found() {
    return TokenRules.ALL.stream()
        .filter(rule -> rule.exactly() > 0 || rule.prefix().equals("hf_"))
        .map(rule -> DynamicTest.dynamicTest(rule.kind() + " " + rule.prefix(), () -> twice(rule)));
  }

  private void twice(TokenRule rule) {
    String first = token(rule, new RandomSecrets(SEED));
    String second = token(rule, new RandomSecrets(SEED + 1));
    assertThat(redactor.redact("see " + first + second + " there"))
        .doesNotContain(first.substring(rule.prefix().length()))
        .doesNotContain(second.substring(rule.prefix().length()));
  }

  private void plant(TokenRule rule) {
    for (long seed = SEED; seed < SEED + 4; seed++) {
      String token = token(rule, new RandomSecrets(seed));
      String body = token.substring(rule.prefix().length());
      for (var context : contexts().entrySet()) {
        String redacted = redactor.redact(context.getValue().apply(token));
        assertThat(redacted)
            .as("seed " + seed + ", " + context.getKey())
            .contains("[REDACTED:")
            .doesNotContain(body);
      }
      for (var encoding : encodings().entrySet()) {
        String encoded = encoding.getValue().apply(token);
        String redacted = redactor.redact("data " + encoded + " end");
        assertThat(redacted).as(encoding.getKey()).contains("[REDACTED:").doesNotContain(encoded);
      }
      if (rule.joined() == body.length()) {
        plantInPieces(token, new RandomSecrets(seed));
      }
    }
  }

  private void plantInPieces(String token, RandomSecrets random) {
    int cut = 4 + random.below(token.length() - 8);
    String rest = token.substring(cut);
    for (var joint : joints().entrySet()) {
      String broken = "see \"" + token.substring(0, cut) + joint.getValue() + rest + "\" there";
      assertThat(redactor.redact(broken)).as(joint.getKey()).doesNotContain(rest);
      String line = JsonObject.builder().put("text", broken).build().toJson();
      assertThat(redactor.redact(line)).as("JSON, " + joint.getKey()).doesNotContain(rest);
    }
  }

  private static String token(TokenRule rule, RandomSecrets random) {
    int usual = Math.max(rule.least() + 5, rule.joined());
    int length = rule.exactly() > 0 ? rule.exactly() : usual;
    while (true) {
      var token = new StringBuilder(rule.prefix());
      while (token.length() < rule.prefix().length() + length) {
        char c = (char) ('+' + random.below(84));
        if (Chars.is(c, rule.alphabet()) && c != '=' && c != '.') {
          token.append(c);
        }
      }
      if ((rule.needs() & Chars.DOT) != 0 && rule.needs() != TokenRule.VARIETY) {
        token.setCharAt(token.length() - 8, '.');
      }
      if (rule.end(token, 0) == token.length() && Chars.isAlnum(token.charAt(token.length() - 1))) {
        return token.toString();
      }
    }
  }

  private static Map<String, UnaryOperator<String>> contexts() {
    Map<String, UnaryOperator<String>> contexts = new LinkedHashMap<>();
    contexts.put("alone", token -> token);
    contexts.put("sentence", token -> "The token is " + token + ".");
    contexts.put("Markdown", token -> "Use `" + token + "` or **" + token + "** here");
    contexts.put("shell", token -> "$ export A_THING='" + token + "' && run");
    contexts.put("flag", token -> "run --thing " + token + " --other");
    contexts.put("Python", token -> "client = Client(\"" + token + "\", timeout=3)");
    contexts.put("YAML", token -> "thing:\n  - " + token + "\n");
    contexts.put("query", token -> "GET https://host/path?x=" + token + "&y=1 200");
    contexts.put("encoded query", token -> "next=%3Fx%3D" + token + "%26y%3D1");
    contexts.put("user", token -> "git clone https://" + token + "@host/o/r.git");
    contexts.put("log", token -> "2026-06-12T10:00:00Z INFO [" + token + "] sent");
    contexts.put("XML", token -> "<a b=\"" + token + "\">" + token + "</a>");
    contexts.put("JSON", token -> "{\"a\":[\"" + token + "\"]}");
    contexts.put("JSON in JSON", token -> nested(nested(token)));
    contexts.put("broken JSON", token -> "{\"a\": \"x\\n" + token + "\\n\", nan");
    contexts.put("escaped JSON", token -> "\"{\\\"a\\\": \\\"" + token + "\\\"}\"");
    contexts.put("colour", token -> "\u001b[1;32m" + token + "\u001b[0m");
    contexts.put("written colour", token -> "\\u001b[32m" + token + "\\u001b[0m");
    contexts.put("name with _", token -> "it=my " + token + ";");
    contexts.put("file listing", token -> "     3\u2192" + token + "\n     4\u2192next\n");
    return contexts;
  }

  private static String nested(String text) {
    return JsonObject.builder()
        .put("out", new JsonString(JsonArray.of(new JsonString("a " + text)).toJson()))
        .build()
        .toJson();
  }

  private static Map<String, UnaryOperator<String>> encodings() {
    Map<String, UnaryOperator<String>> encodings = new LinkedHashMap<>();
    encodings.put("base64", text -> SecretCases.base64("the value " + text + "\n"));
    encodings.put("base64, shifted once", text -> SecretCases.base64("a value: " + text));
    encodings.put("base64, shifted twice", text -> SecretCases.base64("my value: " + text));
    encodings.put(
        "base64 for addresses",
        text ->
            Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("?? " + text).getBytes(StandardCharsets.UTF_8)));
    encodings.put("base64 twice", text -> SecretCases.base64(SecretCases.base64("it: " + text)));
    encodings.put(
        "hexadecimal",
        text -> HexFormat.of().formatHex(("the value " + text).getBytes(StandardCharsets.UTF_8)));
    return encodings;
  }

  private static Map<String, String> joints() {
    Map<String, String> joints = new LinkedHashMap<>();
    joints.put("line break", "\n");
    joints.put("Windows line break", "\r\n");
    joints.put("line break and indent", "\n    ");
    joints.put("continued line", "\\\n");
    joints.put("written line break", "\\n");
    joints.put("quotation", "\n> ");
    joints.put("numbered line", "\n    12\u2192");
    joints.put("seam", "\" + \"");
    joints.put("Python seam", "\"\n    \"");
    joints.put("written seam", "\\\" + \\\"");
    joints.put("colour", "\u001b[0;31m");
    joints.put("written colour", "\\x1b[0m");
    joints.put("zero-width space", "\u200b");
    joints.put("soft hyphen", "\u00ad");
    return joints;
  }

  @TestFactory
  Stream<DynamicTest> values_are_found_by_their_names() {
    return Stream.of(
            "password",
            "DB_PASSWORD",
            "dbPassword",
            "db.password",
            "smtp-passwd",
            "ssh_passphrase",
            "client_secret",
            "clientSecret",
            "SECRET_KEY",
            "SECRET_KEY_BASE",
            "api_key",
            "apiKey",
            "OPENAI_API_KEY",
            "openai_api_key_2",
            "X_API_KEY_PROD",
            "AWS_SECRET_ACCESS_KEY",
            "access_key",
            "private_key",
            "signing_key",
            "encryption_key",
            "aws_credentials",
            "connection_string",
            "access_token",
            "accessToken",
            "refresh_token",
            "session_token",
            "HF_TOKEN",
            "hf_token",
            "hub_token",
            "GITHUB_TOKEN",
            "GH_TOKEN",
            "bot_token",
            "SLACK_BOT_TOKEN",
            "MY_SERVICE_TOKEN",
            "AZURE_OPENAI_API_KEY",
            "azureSubscriptionKey",
            "MYSQL_PWD",
            "PGPASSWORD",
            "db_pass",
            "oauth_token",
            "webhook_secret",
            "CLARIFAI_PAT",
            "AZURE_SEARCH_KEY")
        .map(name -> DynamicTest.dynamicTest(name, () -> plantUnder(name)));
  }

  private void plantUnder(String name) {
    for (long seed = SEED; seed < SEED + 10; seed++) {
      String value = new RandomSecrets(seed).alnum(24) + "7";
      for (String text : assignments(name, value)) {
        assertThat(redactor.redact(text))
            .as("seed " + seed)
            .doesNotContain(value)
            .contains(name)
            .contains("[REDACTED:");
      }
    }
  }

  private static List<String> assignments(String name, String value) {
    String object = JsonObject.builder().put(name, value).put("n", 1).build().toJson();
    return List.of(
        name + "=" + value,
        "export " + name + "=" + value + "\n",
        "run -e " + name + "=" + value + " image",
        name + " = " + value + "\n",
        name + "='" + value + "'",
        name + " = \"" + value + "\"  # comment",
        name + ": " + value,
        name + ": \"" + value + "\",",
        name + " := '" + value + "'",
        name + " => '" + value + "',",
        "'" + name + "': '" + value + "'}",
        "f(" + name + "=\"" + value + "\", x=1)",
        "os.environ[\"" + name + "\"] = \"" + value + "\"",
        "os.environ.setdefault('" + name + "', '" + value + "')",
        "let " + name + ": string = '" + value + "';",
        "<" + name + ">" + value + "</" + name + ">",
        "- name: " + name + "\n  value: " + value + "\n",
        "https://host/?" + name + "=" + value + "&n=1",
        "https://host/?next=%3F" + name + "%3D" + value + "%26n%3D1",
        "run --" + name + " " + value + " -v",
        "run --" + name + "=" + value,
        object,
        "answer: " + object + " end",
        "\"" + JsonWriter.quote(object) + "\"",
        JsonObject.builder().put("name", name).put("value", value).build().toJson(),
        SecretCases.base64(name + "=" + value + "\n") + " " + name);
  }

  @Test
  void secrets_of_a_job_are_found_whatever_their_names() {
    String line = "{\"secrets\":{\"PLAIN\":\"words-and-nothing-else\",\"REF\":\"$HF_TOKEN\"}}";

    assertThat(redactor.redact(line))
        .isEqualTo("{\"secrets\":{\"PLAIN\":\"[REDACTED:MEMBER]\",\"REF\":\"$HF_TOKEN\"}}");
  }

  @Test
  void private_parts_of_a_web_key_are_found() {
    String line = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"abc\",\"d\":\"def\"}";

    assertThat(redactor.redact(line))
        .isEqualTo("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"abc\",\"d\":\"[REDACTED:MEMBER]\"}");
  }

  @Test
  void private_keys_are_found_in_every_dress() {
    for (long seed = SEED; seed < SEED + 10; seed++) {
      var random = new RandomSecrets(seed);
      String[] body = random.pemBody(5);
      for (String label :
          List.of(
              "RSA PRIVATE KEY",
              "EC PRIVATE KEY",
              "OPENSSH PRIVATE KEY",
              "PRIVATE KEY",
              "ENCRYPTED PRIVATE KEY",
              "PGP PRIVATE KEY BLOCK")) {
        for (String lineBreak :
            List.of(
                "\n", "\r\n", "\\n", "\\\\n", "\n     7\u2192", "\n> ", "\\n\" +\n    \"", "\n+")) {
          String text = "a " + random.pem(label, lineBreak, body) + " z";
          assertThat(redactor.redact(text)).isEqualTo("a [REDACTED:PRIVATE_KEY] z");
          String encoded = SecretCases.base64(text);
          assertThat(redactor.redact(encoded)).isEqualTo("[REDACTED:BASE64]");
        }
      }
    }
  }

  @Test
  void the_name_of_a_private_key_alone_is_no_key() {
    String text =
        "A file begins with "
            + RandomSecrets.dashes("BEGIN PRIVATE KEY")
            + " and ends with "
            + RandomSecrets.dashes("END PRIVATE KEY")
            + ", see the manual.";

    assertThat(redactor.redact(text)).isEqualTo(text);
  }

  @Test
  void base64_that_a_tool_wrapped_at_76_columns_is_found() {
    for (long seed = SEED; seed < SEED + 20; seed++) {
      var random = new RandomSecrets(seed);
      String file = "A=1\nB=" + random.alnum(30) + "\nHF_TOKEN=" + random.huggingFaceToken() + "\n";
      String wrapped =
          Base64.getMimeEncoder(76, new byte[] {'\n'})
              .encodeToString(file.getBytes(StandardCharsets.UTF_8));
      String redacted = redactor.redact("$ base64 .env\n" + wrapped + "\n$ ls\n");
      for (String line : wrapped.lines().toList()) {
        assertThat(redacted).as("seed " + seed).doesNotContain(line).endsWith("\n$ ls\n");
      }
    }
  }
}
