package dev.mlintern.redact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamRedactionTest {
  private static final long SEED = System.nanoTime();

  private final RandomSecrets random = new RandomSecrets(SEED);
  private final Redactor redactor = Redactor.withoutKnownSecrets();

  private record Copied(byte[] bytes, StreamRedaction.Outcome outcome) {
    String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private Copied copy(byte[] input) {
    var out = new ByteArrayOutputStream();
    try {
      var outcome = StreamRedaction.copy(redactor, new ByteArrayInputStream(input), out);
      return new Copied(out.toByteArray(), outcome);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Copied copy(String input) {
    return copy(input.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void lines_of_json_stay_lines_of_json_and_others_stay_text() {
    String token = random.huggingFaceToken();
    String first = JsonObject.builder().put("text", "it is " + token).build().toJson();

    Copied copied = copy(first + "\n{ \"a\" : 1 }\nplain " + token + "\n[1, 2]");

    assertThat(copied.text())
        .isEqualTo(
            "{\"text\":\"it is [REDACTED:HF_TOKEN]\"}\n{ \"a\" : 1 }\n"
                + "plain [REDACTED:HF_TOKEN]\n[1, 2]");
    assertThat(copied.outcome().replaced().counts()).containsEntry("HF_TOKEN", 2);
    assertThat(copied.outcome().left().isEmpty()).isTrue();
    assertThat(copied.outcome().lines()).isEqualTo(4);
  }

  @Test
  void a_transcript_keeps_its_envelope() {
    String line =
        "{\"type\":\"user\",\"uuid\":\"0f8fad5b-d9cb-469f-a165-70867728950e\",\"parentUuid\":null,"
            + "\"sessionId\":\"7c9e6679-7425-40de-944b-e07fc1f90ae7\",\"version\":\"2.1.239\","
            + "\"timestamp\":\"2026-06-12T10:00:00.123Z\",\"gitBranch\":\"fix/token-of-secret\","
            + "\"message\":{\"id\":\"msg_01ABCDEF\",\"model\":\"claude-opus-4-8\","
            + "\"usage\":{\"input_tokens\":12,\"output_tokens\":3456}}}\n";

    assertThat(copy(line).text()).isEqualTo(line);
  }

  @Test
  void nothing_at_all_is_nothing() {
    assertThat(copy("").bytes()).isEmpty();
    assertThat(copy("\n\n").text()).isEqualTo("\n\n");
  }

  @Test
  void a_key_over_many_lines_is_one_secret() {
    String pem = random.pem("RSA PRIVATE KEY", "\n", random.pemBody(20));

    assertThat(copy("a\n" + pem + "\nb\n").text()).isEqualTo("a\n[REDACTED:PRIVATE_KEY]\nb\n");
  }

  @Test
  void bytes_that_are_no_text_pass_unchanged() {
    byte[] noise = random.bytes(300_000);

    assertThat(copy(noise).bytes()).isEqualTo(noise);
  }

  @Test
  void a_secret_between_bytes_that_are_no_text_is_found() {
    String token = random.huggingFaceToken();
    byte[] latin = ("caf\u00e9 " + token + " \u00fc\n").getBytes(StandardCharsets.ISO_8859_1);

    assertThat(new String(copy(latin).bytes(), StandardCharsets.ISO_8859_1))
        .isEqualTo("caf\u00e9 [REDACTED:HF_TOKEN] \u00fc\n");
  }

  @Test
  void no_window_cuts_through_a_secret() {
    for (long seed = SEED; seed < SEED + 40; seed++) {
      var at = new RandomSecrets(seed);
      for (String filling : List.of("word ", "line\n", "x", "paragraph\n\n")) {
        String[] body = at.pemBody(12);
        String aws = at.base64(40);
        String token = at.huggingFaceToken();
        String secrets =
            " "
                + at.pem("PRIVATE KEY", "\n", body)
                + "\nAK"
                + "IA"
                + at.capitals(16)
                + "\n\nthen "
                + aws
                + "\n"
                + token.substring(0, 17)
                + "\n"
                + token.substring(17)
                + "\n";
        int before = TextWindow.MOST - 40_000 + at.below(20_000);
        String text = filling.repeat(before / filling.length()) + secrets + filling.repeat(30_000);

        Copied copied = copy(text);

        assertThat(copied.text())
            .as("seed %d, %s", seed, filling)
            .doesNotContain(body[0])
            .doesNotContain(body[6])
            .doesNotContain(aws)
            .doesNotContain(token.substring(17));
        assertThat(copied.outcome().left().isEmpty()).isTrue();
      }
    }
  }

  @Test
  void a_line_longer_than_any_window_is_searched_to_its_end() {
    String token = random.huggingFaceToken();
    String line =
        "{\"a\":\""
            + "x ".repeat(StreamRedaction.MOST_LINE / 2)
            + token
            + "\",\"b\":\""
            + token
            + "\"}\n{\"c\":1}\n";

    Copied copied = copy(line);

    assertThat(copied.text())
        .doesNotContain(token)
        .endsWith("[REDACTED:HF_TOKEN]\",\"b\":\"[REDACTED:HF_TOKEN]\"}\n{\"c\":1}\n");
    assertThat(copied.outcome().replaced().total()).isEqualTo(2);
    assertThat(copied.outcome().lines()).isEqualTo(2);
  }

  @Test
  void a_piece_of_a_long_line_ends_between_two_characters() {
    String line = "\u00e9\u20ac\ud83d\ude00".repeat(StreamRedaction.MOST_LINE / 8) + "\n";

    assertThat(copy(line).text()).isEqualTo(line);
  }

  @Test
  void a_base64_text_longer_than_any_window_is_searched() {
    String token = random.huggingFaceToken();
    String inside = "filling ".repeat(60_000) + token + " filling".repeat(30_000);
    String encoded = SecretCases.base64(inside);
    String around = SecretCases.base64("___" + token + "___");

    Copied copied = copy("data:text/plain;base64," + encoded + "\n");

    assertThat(copied.text()).contains("[REDACTED:BASE64]");
    assertThat(copied.text()).doesNotContain(around.substring(8, 40));
    assertThat(copied.outcome().left().isEmpty()).isTrue();
  }

  @Test
  void redacting_the_output_again_changes_nothing() {
    for (long seed = SEED; seed < SEED + 30; seed++) {
      var soup = new TextSoup(seed);
      var text = new StringBuilder();
      for (int i = 0; i < 60; i++) {
        text.append(soup.text(40)).append('\n');
      }
      Copied once = copy(text.toString());

      assertThat(copy(once.bytes()).bytes()).as("seed " + seed).isEqualTo(once.bytes());
      assertThat(once.outcome().left().counts()).as("seed " + seed).isEmpty();
    }
  }

  @Test
  void every_line_of_a_transcript_full_of_secrets_stays_json() {
    SecretCases cases = SecretCases.of(SEED);
    var lines = new StringBuilder();
    for (SecretCases.Case one : cases.all()) {
      lines.append(JsonObject.builder().put("text", one.text()).build().toJson()).append('\n');
    }
    var out = new ByteArrayOutputStream();
    InputStream in = new ByteArrayInputStream(lines.toString().getBytes(StandardCharsets.UTF_8));
    try {
      StreamRedaction.copy(cases.redactor(), in, out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    String written = out.toString(StandardCharsets.UTF_8);

    assertThat(written.lines()).hasSize(cases.all().size());
    assertThat(written.lines())
        .allSatisfy(line -> assertThat(JsonReader.readObject(line).string("text")).isPresent());
    for (SecretCases.Case one : cases.all()) {
      one.secrets().forEach(secret -> assertThat(written).as(one.id()).doesNotContain(secret));
    }
  }
}
