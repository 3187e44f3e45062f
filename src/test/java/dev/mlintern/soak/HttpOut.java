package dev.mlintern.soak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// The way back to a client: whole answers, relayed ones, and ill-treated ones.
final class HttpOut {
  private static final int COPY_BYTES = 16 << 10;

  private final OutputStream out;

  HttpOut(OutputStream out) {
    this.out = out;
  }

  void raw(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /// An answer of the proxy's own.
  void answer(int status, String type, String body, String... headers) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    var head = new StringBuilder("HTTP/1.1 " + status + " -\r\nContent-Type: " + type + "\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    head.append("Content-Length: ").append(bytes.length).append("\r\n\r\n");
    raw(joined(head.toString().getBytes(ISO_8859_1), bytes));
  }

  /// The Hub's answer as it comes.
  void relay(Upstream.Answer answer) throws IOException {
    if (!answer.streams()) {
      raw(complete(answer));
      return;
    }
    raw((answer.head() + "Transfer-Encoding: chunked\r\n\r\n").getBytes(ISO_8859_1));
    byte[] buffer = new byte[COPY_BYTES];
    InputStream body = answer.body();
    int read;
    while ((read = body.read(buffer)) >= 0) {
      out.write((Integer.toHexString(read) + "\r\n").getBytes(ISO_8859_1));
      out.write(buffer, 0, read);
      out.write("\r\n".getBytes(ISO_8859_1));
      out.flush();
    }
    raw("0\r\n\r\n".getBytes(ISO_8859_1));
  }

  /// Its first half. Of a stream, only what comes first.
  void half(Upstream.Answer answer) throws IOException {
    if (answer.streams()) {
      byte[] buffer = new byte[COPY_BYTES];
      int read = Math.max(0, answer.body().read(buffer));
      raw((answer.head() + "Transfer-Encoding: chunked\r\n\r\n").getBytes(ISO_8859_1));
      out.write((Integer.toHexString(read + 1) + "\r\n").getBytes(ISO_8859_1));
      out.write(buffer, 0, read);
      out.flush();
      return;
    }
    byte[] whole = complete(answer);
    out.write(whole, 0, whole.length / 2);
    out.flush();
  }

  void inDrops(Upstream.Answer answer, int most, int millis)
      throws IOException, InterruptedException {
    if (answer.streams()) {
      relay(answer);
      return;
    }
    byte[] whole = complete(answer);
    int size = Math.max(1, whole.length / most);
    for (int from = 0; from < whole.length; from += size) {
      Thread.sleep(millis);
      out.write(whole, from, Math.min(size, whole.length - from));
      out.flush();
    }
  }

  private static byte[] complete(Upstream.Answer answer) throws IOException {
    byte[] body = answer.whole();
    String length = answer.length(body.length);
    return joined((answer.head() + length + "\r\n").getBytes(ISO_8859_1), body);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    var both = new ByteArrayOutputStream();
    both.writeBytes(first);
    both.writeBytes(second);
    return both.toByteArray();
  }
}
