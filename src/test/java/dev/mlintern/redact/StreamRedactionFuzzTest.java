package dev.mlintern.redact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.fuzz.Campaign;
import dev.mlintern.fuzz.Choices;
import dev.mlintern.fuzz.Corpus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// A known secret is taken out of any text around it, in whatever pieces the stream comes; and the
/// pieces make no difference to what goes out.
public final class StreamRedactionFuzzTest {
  private static final String SECRET = new RandomSecrets(7).alnum(24);
  private static final Redactor REDACTOR =
      Redactor.knowing(KnownSecrets.builder().add("PLANTED", SECRET).build());

  @Test
  void a_planted_secret_survives_no_text_around_it_and_no_cut() {
    Campaign.against(StreamRedactionFuzzTest::fuzzerTestOneInput, corpus()).run(4_000);
  }

  public static Corpus corpus() {
    return Corpus.of(
            "\u0003\u0005plain text",
            "\u0001\u0014{\"a\":\"b\",\"token\":\"\n{\"c\":[1]}",
            "\u0007\u0009export X=\"\n-----BEGIN ",
            "\u0002\u0020line one\r\nline two\n\ud83d\ude00 \u001b[31m")
        .withWords(
            "{\"",
            "\":\"",
            "\"}",
            "\n",
            "token=",
            "Bearer ",
            "[REDACTED:",
            "\\",
            "\\n",
            "-----BEGIN ",
            "%3D",
            "=",
            "https://u:");
  }

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    var choices = new Choices(input);
    int piece = 1 + choices.below(64);
    byte[] before = choices.some();
    var text = new ByteArrayOutputStream();
    text.writeBytes(before);
    text.writeBytes((" " + SECRET + " ").getBytes(StandardCharsets.UTF_8));
    text.writeBytes(choices.rest());

    byte[] whole = copied(text.toByteArray(), Integer.MAX_VALUE);
    assertThat(new String(whole, StandardCharsets.UTF_8)).doesNotContain(SECRET);
    assertThat(copied(text.toByteArray(), piece)).isEqualTo(whole);
  }

  private static byte[] copied(byte[] text, int piece) throws IOException {
    var out = new ByteArrayOutputStream();
    StreamRedaction.copy(REDACTOR, inPieces(text, piece), out);
    return out.toByteArray();
  }

  private static InputStream inPieces(byte[] text, int piece) {
    return new ByteArrayInputStream(text) {
      @Override
      public synchronized int read(byte[] buffer, int from, int length) {
        return super.read(buffer, from, Math.min(length, piece));
      }
    };
  }
}
