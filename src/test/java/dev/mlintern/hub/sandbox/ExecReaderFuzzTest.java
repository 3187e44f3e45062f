package dev.mlintern.hub.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.fuzz.Campaign;
import dev.mlintern.fuzz.Corpus;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import okio.Okio;
import org.junit.jupiter.api.Test;

/// The answer to a command, of any bytes: an end, or a stream that broke off, and the same whether
/// it comes at once or byte by byte. Without an exit event there is no end.
public final class ExecReaderFuzzTest {
  @Test
  void a_stream_of_any_bytes_ends_or_broke_off() {
    Campaign.against(ExecReaderFuzzTest::fuzzerTestOneInput, corpus()).run(6_000);
  }

  public static Corpus corpus() {
    return Corpus.of(
            "{\"event\":\"started\",\"pid\":7}\n{\"event\":\"stdout\",\"data\":\"a\\n\"}\n"
                + "{\"event\":\"stderr\",\"data\":\"ä\"}\n\n"
                + "{\"event\":\"exit\",\"exit_code\":0,\"timed_out\":false}\n",
            "{\"event\":\"exit\",\"signal\":9}\r\n",
            "{\"event\":\"exit\",\"signal\":\"KILL\",\"exit_code\":null,\"timed_out\":true}\n",
            "{\"event\":\"stdout\",\"data\":\"cut",
            "[".repeat(3_000) + "\n")
        .withWords(
            "\n",
            "\r\n",
            "null",
            "{\"event\":\"exit\"}\n",
            "\"exit_code\":",
            "\"signal\":",
            "99999999999",
            "1e9",
            "\"data\":",
            "{}",
            "[]");
  }

  public static void fuzzerTestOneInput(byte[] input) {
    String atOnce = outcome(new ByteArrayInputStream(input));
    assertThat(outcome(new Dripping(input))).isEqualTo(atOnce);
  }

  private static String outcome(InputStream in) {
    try {
      ExecEnd end = new ExecReader(Okio.buffer(Okio.source(in))).read();
      assertThat(end.output()).hasSizeLessThanOrEqualTo(ExecEnd.MAX_CHARS);
      assertThat(end.errors()).hasSizeLessThanOrEqualTo(ExecEnd.MAX_CHARS);
      return end.toString();
    } catch (SandboxException | EOFException broken) {
      assertThat(broken).hasMessageMatching("(?s).+");
      return broken.getClass().getName();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// Gives one byte at a time.
  private static final class Dripping extends ByteArrayInputStream {
    Dripping(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized int read(byte[] into, int at, int length) {
      return super.read(into, at, Math.min(length, 1));
    }
  }
}
