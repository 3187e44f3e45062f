package dev.mlintern.redact;

import java.util.Base64;
import java.util.Random;

/// Parts of made-up secrets, from a seed, so that no token shape is ever written down in a file.
///
/// The letters are those of the specification's notation: L letters, A letters and digits, H lower
/// hexadecimal, B base64, U capitals and digits, W letters, digits, `_` and `-`, D digits.
final class RandomSecrets {
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final String DIGITS = "0123456789";

  private final Random random;

  RandomSecrets(long seed) {
    this.random = new Random(seed);
  }

  String letters(int count) {
    return from(LETTERS, count);
  }

  String alnum(int count) {
    return from(LETTERS + DIGITS, count);
  }

  String hex(int count) {
    return from("0123456789abcdef", count);
  }

  String base64(int count) {
    return from(LETTERS + DIGITS + "+/", count);
  }

  String capitals(int count) {
    return from("ABCDEFGHIJKLMNOPQRSTUVWXYZ" + DIGITS, count);
  }

  String word(int count) {
    return from(LETTERS + DIGITS + "_-", count);
  }

  String digits(int count) {
    return from(DIGITS, count);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  String huggingFaceToken() {
    return "hf" + "_" + letters(34);
  }

  String gitHubToken() {
    return "ghp" + "_" + alnum(36);
  }

  /// Three parts, the first two as every JWT begins.
  String jwt() {
    return "ey" + "J" + word(33) + ".ey" + "J" + word(60) + "." + word(43);
  }

  /// The lines between a PEM block's BEGIN and END.
  String[] pemBody(int lines) {
    String[] body = new String[lines];
    for (int i = 0; i < lines; i++) {
      body[i] = Base64.getEncoder().encodeToString(bytes(i == lines - 1 ? 30 : 48));
    }
    return body;
  }

  String pem(String label, String lineBreak, String... body) {
    return dashes("BEGIN " + label)
        + lineBreak
        + String.join(lineBreak, body)
        + lineBreak
        + dashes("END " + label);
  }

  static String dashes(String label) {
    return "-".repeat(5) + label + "-".repeat(5);
  }

  private String from(String alphabet, int count) {
    var text = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
