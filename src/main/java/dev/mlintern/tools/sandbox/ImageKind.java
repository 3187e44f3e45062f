package dev.mlintern.tools.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The images a model can look at, known by how they begin.
final class ImageKind {
  private ImageKind() {}

  /// The MIME type, for PNG, JPEG, GIF and WebP.
  static Optional<String> of(byte[] start) {
    String head = new String(start, 0, Math.min(12, start.length), StandardCharsets.ISO_8859_1);
    if (head.startsWith("\u0089PNG\r\n")) {
      return Optional.of("image/png");
    }
    if (head.startsWith("\u00FF\u00D8\u00FF")) {
      return Optional.of("image/jpeg");
    }
    if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) {
      return Optional.of("image/gif");
    }
    if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
      return Optional.of("image/webp");
    }
    return Optional.empty();
  }
}
