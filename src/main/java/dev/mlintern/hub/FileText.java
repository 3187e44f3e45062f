package dev.mlintern.hub;

import java.util.Optional;
import java.util.OptionalLong;

/// A piece of a text file.
///
/// @param text the piece, decoded as UTF-8; a character cut at either end is left out; empty for a
///     binary file
/// @param isBinary whether the piece holds a zero byte
/// @param offset first byte of the piece
/// @param byteCount bytes the piece stands for
/// @param totalBytes size of the whole file, when the Hub said it
/// @param commit commit the file was read at
/// @param etag the content's hash, without quotes
public record FileText(
    String text,
    boolean isBinary,
    long offset,
    long byteCount,
    OptionalLong totalBytes,
    Optional<String> commit,
    Optional<String> etag) {
  /// Whether the file goes on after the piece.
  public boolean hasMore() {
    return totalBytes.isPresent() && offset + byteCount < totalBytes.getAsLong();
  }

  /// The byte to go on from.
  public long nextOffset() {
    return offset + byteCount;
  }
}
