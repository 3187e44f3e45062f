package dev.mlintern.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.fuzz.Campaign;
import dev.mlintern.fuzz.Corpus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Two readers of the same bytes never see different values: ours and Jackson, set to be as strict.
public final class JsonReaderFuzzTest {
  private static final JsonFactory JACKSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(JsonReader.MAX_DEPTH)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /// Jackson reads `\\u004` and a full-width `1` as `A`: of a character it looks at the low eight
  /// bits.
  private static final Pattern WIDE_ESCAPE = Pattern.compile("\\\\u\\p{ASCII}{0,3}[^\\p{ASCII}]");

  @Test
  void takes_and_refuses_what_jackson_takes_and_refuses_and_reads_the_same_value() {
    Campaign.against(JsonReaderFuzzTest::fuzzerTestOneInput, corpus()).run(60_000);
  }

  public static Corpus corpus() {
    return Corpus.of(
            "{\"a\":[1,-0,2.50e+3,true,false,null],\"b\":{\"\":\"\"}}",
            "[\"\\u00e9\\ud83d\\ude00\\ud800\\n\\/\\\"\",\"\u00e9\ud83d\ude00\"]",
            "{\"tool_name\":\"mcp__ml-intern__hf_jobs\",\"tool_input\":{\"operation\":\"run\"}}",
            " \t\r\n[ 1 , { \"x\" : [ ] } ] \n",
            "123456789012345678901234567890.000000000001e-400",
            "[".repeat(199) + "7" + "]".repeat(199),
            "\"plain\"")
        .withWords(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\\u",
            "\\ud83d",
            "\"a\":1,",
            "\"\\u0061\":1,",
            "null",
            "true",
            "NaN",
            "Infinity",
            "-",
            "+",
            ".",
            "e",
            "E+",
            "0",
            "//",
            "/*",
            "'",
            "[[[[[[[[",
            "\ufeff");
  }

  public static void fuzzerTestOneInput(byte[] input) {
    Optional<JsonValue> ours = ours(input);
    if (!WIDE_ESCAPE.matcher(new String(input, StandardCharsets.UTF_8)).find()) {
      assertThat(ours).isEqualTo(jackson(input));
    }
    ours.ifPresent(JsonReaderFuzzTest::writesWhatWasRead);
  }

  private static void writesWhatWasRead(JsonValue value) {
    String json = value.toJson();
    assertThat(JsonReader.read(json)).isEqualTo(value);
    assertThat(JsonReader.read(json.getBytes(StandardCharsets.UTF_8))).isEqualTo(value);
    assertThat(json).doesNotContain("\n", "\r", "\u2028", "\u2029");
  }

  private static Optional<JsonValue> ours(byte[] input) {
    try {
      return Optional.of(JsonReader.read(input));
    } catch (JsonException refused) {
      assertThat(refused.offset()).isBetween(0, input.length);
      return Optional.empty();
    }
  }

  private static Optional<JsonValue> jackson(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), input)) {
      return Optional.empty();
    }
    try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return Optional.empty();
      }
      JsonValue value = value(parser, first);
      return parser.nextToken() == null ? Optional.of(value) : Optional.empty();
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }

  private static JsonValue value(JsonParser parser, JsonToken token) {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> new JsonString(parser.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNumber(parser.getString());
      case VALUE_TRUE -> new JsonBoolean(true);
      case VALUE_FALSE -> new JsonBoolean(false);
      case VALUE_NULL -> JsonNull.INSTANCE;
      default -> throw new IllegalStateException("a token of no value: " + token);
    };
  }

  private static JsonObject object(JsonParser parser) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      members.put(name, value(parser, parser.nextToken()));
    }
    return new JsonObject(members);
  }

  private static JsonArray array(JsonParser parser) {
    List<JsonValue> elements = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      elements.add(value(parser, token));
    }
    return new JsonArray(elements);
  }
}
