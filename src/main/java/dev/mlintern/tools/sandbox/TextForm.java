package dev.mlintern.tools.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a file has that a model does not see and so does not write: how its lines end, and a mark
/// at its begin. A text written over it takes both on (spec tools-act §6.3 F10).
///
/// @param encoding what it is in, when that is not UTF-8
record TextForm(boolean crlf, boolean marked, Optional<String> encoding) {
  static final TextForm PLAIN = new TextForm(false, false, Optional.empty());

  /// As much of a file as tells its form.
  static final int START_BYTES = 8_192;

  private static final String MARK = "\uFEFF";

  /// @param start all of the file, or its first [#START_BYTES]
  static TextForm of(byte[] start) {
    if (TextBytes.isBinary(start)) {
      return PLAIN;
    }
    TextBytes file = TextBytes.of(start, Optional.empty());
    if (file.guessed() && start.length == START_BYTES) {
      file = TextBytes.of(whole(start), Optional.empty());
    }
    long feeds = file.text().chars().filter(c -> c == '\n').count();
    long pairs = file.text().split("\r\n", -1).length - 1L;
    boolean utf8 = file.charset().equals(StandardCharsets.UTF_8);
    return new TextForm(
        2 * pairs > feeds,
        utf8 && file.mark().length > 0,
        utf8 ? Optional.empty() : Optional.of(file.charset().name()));
  }

  /// Without a character that was cut in its middle.
  private static byte[] whole(byte[] start) {
    int end = start.length;
    while (end > 0 && start.length - end < 4 && (start[end - 1] & 0x80) != 0) {
      end--;
    }
    return Arrays.copyOf(start, end);
  }

  byte[] bytes(String content) {
    String ended = endsLines(content) ? content.replace("\n", "\r\n") : content;
    return (marks(content) ? MARK + ended : ended).getBytes(StandardCharsets.UTF_8);
  }

  /// What became of the form, to be put behind a headline.
  String words(String content) {
    return Stream.of(
            endsLines(content) ? "CRLF line ends kept" : "",
            marks(content) ? "byte order mark kept" : "",
            encoding.map(name -> "it was " + name + ", is UTF-8 now").orElse(""))
        .filter(words -> !words.isEmpty())
        .map(words -> " · " + words)
        .collect(Collectors.joining());
  }

  /// Line ends that are given are meant.
  private boolean endsLines(String content) {
    return crlf && content.indexOf('\r') < 0 && content.indexOf('\n') >= 0;
  }

  private boolean marks(String content) {
    return marked && !content.startsWith(MARK);
  }
}
