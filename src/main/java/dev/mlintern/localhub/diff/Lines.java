package dev.mlintern.localhub.diff;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A text as lines that keep their line feed, so that joining them gives the text back.
public final class Lines {
  private Lines() {}

  /// The lines; empty for what is not text (a NUL byte, or not UTF-8).
  public static Optional<List<String>> of(byte[] content) {
    for (byte b : content) {
      if (b == 0) {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(
          of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString()));
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }

  static List<String> of(String text) {
    List<String> lines = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int feed = text.indexOf('\n', from);
      int to = feed < 0 ? text.length() : feed + 1;
      lines.add(text.substring(from, to));
      from = to;
    }
    return lines;
  }
}
