package dev.mlintern.tools.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.fuzz.Campaign;
import dev.mlintern.fuzz.Choices;
import dev.mlintern.fuzz.Corpus;
import dev.mlintern.tools.sandbox.edit.Edited;
import dev.mlintern.tools.sandbox.edit.Replacement;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Files of any bytes become text and the same bytes again: an edit elsewhere in the file changes
/// nothing that was not asked for, whatever it is written in.
public final class TextBytesFuzzTest {
  private static final String[] ENCODINGS = {"utf-8", "latin-1", "utf-16", "utf-16le", "utf-32"};

  @Test
  void text_made_of_any_bytes_is_the_same_bytes_again() {
    Campaign.against(TextBytesFuzzTest::fuzzerTestOneInput, corpus()).run(20_000);
  }

  public static Corpus corpus() {
    return Corpus.ofBytes(
            Stream.of(
                "\0häß 🤗\r\n\uFFFD".getBytes(StandardCharsets.UTF_8),
                "\0\uFEFFx = 1\n".getBytes(StandardCharsets.UTF_8),
                new byte[] {0, (byte) 0xFF, (byte) 0xFE, 'a', 0, '\n', 0, 0x3D, (byte) 0xD8},
                new byte[] {0, (byte) 0xFE, (byte) 0xFF, 0, 'a', (byte) 0xDC, 0},
                new byte[] {0, 'c', 'a', 'f', (byte) 0xE9},
                "\u0001utf-16".getBytes(StandardCharsets.UTF_8),
                "\u0001no such".getBytes(StandardCharsets.UTF_8)))
        .withWords("\uFEFF", "\uFFFD", "\0", "🤗", "\r\n", "é");
  }

  private static Edited edited(TextBytes file, Replacement... all) {
    return new Edited(file.text(), List.of(all), List.of());
  }

  public static void fuzzerTestOneInput(byte[] input) {
    byte[] bytes = new Choices(input).rest();
    TextBytes file = TextBytes.of(bytes, Optional.empty());
    assertThat(file.with(edited(file), bytes)).isEqualTo(bytes);
    int end = file.text().length();
    byte[] longer = file.with(edited(file, new Replacement(end, end, "z")), bytes);
    assertThat(Arrays.copyOf(longer, bytes.length)).isEqualTo(bytes);
    assertThat(longer).hasSizeGreaterThan(bytes.length);
    if (TextBytes.isBinary(bytes)) {
      assertThat(file.isBinary()).isTrue();
    }
    for (String encoding : ENCODINGS) {
      assertThat(TextBytes.of(bytes, Optional.of(encoding)).text().length())
          .isLessThanOrEqualTo(bytes.length);
    }
  }
}
