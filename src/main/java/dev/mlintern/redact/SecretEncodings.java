package dev.mlintern.redact;

import dev.mlintern.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;

/// The forms in which a value we know may stand in a text: as it is, JSON-escaped (once and twice),
/// percent-encoded, in hexadecimal, and in base64 wherever in a longer text it began.
final class SecretEncodings {
  private static final HexFormat UPPER_HEX = HexFormat.of().withUpperCase();

  private SecretEncodings() {}

  /// Forms that are replaced as they stand.
  static Set<String> exact(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    String escaped = jsonEscaped(value);
    Set<String> forms = new LinkedHashSet<>();
    forms.add(value);
    forms.add(escaped);
    forms.add(jsonEscaped(escaped));
    forms.add(escaped.replace("/", "\\/"));
    forms.add(percentEncoded(bytes, UPPER_HEX));
    forms.add(percentEncoded(bytes, HexFormat.of()));
    forms.add(UPPER_HEX.formatHex(bytes));
    forms.add(HexFormat.of().formatHex(bytes));
    return forms;
  }

  /// The part of the base64 text that does not depend on what stands before and after the value,
  /// for each of the three places in a group of three bytes where it can begin, in both alphabets.
  static Set<String> insideBase64(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    Set<String> forms = new LinkedHashSet<>();
    for (int before = 0; before < 3; before++) {
      byte[] shifted = new byte[before + bytes.length];
      System.arraycopy(bytes, 0, shifted, before, bytes.length);
      int dependentAtStart = before == 0 ? 0 : before + 1;
      int wholeCharacters = shifted.length * 8 / 6;
      for (var encoder : Arrays.asList(Base64.getEncoder(), Base64.getUrlEncoder())) {
        String encoded = encoder.withoutPadding().encodeToString(shifted);
        forms.add(encoded.substring(dependentAtStart, wholeCharacters));
      }
    }
    return forms;
  }

  private static String jsonEscaped(String value) {
    String quoted = JsonWriter.quote(value);
    return quoted.substring(1, quoted.length() - 1);
  }

  private static String percentEncoded(byte[] bytes, HexFormat hex) {
    var encoded = new StringBuilder(bytes.length + 16);
    for (byte b : bytes) {
      char c = (char) (b & 0xff);
      if (Chars.is(c, Chars.WORD_DOT | Chars.TILDE)) {
        encoded.append(c);
      } else {
        encoded.append('%').append(hex.toHexDigits(b));
      }
    }
    return encoded.toString();
  }
}
