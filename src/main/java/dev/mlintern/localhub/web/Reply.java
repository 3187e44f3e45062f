package dev.mlintern.localhub.web;

import dev.mlintern.json.JsonValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One answer: status, headers in order (a name may repeat) and what is sent as body.
public record Reply(int status, List<Header> headers, Body body) {
  public Reply {
    headers = List.copyOf(headers);
  }

  /// A header line.
  public record Header(String name, String value) {}

  /// What is sent.
  public sealed interface Body permits Bytes, FileSlice, Stream {}

  /// A body that is in memory.
  public record Bytes(byte[] bytes) implements Body {}

  /// A part of a file, copied through a small buffer.
  public record FileSlice(Path file, long offset, long length) implements Body {}

  /// A body of unknown length, written as it comes (server-sent events, live logs).
  public record Stream(Writer writer) implements Body {}

  /// Writes a streamed body. The client going away shows as an [IOException].
  @FunctionalInterface
  public interface Writer {
    void write(OutputStream out) throws IOException;
  }

  public static Reply json(JsonValue value) {
    return json(200, value);
  }

  public static Reply json(int status, JsonValue value) {
    byte[] bytes = value.toJson().getBytes(StandardCharsets.UTF_8);
    return bytes(status, "application/json; charset=utf-8", bytes).with("ETag", WeakETag.of(bytes));
  }

  public static Reply text(int status, String text) {
    return bytes(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  public static Reply bytes(int status, String contentType, byte[] bytes) {
    return new Reply(status, List.of(new Header("Content-Type", contentType)), new Bytes(bytes));
  }

  public static Reply empty(int status) {
    return new Reply(status, List.of(), new Bytes(new byte[0]));
  }

  /// 307: the same method and body at another address of this host (spec hub-api §5).
  public static Reply redirect(String location) {
    return text(307, "Temporary Redirect. Redirecting to " + location)
        .with("Location", location)
        .with("Vary", "Origin, Accept");
  }

  public static Reply stream(String contentType, Writer writer) {
    return new Reply(200, List.of(new Header("Content-Type", contentType)), new Stream(writer));
  }

  /// The same answer with one more header line.
  public Reply with(String name, String value) {
    var more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Reply(status, more, body);
  }
}
