package dev.mlintern.canary;

import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/// One secret of each kind, made up anew for each run: no shape of one stands in this project.
final class Canaries {
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final String DIGITS = "0123456789";

  private final SecureRandom random = new SecureRandom();

  final Canary hubToken = new Canary("HF_TOKEN", "hf" + "_" + from(LETTERS, 34));
  final Canary storedToken = new Canary("stored HF token", "hf" + "_" + from(LETTERS, 34));
  final Canary gitHub = new Canary("GITHUB_TOKEN", "ghp" + "_" + from(LETTERS + DIGITS, 36));
  final Canary scholar = new Canary("S2_API_KEY", from(LETTERS + DIGITS, 40));
  final Canary search = new Canary("TAVILY_API_KEY", "tvly" + "-" + from(LETTERS + DIGITS, 32));
  final Canary proxyPassword =
      new Canary("proxy password", from(LETTERS, 12) + "/+\"" + from(DIGITS + LETTERS, 12));
  final Canary jobSecret = new Canary("secret of a job", "job/" + from(LETTERS + DIGITS, 28));
  final Canary sandboxSecret =
      new Canary("secret of a sandbox", "box+" + from(LETTERS + DIGITS, 28));
  final Canary boxVariable =
      new Canary("variable for a sandbox", "var_" + from(LETTERS + DIGITS, 28));
  final Canary awsKey =
      new Canary("AWS key id", "AK" + "IA" + from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16));
  final Canary awsSecret = new Canary("AWS secret key", from(LETTERS + DIGITS + "/+", 40));
  final Canary privateKey = new Canary("private key", privateKey());
  final Canary otherToken = new Canary("somebody's HF token", "hf" + "_" + from(LETTERS, 34));

  /// Ours by value: no text of ours may hold one.
  List<Canary> own() {
    return List.of(
        hubToken,
        storedToken,
        gitHub,
        scholar,
        search,
        proxyPassword,
        jobSecret,
        sandboxSecret,
        boxVariable);
  }

  /// Those the server holds in its variables and files from the start.
  List<Canary> held() {
    return List.of(hubToken, storedToken, gitHub, scholar, search, proxyPassword);
  }

  /// Somebody's, known by their form alone: they may be read, and must not be kept or uploaded.
  List<Canary> foreign() {
    return List.of(awsKey, awsSecret, privateKey, otherToken);
  }

  List<Canary> all() {
    return Stream.concat(own().stream(), foreign().stream()).toList();
  }

  /// The foreign ones as they stand in scripts, logs and datasets.
  String leakyText() {
    return "aws_access_key_id = "
        + awsKey.value()
        + "\naws_secret_access_key = "
        + awsSecret.value()
        + "\nlogin(token=\""
        + otherToken.value()
        + "\")\n-----BEGIN "
        + "PRIVATE KEY-----\n"
        + privateKey.value()
        + "\n-----END "
        + "PRIVATE KEY-----\n";
  }

  private String privateKey() {
    try {
      var keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded());
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private String from(String alphabet, int count) {
    var text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
