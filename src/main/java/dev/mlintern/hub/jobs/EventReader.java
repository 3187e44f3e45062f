package dev.mlintern.hub.jobs;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import okio.BufferedSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads server-sent events: `data:` lines up to an empty line; comments and other fields are
/// ignored (WHATWG HTML §9.2). A line longer than the bound is cut, not refused.
final class EventReader {
  private static final long MAX_LINE_BYTES = 1 << 20;
  private static final long SKIP_BYTES = 64 << 10;

  private final BufferedSource source;
  private boolean ended;

  EventReader(BufferedSource source) {
    this.source = source;
  }

  /// The data of one event: `{"timestamp": …, "data": …}`, or other text as it is.
  record Event(String text, Optional<Instant> at) {
    LogEvent.Line line(long number) {
      return new LogEvent.Line(number, text, at);
    }
  }

  /// The next event; empty at the end of the stream.
  Optional<Event> next() throws IOException {
    StringBuilder data = null;
    while (!ended) {
      Optional<String> line = line();
      String text = line.orElse("");
      ended = line.isEmpty();
      if (text.isEmpty()) {
        if (data != null) {
          return Optional.of(event(data.toString()));
        }
      } else if (text.startsWith("data:")) {
        String value = text.substring(text.startsWith("data: ") ? 6 : 5);
        data = data == null ? new StringBuilder(value) : data.append('\n').append(value);
      }
    }
    return Optional.empty();
  }

  private static Event event(String data) {
    try {
      JsonNode json = JsonMapper.shared().readTree(data);
      if (json.path("data").isString()) {
        return new Event(json.path("data").asString(), Job.time(json.path("timestamp")));
      }
    } catch (JacksonException _) {
      // Not the documented form; what it says may still help.
    }
    return new Event(data, Optional.empty());
  }

  private Optional<String> line() throws IOException {
    if (source.exhausted()) {
      return Optional.empty();
    }
    long end = source.indexOf((byte) '\n', 0, MAX_LINE_BYTES);
    if (end >= 0) {
      String line = source.readUtf8(end);
      source.skip(1);
      return Optional.of(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
    }
    String start = source.readUtf8(Math.min(MAX_LINE_BYTES, source.getBuffer().size()));
    skipRest();
    return Optional.of(start);
  }

  private void skipRest() throws IOException {
    while (true) {
      long end = source.indexOf((byte) '\n', 0, SKIP_BYTES);
      if (end >= 0) {
        source.skip(end + 1);
        return;
      }
      if (!source.request(SKIP_BYTES)) {
        source.skip(source.getBuffer().size());
        return;
      }
      source.skip(SKIP_BYTES);
    }
  }
}
