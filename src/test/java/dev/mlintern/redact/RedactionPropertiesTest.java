package dev.mlintern.redact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What holds for every text.
class RedactionPropertiesTest {
  private static final long SEED = System.nanoTime();

  private final Redactor redactor =
      Redactor.knowing(
          KnownSecrets.builder()
              .add("ONE", new RandomSecrets(SEED).alnum(20))
              .add("TWO", "pass word/with \"odd\" characters")
              .build());

  @Test
  void redacting_redacted_text_changes_nothing() {
    for (long seed = SEED; seed < SEED + 6_000; seed++) {
      settles(seed, new TextSoup(seed).text(60));
    }
  }

  @Test
  void texts_without_any_plan_settle_too() {
    for (long seed = SEED; seed < SEED + 2_000; seed++) {
      settles(seed, new TextSoup(seed).noise(400));
    }
  }

  @Test
  void long_texts_settle_too() {
    for (long seed = SEED; seed < SEED + 20; seed++) {
      settles(seed, new TextSoup(seed).text(5_000));
    }
  }

  private void settles(long seed, String text) {
    var tally = new RedactionTally();
    String redacted = redactor.redact(text, tally);
    String what = "seed " + seed + ": " + text;
    assertThat(tally.report().counts()).as(what).doesNotContainKey(SecretKind.UNSETTLED.name());
    assertThat(redactor.redact(redacted)).as(what).isEqualTo(redacted);
    assertThat(tally.report().isEmpty()).as(what).isEqualTo(redacted.equals(text));
  }

  @Test
  void json_stays_json_with_the_same_shape() {
    for (long seed = SEED; seed < SEED + 1_500; seed++) {
      JsonValue value = json(new Random(seed), new TextSoup(seed), 4);
      String redacted = redactor.redact(value.toJson());
      if (value instanceof JsonObject || value instanceof JsonArray) {
        sameShape(value, JsonReader.read(redacted));
      }
      assertThat(redactor.redact(redacted)).as("seed " + seed).isEqualTo(redacted);
    }
  }

  private static void sameShape(JsonValue before, JsonValue after) {
    switch (before) {
      case JsonObject object -> {
        var other = (JsonObject) after;
        assertThat(other.members()).hasSameSizeAs(object.members());
        var values = other.members().values().iterator();
        object.members().values().forEach(value -> sameShape(value, values.next()));
      }
      case JsonArray array -> {
        var other = (JsonArray) after;
        assertThat(other.size()).isEqualTo(array.size());
        for (int i = 0; i < array.size(); i++) {
          sameShape(array.elements().get(i), other.elements().get(i));
        }
      }
      case JsonString _ -> assertThat(after).isInstanceOf(JsonString.class);
      default -> assertThat(after).isInstanceOfAny(before.getClass(), JsonString.class);
    }
  }

  private static JsonValue json(Random random, TextSoup soup, int depth) {
    return switch (random.nextInt(depth == 0 ? 2 : 5)) {
      case 0 -> JsonNumber.of(random.nextInt(100_000));
      case 1 -> new JsonString(soup.text(8));
      case 2 -> new JsonString(json(random, soup, depth - 1).toJson());
      case 3 -> {
        JsonValue[] elements = new JsonValue[random.nextInt(4)];
        for (int i = 0; i < elements.length; i++) {
          elements[i] = json(random, soup, depth - 1);
        }
        yield JsonArray.of(elements);
      }
      default -> {
        var object = JsonObject.builder();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.put(soup.text(2), json(random, soup, depth - 1));
        }
        yield object.build();
      }
    };
  }

  @Test
  void a_redacted_value_is_the_same_instance_when_there_is_nothing_to_redact() {
    JsonValue value = JsonReader.read("{\"a\":[1,\"two\",{\"b\":null}],\"c\":\"[1, 2]\"}");
    String text = "nothing here";

    assertThat(redactor.redactJson(value)).isSameAs(value);
    assertThat(redactor.redact(text)).isSameAs(text);
  }

  @Test
  void two_names_that_are_secrets_stay_two_members() {
    var random = new RandomSecrets(SEED);
    JsonObject value =
        JsonObject.builder()
            .put(random.huggingFaceToken(), 1)
            .put(random.huggingFaceToken(), 2)
            .build();

    var redacted = (JsonObject) redactor.redactJson(value);

    assertThat(redacted.names()).containsExactly("[REDACTED:HF_TOKEN]", "[REDACTED:HF_TOKEN]~2");
    assertThat(redactor.redactJson(redacted)).isSameAs(redacted);
  }

  @Test
  void verification_finds_what_redaction_would_replace() {
    for (long seed = SEED; seed < SEED + 500; seed++) {
      String text = new TextSoup(seed).text(40);
      String redacted = redactor.redact(text);

      assertThat(redactor.verify(redacted).counts()).as("seed " + seed).isEmpty();
      if (!redacted.equals(text)) {
        assertThat(redactor.verify(text).counts()).as("seed " + seed).isNotEmpty();
      }
    }
  }

  @Test
  void json_in_json_as_deep_as_it_goes_is_searched() {
    var random = new RandomSecrets(SEED);
    String token = random.huggingFaceToken();
    String text = token;
    for (int document = 0; document < 9; document++) {
      text = JsonArray.of(new JsonString(text)).toJson();
    }
    String nested = "[".repeat(190) + text + "]".repeat(190);

    assertThat(redactor.redact(nested)).contains("[REDACTED:HF_TOKEN]").doesNotContain(token);
    assertThat(redactor.redact("[".repeat(5_000) + token)).doesNotContain(token);
  }
}
