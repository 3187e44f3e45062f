package dev.mlintern.localhub.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.fuzz.Campaign;
import dev.mlintern.fuzz.Corpus;
import dev.mlintern.localhub.web.HubError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The body of a commit, of any bytes, comes apart into the lines that are in it, in pieces of any
/// size; a line above the limit is refused.
public final class BodyLinesFuzzTest {
  private static final int MOST = 40;

  @Test
  void a_body_of_any_bytes_comes_apart_into_its_lines() throws IOException {
    Campaign.against(BodyLinesFuzzTest::fuzzerTestOneInput, corpus()).run(20_000);
  }

  public static Corpus corpus() {
    return Corpus.of(
            "{\"key\":\"header\",\"value\":{}}\n{\"key\":\"file\"}\n\n{\"key\":\"x\"}",
            "a\r\n\r\n b\n",
            "x".repeat(MOST) + "\n" + "y".repeat(MOST + 1))
        .withWords("\n", "\r\n", "\n\n", " ", "x".repeat(MOST));
  }

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    List<String> expected =
        Arrays.stream(new String(input, StandardCharsets.ISO_8859_1).split("\n", -1))
            .filter(line -> line.length() > 1 || !line.isBlank())
            .toList();
    int tooLong = 0;
    while (tooLong < expected.size() && expected.get(tooLong).length() <= MOST) {
      tooLong++;
    }
    var lines = new ArrayList<String>();
    boolean refused = false;
    try {
      var reader = new LineReader(new ByteArrayInputStream(input), MOST);
      for (Optional<byte[]> line = reader.next(); line.isPresent(); line = reader.next()) {
        lines.add(new String(line.get(), StandardCharsets.ISO_8859_1));
      }
    } catch (HubError e) {
      refused = true;
    }
    assertThat(lines).isEqualTo(expected.subList(0, tooLong));
    assertThat(refused).isEqualTo(tooLong < expected.size());
  }
}
