package dev.mlintern.hub.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.fuzz.Campaign;
import dev.mlintern.fuzz.Corpus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okio.Okio;
import org.junit.jupiter.api.Test;

/// A stream of events of any bytes is read to its end, and as the same events whether it comes at
/// once or byte by byte.
public final class EventReaderFuzzTest {
  @Test
  void a_stream_of_any_bytes_is_the_same_events_however_it_comes() throws IOException {
    Campaign.against(EventReaderFuzzTest::fuzzerTestOneInput, corpus()).run(6_000);
  }

  public static Corpus corpus() {
    return Corpus.of(
            "data: {\"data\":\"one\",\"timestamp\":\"2025-07-22T16:06:31.079Z\"}\n\n"
                + ": keep-alive\n\n"
                + "event: message\n"
                + "data:{\"data\":\"two\\n"
                + "lines\"}\r\n\r\n"
                + "data: no json\n\n",
            "data: a\ndata: b\n\ndata: {\"data\":1}\n\n",
            "data: {\"data\":\"x\",\"timestamp\":7}\n\ndata: cut",
            "data: " + "[".repeat(3_000) + "\n\n")
        .withWords(
            "data:",
            "data: ",
            "\n",
            "\n\n",
            "\r\n",
            ": x\n",
            "{\"data\":",
            "null",
            "\"timestamp\":");
  }

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    List<EventReader.Event> atOnce = events(new ByteArrayInputStream(input));
    assertThat(events(new Dripping(input))).isEqualTo(atOnce);
    assertThat(atOnce.stream().mapToLong(event -> event.text().length()).sum())
        .isLessThanOrEqualTo(input.length);
  }

  private static List<EventReader.Event> events(InputStream in) throws IOException {
    var reader = new EventReader(Okio.buffer(Okio.source(in)));
    var events = new ArrayList<EventReader.Event>();
    for (Optional<EventReader.Event> next = reader.next(); next.isPresent(); next = reader.next()) {
      events.add(next.get());
    }
    return events;
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
