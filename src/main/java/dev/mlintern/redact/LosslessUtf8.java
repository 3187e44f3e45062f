package dev.mlintern.redact;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// UTF-8 that gives back the bytes it was read from, whatever they were: a byte that is no UTF-8
/// becomes a lone surrogate (U+DC80 to U+DCFF, which no UTF-8 text holds) and that byte again.
final class LosslessUtf8 {
  private static final int ESCAPE = 0xDC00;

  private LosslessUtf8() {}

  static String decode(byte[] bytes, int length) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
    CharBuffer out = CharBuffer.allocate(length);
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      if (!result.isError()) {
        return out.flip().toString();
      }
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (ESCAPE | in.get() & 0xff));
      }
      decoder.reset();
    }
  }

  static void write(String text, OutputStream out) throws IOException {
    if (!hasEscape(text)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      return;
    }
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      if (isEscape(text, i)) {
        out.write(text.substring(plain, i).getBytes(StandardCharsets.UTF_8));
        out.write(text.charAt(i) & 0xff);
        plain = i + 1;
      }
    }
    out.write(text.substring(plain).getBytes(StandardCharsets.UTF_8));
  }

  private static boolean hasEscape(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isEscape(text, i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isEscape(String text, int at) {
    char c = text.charAt(at);
    return c >= 0xDC80
        && c <= 0xDCFF
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }
}
