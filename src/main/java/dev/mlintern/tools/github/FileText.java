package dev.mlintern.tools.github;

import dev.mlintern.tools.NotebookText;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What the bytes of a file are to a reader.
sealed interface FileText {
  /// Readable lines, without line ends.
  record Lines(List<String> lines) implements FileText {}

  /// A file of no bytes.
  record Empty() implements FileText {}

  /// Not text.
  record Binary() implements FileText {}

  /// A Git LFS pointer: the content lies elsewhere.
  ///
  /// @param size bytes of the real content
  record LfsPointer(long size) implements FileText {}

  static FileText of(String path, byte[] bytes, boolean notebookOutputs) {
    if (bytes.length == 0) {
      return new Empty();
    }
    if (isBinary(bytes)) {
      return new Binary();
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (bytes.length < 1024 && text.startsWith("version https://git-lfs.github.com/spec/v1")) {
      long size =
          text.lines()
              .filter(line -> line.matches("size \\d{1,18}"))
              .mapToLong(line -> Long.parseLong(line.substring(5)))
              .findFirst()
              .orElse(-1);
      return new LfsPointer(size);
    }
    if (path.endsWith(".ipynb")) {
      return new Lines(NotebookText.lines(text, notebookOutputs));
    }
    return new Lines(text.lines().toList());
  }

  private static boolean isBinary(byte[] bytes) {
    int probe = Math.min(bytes.length, 8_000);
    int odd = 0;
    for (int i = 0; i < probe; i++) {
      byte b = bytes[i];
      if (b == 0) {
        return true;
      }
      if (b < 32 && b >= 0 && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 27) {
        odd++;
      }
    }
    return odd * 20 > probe;
  }
}
