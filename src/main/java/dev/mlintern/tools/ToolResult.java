package dev.mlintern.tools;

import java.util.List;
import java.util.Objects;

/// What the model reads: one text, sometimes images. There is no structured content on purpose
/// (Claude Code would show only that).
public record ToolResult(String text, boolean isError, List<Image> images) {
  /// An image block.
  ///
  /// @param mimeType e.g. `image/png`
  /// @param base64 the bytes, base64 without line breaks
  public record Image(String mimeType, String base64) {}

  public ToolResult {
    Objects.requireNonNull(text, "text");
    images = List.copyOf(images);
  }

  public static ToolResult ok(String text) {
    return new ToolResult(text, false, List.of());
  }

  public static ToolResult error(String text) {
    return new ToolResult(text, true, List.of());
  }
}
