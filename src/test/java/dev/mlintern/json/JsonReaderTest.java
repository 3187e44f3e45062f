package dev.mlintern.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"a\"}",
        "{\"a\":1,}",
        "{\"a\":1 \"b\":2}",
        "{a:1}",
        "{'a':1}",
        "[1,]",
        "[1 2]",
        "]",
        "NaN",
        "Infinity",
        "-Infinity",
        "-",
        "01",
        "+1",
        ".5",
        "1.",
        "1e",
        "0x10",
        "tru",
        "TRUE",
        "nul",
        "\"a",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u12\"",
        "\"a\nb\"",
        "\"a\tb\"",
        "1 2",
        "{} {}",
        "// c\n1",
        "/*c*/1",
        "\uFEFF{}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"\\u0061\":2}",
        "\u00a0 1"
      })
  void refuses_what_is_not_strict_json(String text) {
    assertThatThrownBy(() -> JsonReader.read(text)).isInstanceOf(JsonException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "true",
        "false",
        "0",
        "-0",
        "1e999",
        "12345678901234567890.123456789",
        "\"\"",
        "\"a\\\"b\\\\c\"",
        "{\"a\":[1,{\"b\":null}],\"c\":\"\\ud83d\"}",
        "\"日本語 😀\""
      })
  void what_is_read_is_written_back_the_same(String text) {
    assertThat(JsonReader.read(text).toJson()).isEqualTo(text);
  }

  @Test
  void blanks_around_tokens_do_not_matter() {
    assertThat(JsonReader.read("\r\n\t { \"a\" : [ 1 , 2 ] } ").toJson())
        .isEqualTo("{\"a\":[1,2]}");
  }

  @Test
  void nesting_is_bounded() {
    String deepest = "[".repeat(JsonReader.MAX_DEPTH) + "]".repeat(JsonReader.MAX_DEPTH);
    assertThat(JsonReader.read(deepest)).isInstanceOf(JsonArray.class);
    assertThatThrownBy(() -> JsonReader.read("[" + deepest + "]"))
        .hasMessageContaining("nested deeper");
    assertThatThrownBy(() -> JsonReader.read("[".repeat(1_000_000)))
        .hasMessageContaining("nested deeper");
  }

  @Test
  void malformed_utf8_is_an_error() {
    assertThatThrownBy(() -> JsonReader.read(new byte[] {'"', (byte) 0xC3, '"'}))
        .hasMessageContaining("UTF-8");
    assertThat(JsonReader.read("\"é\"".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new JsonString("é"));
  }

  @Test
  void an_error_names_the_place() {
    assertThatThrownBy(() -> JsonReader.read("{\"a\":1,\"a\":2}"))
        .isInstanceOfSatisfying(JsonException.class, e -> assertThat(e.offset()).isEqualTo(7))
        .hasMessageContaining("duplicate member name");
  }

  @Test
  void random_text_never_breaks_the_reader() {
    var random = new Random(7);
    String alphabet = "{}[]\",:\\u0129eE+-. truefalsn\n\ud83d\u0000";
    for (int round = 0; round < 50_000; round++) {
      var text = new StringBuilder();
      for (int i = random.nextInt(24); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        JsonValue value = JsonReader.read(text.toString());
        assertThat(JsonReader.read(value.toJson())).isEqualTo(value);
      } catch (JsonException e) {
        assertThat(e.offset()).isBetween(0, text.length());
      }
    }
  }

  @Test
  void numbers_keep_their_digits_and_know_when_they_are_integral() {
    assertThat(number("3.0").asLong()).hasValue(3);
    assertThat(number("3e2").asLong()).hasValue(300);
    assertThat(number("9223372036854775807").asLong()).hasValue(Long.MAX_VALUE);
    assertThat(number("9223372036854775808").asLong()).isEmpty();
    assertThat(number("3.5").asLong()).isEmpty();
    assertThat(number("1e999999999").asLong()).isEmpty();
    assertThat(number("0.1").lexeme()).isEqualTo("0.1");
  }

  private static JsonNumber number(String text) {
    return (JsonNumber) JsonReader.read(text);
  }
}
