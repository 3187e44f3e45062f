package dev.mlintern.tools.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.sandbox.SandboxFile;
import dev.mlintern.hub.sandbox.SandboxFiles;
import dev.mlintern.tools.ForeignText;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What a command wrote, within a budget: all of it, or its beginning and, three times as long, its
/// end. Only that much is ever fetched.
///
/// @param text as a terminal would leave it: no escapes, of overwritten lines the last state
/// @param bytes size of the whole
/// @param strange bytes of the excerpt that are no UTF-8
record OutputExcerpt(String text, long bytes, long strange) {
  static final OutputExcerpt NOTHING = new OutputExcerpt("", 0, 0);

  private static final String ESCAPES =
      "\u001B(\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001B]*(\u0007|\u001B\\\\)|[@-Z\\\\^_])";

  static OutputExcerpt of(SandboxFiles files, String path, int budget, CallScope scope) {
    byte[] start = files.bytes(path, 0, budget + 1, scope);
    if (start.length <= budget) {
      var all = new Decoded(start);
      return new OutputExcerpt(all.text(), start.length, all.strange);
    }
    long size = files.stat(path, scope).map(SandboxFile::size).orElse((long) start.length);
    int headBytes = budget / 4;
    int tailBytes = budget - headBytes;
    long tailAt = Math.max(headBytes, size - tailBytes);
    byte[] end = files.bytes(path, tailAt, tailBytes, scope);
    var head = new Decoded(Arrays.copyOf(start, lastBreak(start, headBytes)));
    int from = firstBreak(end);
    var tail = new Decoded(Arrays.copyOfRange(end, from, end.length));
    long left = size - head.length - tail.length;
    return new OutputExcerpt(
        head.text()
            + "\n[… "
            + left
            + " of "
            + size
            + " bytes left out; all of it is in "
            + path
            + " …]\n"
            + tail.text(),
        size,
        head.strange + tail.strange);
  }

  /// From an offset on, as much as fits.
  static OutputExcerpt from(
      SandboxFiles files, String path, long offset, int budget, CallScope scope) {
    byte[] some = files.bytes(path, offset, budget, scope);
    var part = new Decoded(some);
    return new OutputExcerpt(part.text(), some.length, part.strange);
  }

  /// Behind the last line that ends in the second half, or at the limit between two characters.
  private static int lastBreak(byte[] bytes, int limit) {
    for (int i = limit; i > limit / 2; i--) {
      if (bytes[i - 1] == '\n') {
        return i;
      }
    }
    int cut = limit;
    while (cut > 0 && (bytes[cut] & 0xC0) == 0x80) {
      cut--;
    }
    return cut;
  }

  private static int firstBreak(byte[] bytes) {
    for (int i = 0; i < bytes.length / 2; i++) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    int cut = 0;
    while (cut < bytes.length && (bytes[cut] & 0xC0) == 0x80) {
      cut++;
    }
    return cut;
  }

  /// Bytes as text, and how many of them were none.
  private static final class Decoded {
    private final StringBuilder text = new StringBuilder();
    private final int length;
    private long strange;

    Decoded(byte[] bytes) {
      length = bytes.length;
      CharsetDecoder decoder =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT);
      ByteBuffer in = ByteBuffer.wrap(bytes);
      CharBuffer out = CharBuffer.allocate(bytes.length + 1);
      while (true) {
        CoderResult result = decoder.decode(in, out, true);
        text.append(out.flip());
        out.clear();
        if (!result.isError()) {
          break;
        }
        strange += result.length();
        text.append("\uFFFD".repeat(result.length()));
        in.position(in.position() + result.length());
      }
    }

    String text() {
      String plain = text.toString().replaceAll(ESCAPES, "").replace("\r\n", "\n");
      // A progress bar overwrites its line: what was left standing is what counts.
      plain = plain.replaceAll("(?m)^.*\\r(?=[^\\r\\n])", "").replace("\r", "");
      return ForeignText.clean(plain);
    }
  }
}
