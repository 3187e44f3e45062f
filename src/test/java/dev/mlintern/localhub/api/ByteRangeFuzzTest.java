package dev.mlintern.localhub.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.fuzz.Campaign;
import dev.mlintern.fuzz.Choices;
import dev.mlintern.fuzz.Corpus;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Whatever a `Range` header says, what is served lies inside the file.
public final class ByteRangeFuzzTest {
  @Test
  void a_range_lies_inside_the_file_or_there_is_none() {
    Campaign.against(ByteRangeFuzzTest::fuzzerTestOneInput, corpus()).run(20_000);
  }

  public static Corpus corpus() {
    return Corpus.of(
            "\0\0bytes=0-0",
            "\0\u0009bytes=2-5",
            "\u0001\u0001bytes=-3",
            "\0\u0004 bytes=4- ",
            "\0\0bytes=-0",
            "\0\u0009bytes=0-1,3-4",
            "\0\u0009items=0-1")
        .withWords(
            "bytes=",
            "-",
            ",",
            "999999999999999999",
            "9223372036854775807",
            "0",
            "1",
            " ",
            "\u0663");
  }

  public static void fuzzerTestOneInput(byte[] input) {
    var choices = new Choices(input);
    int size = choices.below(65_536);
    String header = new String(choices.rest(), StandardCharsets.UTF_8);
    try {
      ByteRange.parse(Optional.of(header), size)
          .ifPresent(
              range -> {
                assertThat(range.length()).isPositive();
                assertThat(range.first()).isNotNegative();
                assertThat(range.first() + range.length()).isLessThanOrEqualTo(size);
                assertThat(header.strip()).startsWith("bytes=");
              });
    } catch (ByteRange.Unsatisfiable _) {
      assertThat(header.strip()).matches("bytes=\\d*-\\d*");
    }
  }
}
