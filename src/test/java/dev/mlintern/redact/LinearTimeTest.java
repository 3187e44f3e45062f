package dev.mlintern.redact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// No text takes more than its share: characters looked at are counted, not time. Four times the
/// text may take four times the looks and not much more, and never many looks at each character.
class LinearTimeTest {
  private static final int SMALL = 20_000;
  private static final int MOST_LOOKS = 120;

  @TestFactory
  Stream<DynamicTest> looks_grow_with_the_text_and_no_faster() {
    return patterns().entrySet().stream()
        .map(
            pattern ->
                DynamicTest.dynamicTest(pattern.getKey(), () -> growsEvenly(pattern.getValue())));
  }

  private static void growsEvenly(String pattern) {
    long small = looks(repeated(pattern, SMALL));
    long large = looks(repeated(pattern, 4 * SMALL));

    assertThat(large)
        .as("four times %s, small %d", pattern, small)
        .isLessThan(small * 9 / 2 + 1_000);
    assertThat(large / (4.0 * SMALL))
        .as("looks at a character of " + pattern)
        .isLessThan(MOST_LOOKS);
  }

  private static String repeated(String pattern, int length) {
    return pattern.repeat(length / pattern.length() + 1).substring(0, length);
  }

  private static long looks(String text) {
    var counted = new Counted(text);
    var spans = new Spans();
    KnownSecrets known = KnownSecrets.builder().add("A", "abcdefghijklmnop").build();
    known.find(counted, spans);
    PatternScan.find(counted, spans);
    var view = new JoinedView(counted);
    var joined = new Counted(view.text().toString());
    JoinedTokens.find(view, joined, spans);
    EncodedRuns.with(known).find(joined, spans);
    return counted.looks + joined.looks;
  }

  private static Map<String, String> patterns() {
    Map<String, String> patterns = new LinkedHashMap<>();
    for (String pattern :
        new String[] {
          "A",
          "a_",
          "eyJ",
          "eyJ.",
          "-----BEGIN ",
          "-",
          "--",
          "=",
          ":",
          "\"",
          "'",
          "\\",
          "\\\"",
          "%",
          "%5F",
          "\n",
          "\n ",
          " ",
          "\u001b[",
          "\u001b[31m",
          "\\u0041",
          "\\u001b[",
          "/",
          "+/",
          "://",
          "://a:",
          "a=",
          "password=",
          "password=\"",
          "password=\\\"",
          "password: ",
          "password='\"`",
          "password, ",
          "\"password\", ",
          "PASSWORD=(",
          "PASSWORD=)",
          "token: str = ",
          "{",
          "[",
          "{}",
          "hf_",
          "hf_oauth_",
          "hf_oauth_a",
          "sk-",
          "sk-proj-",
          "ghp_",
          "AKIA",
          "AKIAAAAABBBBCCCCDDDD ",
          "xoxb-",
          "SG.",
          "pat.",
          "curl ",
          "curl -u ",
          "mysql -p",
          "password ",
          "machine password ",
          "ENV HF_TOKEN ",
          "is ",
          "password is ",
          "Authorization: ",
          "Authorization: Digest ",
          "Bearer ",
          "Cookie: ",
          "Cookie: a=",
          "\"Cookie: ",
          "X-Api-Key: ",
          "&sig=",
          "?token=",
          "--token ",
          "--token=",
          "wandb login ",
          "hooks.slack.com/services/",
          "1234567890:",
          "12345678:A",
          "~",
          "1Q~",
          "atlasv1.",
          "M",
          "MTA.",
          "Private-Lines: ",
          "abcdefgh",
          "\" + \"",
          "' '",
          "\"\\\n\"",
          "\u200b",
          "hf_\n",
          "sk-ant-a\n",
          "sk-ant-abcd1\n",
          "%68%66%5f",
          "<password>",
          "value: ",
          "name: HF_TOKEN value: ",
          "\"username\" \"key\": ",
          "passphrase: a b c ",
          RandomSecrets.dashes("BEGIN PRIVATE KEY"),
          RandomSecrets.dashes("BEGIN PRIVATE KEY") + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4\n"
        }) {
      patterns.put(JsonWriter.quote(pattern), pattern);
    }
    return patterns;
  }

  /// A text that counts how often a character is looked at.
  private static final class Counted extends Text {
    private long looks;

    private Counted(String text) {
      super(text.toCharArray(), text.length());
    }

    @Override
    public char charAt(int index) {
      looks++;
      return super.charAt(index);
    }

    @Override
    public String subSequence(int start, int end) {
      looks += end - start;
      return super.subSequence(start, end);
    }

    @Override
    void copyTo(char[] into, int at, int start, int end) {
      looks += end - start;
      super.copyTo(into, at, start, end);
    }
  }
}
