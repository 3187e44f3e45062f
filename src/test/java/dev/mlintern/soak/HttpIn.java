package dev.mlintern.soak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One HTTP/1.1 request as it came in.
///
/// @param target path and query
public record HttpIn(String method, String target, List<Header> headers, byte[] body) {
  public record Header(String name, String value) {}

  /// The next request of a connection; empty when there is none any more.
  static Optional<HttpIn> read(InputStream in) throws IOException {
    String first = line(in);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    String[] words = first.split(" ");
    if (words.length != 3) {
      throw new IOException("no request line: " + first);
    }
    var headers = new ArrayList<Header>();
    String line;
    while (!(line = line(in)).isEmpty()) {
      int colon = line.indexOf(':');
      headers.add(new Header(line.substring(0, colon).strip(), line.substring(colon + 1).strip()));
    }
    var head = new HttpIn(words[0], words[1], List.copyOf(headers), new byte[0]);
    return Optional.of(new HttpIn(words[0], words[1], head.headers(), head.body(in)));
  }

  public Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  private byte[] body(InputStream in) throws IOException {
    if (header("Transfer-Encoding").filter("chunked"::equalsIgnoreCase).isPresent()) {
      var all = new ByteArrayOutputStream();
      int size;
      while ((size = Integer.parseInt(line(in).split(";")[0].strip(), 16)) > 0) {
        all.write(exactly(in, size));
        line(in);
      }
      line(in);
      return all.toByteArray();
    }
    return exactly(in, header("Content-Length").map(Integer::parseInt).orElse(0));
  }

  private static byte[] exactly(InputStream in, int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("the request's body ended early");
    }
    return bytes;
  }

  /// Without its end; empty for an empty line and for the end of the stream.
  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    int next;
    while ((next = in.read()) >= 0 && next != '\n') {
      line.write(next);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }
}
