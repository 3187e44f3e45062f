package dev.mlintern.localhub.api;

import dev.mlintern.localhub.web.HubError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Takes a stream apart at line feeds. Empty lines are skipped.
final class LineReader {
  private static final int BUFFER_BYTES = 64 << 10;

  private final InputStream in;
  private final int maxLineBytes;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private int end;

  LineReader(InputStream in, int maxLineBytes) {
    this.in = in;
    this.maxLineBytes = maxLineBytes;
  }

  /// The next line without its line feed.
  ///
  /// @throws HubError 413 for a line above the limit
  Optional<byte[]> next() throws IOException {
    var line = new ByteArrayOutputStream();
    while (fill()) {
      int feed = at;
      while (feed < end && buffer[feed] != '\n') {
        feed++;
      }
      line.write(buffer, at, feed - at);
      if (line.size() > maxLineBytes) {
        throw HubError.of(413, "Payload too large: send files of this size as large files");
      }
      boolean complete = feed < end;
      at = complete ? feed + 1 : end;
      if (complete && !isBlank(line)) {
        return Optional.of(line.toByteArray());
      }
      if (complete) {
        line.reset();
      }
    }
    return isBlank(line) ? Optional.empty() : Optional.of(line.toByteArray());
  }

  private static boolean isBlank(ByteArrayOutputStream line) {
    return line.size() < 2 && line.toString(StandardCharsets.US_ASCII).isBlank();
  }

  private boolean fill() throws IOException {
    if (at == end) {
      at = 0;
      end = Math.max(0, in.read(buffer));
    }
    return at < end;
  }
}
