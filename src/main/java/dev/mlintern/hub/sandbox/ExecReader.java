package dev.mlintern.hub.sandbox;

import dev.mlintern.hub.sandbox.SandboxException.Fault;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okio.BufferedSource;
import okio.Timeout;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the answer to `exec`: one JSON event a line, the exit last.
final class ExecReader {
  /// A line holds one chunk of output; a server with larger ones is not one we know.
  private static final long MAX_LINE_BYTES = 16 << 20;

  private static final long LAST_WORDS_MILLIS = 500;

  private final BufferedSource source;
  private final StringBuilder output = new StringBuilder();
  private final StringBuilder errors = new StringBuilder();

  ExecReader(BufferedSource source) {
    this.source = source;
  }

  /// @throws SandboxException broken off, when the stream ends without an exit event
  ExecEnd read() throws IOException {
    while (!source.exhausted()) {
      JsonNode event = event(source.readUtf8LineStrict(MAX_LINE_BYTES));
      switch (event.path("event").asString("")) {
        case "stdout" -> keep(output, event);
        case "stderr" -> keep(errors, event);
        case "exit" -> {
          finish();
          return end(event);
        }
        default -> {
          // A sign of life, or an event of a newer server.
        }
      }
    }
    throw new SandboxException(
        Fault.BROKEN_OFF, 200, "the stream of the command ended without its exit event");
  }

  /// The end of the answer comes right behind: a connection that is read to its end serves the next
  /// call too, and one that is not is broken off.
  private void finish() {
    Timeout patience = source.timeout();
    patience.deadline(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
    try {
      source.exhausted();
    } catch (IOException _) {
      // Whatever became of the connection, the command has ended and this is how.
    } finally {
      patience.clearDeadline();
    }
  }

  private ExecEnd end(JsonNode event) {
    int signal = event.path("signal").asInt(0);
    // A number, a name or nothing: only that there is one is relied on.
    boolean signalled = event.path("signal").isString() || signal > 0;
    int code = event.path("exit_code").asInt(signalled ? 128 + Math.max(0, signal) : -1);
    return new ExecEnd(
        code, event.path("timed_out").asBoolean(false), output.toString(), errors.toString());
  }

  private static void keep(StringBuilder text, JsonNode event) {
    String data = event.path("data").asString("");
    text.append(data, 0, Math.min(data.length(), ExecEnd.MAX_CHARS - text.length()));
  }

  private static JsonNode event(String line) {
    try {
      return JsonMapper.shared().readTree(line.isBlank() ? "{}" : line);
    } catch (JacksonException e) {
      throw new SandboxException(
          Fault.BROKEN_OFF, 200, "the stream of the command broke off within an event", e);
    }
  }
}
