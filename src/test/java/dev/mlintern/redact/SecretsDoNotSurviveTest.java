package dev.mlintern.redact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Harness specification §2.5, each case with secrets from many seeds: as text, inside a transcript
/// line, and as a file of lines.
class SecretsDoNotSurviveTest {
  private static final long FIRST_SEED = System.nanoTime();
  private static final int SEEDS = 25;

  @TestFactory
  Stream<DynamicTest> no_secret_of_the_specification_survives() {
    return SecretCases.of(0).all().stream()
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.id(),
                    () -> {
                      for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
                        check(seed, one.id());
                      }
                    }));
  }

  private static void check(long seed, String id) {
    SecretCases cases = SecretCases.of(seed);
    Redactor redactor = cases.redactor();
    SecretCases.Case one =
        cases.all().stream().filter(other -> other.id().equals(id)).findFirst().orElseThrow();
    for (String text : dressed(one.text())) {
      String redacted = redactor.redact(text);
      String what = id + " with seed " + seed + ": " + redacted;
      one.secrets().forEach(secret -> assertThat(redacted).as(what).doesNotContain(secret));
      assertThat(redacted).as(what).contains("[REDACTED:").doesNotContain("UNSETTLED");
      assertThat(redactor.redact(redacted)).as("again, " + what).isEqualTo(redacted);
      assertThat(redactor.verify(redacted).counts()).as("verified, " + what).isEmpty();
    }
    String plain = redactor.redact(one.text());
    one.kept().forEach(kept -> assertThat(plain).as(id + " with seed " + seed).contains(kept));
  }

  /// The text as it is, between other lines, and as a transcript holds it.
  private static List<String> dressed(String text) {
    List<String> dresses = new ArrayList<>();
    dresses.add(text);
    dresses.add("first line\n" + text + "\nlast line\n");
    JsonObject block = JsonObject.builder().put("type", "text").put("text", text).build();
    dresses.add(JsonObject.builder().put("type", "user").put("content", block).build().toJson());
    String twice =
        JsonObject.builder().put("stdout", dresses.getLast()).put("exit", 0).build().toJson();
    assertThat(JsonReader.read(twice)).isNotNull();
    dresses.add(twice);
    return dresses;
  }
}
