package dev.mlintern.redact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KnownSecretsTest {
  private static final long SEED = System.nanoTime();
  private static final int SEEDS = 50;

  private final String odd = "a\"b\\c d/e\u00e9\n" + new RandomSecrets(SEED).alnum(12);

  private static KnownSecrets knowing(String value) {
    return KnownSecrets.builder().add("MY_VALUE", value).build();
  }

  @Test
  void a_known_value_is_replaced_by_its_name_wherever_it_stands() {
    String value = "correct horse battery";

    assertThat(knowing(value).apply("x" + value + "y, " + value))
        .isEqualTo("x[REDACTED:KNOWN:MY_VALUE]y, [REDACTED:KNOWN:MY_VALUE]");
  }

  @Test
  void text_without_a_known_value_is_the_same_instance() {
    String text = "nothing to see";

    assertThat(knowing("correct horse battery").apply(text)).isSameAs(text);
    assertThat(KnownSecrets.none().apply(text)).isSameAs(text);
  }

  @Test
  void json_escaped_and_percent_encoded_and_hexadecimal_forms_are_found() {
    byte[] bytes = odd.getBytes(StandardCharsets.UTF_8);
    String once = JsonWriter.quote(odd);
    String percent = URLEncoder.encode(odd, StandardCharsets.UTF_8).replace("+", "%20");
    KnownSecrets known = knowing(odd);

    assertThat(known.apply("{\"a\":" + once + "}"))
        .isEqualTo("{\"a\":\"[REDACTED:KNOWN:MY_VALUE]\"}");
    assertThat(known.apply(JsonWriter.quote("{\"a\":" + once + "}")))
        .isEqualTo(JsonWriter.quote("{\"a\":\"[REDACTED:KNOWN:MY_VALUE]\"}"));
    assertThat(known.apply("?q=" + percent + "&n")).isEqualTo("?q=[REDACTED:KNOWN:MY_VALUE]&n");
    for (HexFormat hex : new HexFormat[] {HexFormat.of(), HexFormat.of().withUpperCase()}) {
      assertThat(known.apply(hex.formatHex(bytes))).isEqualTo("[REDACTED:KNOWN:MY_VALUE]");
    }
  }

  @Test
  void base64_is_found_wherever_in_a_text_the_value_began() {
    for (long seed = SEED; seed < SEED + SEEDS; seed++) {
      var random = new RandomSecrets(seed);
      String value = random.alnum(8 + random.below(40));
      for (int before = 0; before < 7; before++) {
        for (int after = 0; after < 4; after++) {
          byte[] bytes =
              (random.word(before) + value + random.word(after)).getBytes(StandardCharsets.UTF_8);
          String standard = Base64.getEncoder().encodeToString(bytes);
          String forAddresses = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);

          assertThat(knowing(value).apply("(" + standard + ")"))
              .isEqualTo("([REDACTED:KNOWN:MY_VALUE])");
          assertThat(knowing(value).apply(forAddresses)).isEqualTo("[REDACTED:KNOWN:MY_VALUE]");
        }
      }
    }
  }

  @Test
  void a_known_value_is_found_though_it_is_broken_or_partly_encoded() {
    String value = "Zx81-" + new RandomSecrets(SEED).letters(20);
    Redactor redactor = Redactor.knowing(knowing(value));
    String head = value.substring(0, 9);
    String tail = value.substring(9);

    for (String text :
        new String[] {
          head + "\n    " + tail,
          head + "\u001b[0m" + tail,
          "\"" + head + "\" + \"" + tail + "\"",
          value.replace("-", "%2D"),
          value.replace("-", "\\u002d"),
          value.replace("x", "\\x78")
        }) {
      assertThat(redactor.redact(text)).doesNotContain(tail).contains("KNOWN:MY_VALUE");
    }
  }

  @Test
  void of_two_values_that_overlap_neither_shows_through() {
    KnownSecrets known =
        KnownSecrets.builder()
            .add("SHORT", "abcdefgh-1")
            .add("LONG", "abcdefgh-1-and-more")
            .add("CROSSING", "fgh-1-and-more-still")
            .build();

    assertThat(known.apply("abcdefgh-1!")).isEqualTo("[REDACTED:KNOWN:SHORT]!");
    assertThat(known.apply("abcdefgh-1-and-more!")).isEqualTo("[REDACTED:KNOWN:LONG]!");
    assertThat(known.apply("abcdefgh-1-and-more-still!")).isEqualTo("[REDACTED:KNOWN:LONG]!");
  }

  @Test
  void short_values_and_placeholders_are_not_known() {
    KnownSecrets known =
        KnownSecrets.builder()
            .add("A", "short")
            .add("B", "changeme")
            .add("C", "${HF_TOKEN}")
            .add("D", "   ")
            .add("E", "xxxxxxxxxxxx")
            .build();

    assertThat(known.isEmpty()).isTrue();
  }

  @Test
  void variables_count_by_their_names() {
    KnownSecrets known =
        KnownSecrets.builder()
            .addVariables(
                Map.of(
                    "MY_API_KEY", "value-one-1",
                    "PATH", "value-two-2",
                    "PWD", "value-three-3",
                    "EOS_TOKEN", "value-four-4",
                    "SOME_TOKEN", "value-five-5",
                    "GOOGLE_APPLICATION_CREDENTIALS", "/home/me/key-six.json"))
            .build();

    assertThat(
            known.apply(
                "value-one-1 value-two-2 value-three-3 value-four-4 value-five-5"
                    + " /home/me/key-six.json"))
        .isEqualTo(
            "[REDACTED:KNOWN:MY_API_KEY] value-two-2 value-three-3 value-four-4"
                + " [REDACTED:KNOWN:SOME_TOKEN] /home/me/key-six.json");
  }

  @Test
  void a_value_that_stands_in_the_marker_settles() {
    String text = "REDACTED: and KNOWN:MY_VALUE and MY_VALUE";

    for (String value : new String[] {"REDACTED", "KNOWN:MY_VALUE", "MY_VALUE", "[REDACTED"}) {
      Redactor redactor = Redactor.knowing(knowing(value));
      String redacted = redactor.redact(text);
      assertThat(redactor.redact(redacted)).isEqualTo(redacted);
    }
  }

  @Test
  void a_name_says_nothing_it_should_not() {
    assertThat(KnownSecrets.builder().add("a b]c\n", "some value 1").build().apply("some value 1"))
        .isEqualTo("[REDACTED:KNOWN:A_B_C_]");
    assertThat(knowing(odd).toString()).doesNotContain(odd.substring(0, 5));
  }
}
