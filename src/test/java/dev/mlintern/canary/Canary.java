package dev.mlintern.canary;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A planted secret, and every form in which it would be just as lost.
///
/// @param name what is reported in its place
record Canary(String name, String value) {
  /// A half this long is still a find: texts get cut.
  private static final int SHORTEST_HALF = 14;

  /// The first form that is found in some bytes.
  Optional<String> foundIn(byte[] bytes) {
    String haystack = new String(bytes, ISO_8859_1);
    return forms().entrySet().stream()
        .filter(form -> haystack.contains(form.getValue()))
        .map(form -> name + " (" + form.getKey() + ")")
        .findFirst();
  }

  private Map<String, String> forms() {
    var forms = new LinkedHashMap<String, String>();
    forms.put("plain", latin(value));
    forms.put("in an address", URLEncoder.encode(value, UTF_8));
    forms.put("in a path", URLEncoder.encode(value, UTF_8).replace("+", "%20").replace("%2F", "/"));
    forms.put("in JSON", latin(value.replace("\\", "\\\\").replace("\"", "\\\"")));
    forms.put("in JSON, slashes escaped", forms.get("in JSON").replace("/", "\\/"));
    for (int before = 0; before < 3; before++) {
      String inside = base64(before);
      forms.put("base64, " + before + " bytes in", inside);
      forms.put("base64url, " + before + " bytes in", inside.replace('+', '-').replace('/', '_'));
    }
    int half = value.length() / 2;
    if (half >= SHORTEST_HALF && value.indexOf('\n') < 0) {
      forms.put("its first half", latin(value.substring(0, half)));
      forms.put("its second half", latin(value.substring(half)));
    }
    forms.replaceAll((_, form) -> form.strip());
    return forms;
  }

  /// What is the same whatever stands around the secret, so many bytes before a whole group.
  private String base64(int before) {
    byte[] secret = value.getBytes(UTF_8);
    byte[] padded = new byte[before + secret.length];
    System.arraycopy(secret, 0, padded, before, secret.length);
    String encoded = Base64.getEncoder().withoutPadding().encodeToString(padded);
    int from = before == 0 ? 0 : before + 1;
    int uncertain = padded.length % 3 == 0 ? 0 : 1;
    return encoded.substring(from, encoded.length() - uncertain);
  }

  private static String latin(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }
}
