package dev.mlintern.localhub.viewer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What image or sound some bytes are, by their first ones.
record MediaType(String extension, String mediaType, Optional<Size> size) {
  /// In pixels.
  record Size(int width, int height) {}

  static MediaType of(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (starts(bytes, 0, "\u0089PNG") && bytes.length >= 24) {
      return new MediaType("png", "image/png", Optional.of(new Size(in.getInt(16), in.getInt(20))));
    }
    if (starts(bytes, 0, "\u00ff\u00d8")) {
      return new MediaType("jpg", "image/jpeg", jpegSize(in));
    }
    if (starts(bytes, 0, "GIF8") && bytes.length >= 10) {
      in.order(ByteOrder.LITTLE_ENDIAN);
      return new MediaType(
          "gif", "image/gif", Optional.of(new Size(in.getShort(6), in.getShort(8))));
    }
    if (starts(bytes, 0, "RIFF") && starts(bytes, 8, "WEBP")) {
      return new MediaType("webp", "image/webp", Optional.empty());
    }
    if (starts(bytes, 0, "RIFF") && starts(bytes, 8, "WAVE")) {
      return new MediaType("wav", "audio/wav", Optional.empty());
    }
    if (starts(bytes, 0, "fLaC")) {
      return new MediaType("flac", "audio/flac", Optional.empty());
    }
    if (starts(bytes, 0, "ID3") || starts(bytes, 0, "\u00ff\u00fb")) {
      return new MediaType("mp3", "audio/mpeg", Optional.empty());
    }
    if (starts(bytes, 0, "OggS")) {
      return new MediaType("ogg", "audio/ogg", Optional.empty());
    }
    return new MediaType("bin", "application/octet-stream", Optional.empty());
  }

  private static boolean starts(byte[] bytes, int at, String magic) {
    byte[] wanted = magic.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < at + wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /// Walks the segments of a JPEG to its frame header.
  private static Optional<Size> jpegSize(ByteBuffer in) {
    int at = 2;
    while (at + 9 < in.limit() && (in.get(at) & 0xff) == 0xff) {
      int marker = in.get(at + 1) & 0xff;
      boolean frame =
          marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
      if (frame) {
        return Optional.of(new Size(in.getShort(at + 7) & 0xffff, in.getShort(at + 5) & 0xffff));
      }
      at += 2 + (in.getShort(at + 2) & 0xffff);
    }
    return Optional.empty();
  }
}
