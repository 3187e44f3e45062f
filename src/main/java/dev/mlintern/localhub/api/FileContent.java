package dev.mlintern.localhub.api;

import dev.mlintern.json.JsonObject;
import dev.mlintern.localhub.web.HubError;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The content of a file in a JSON body: `content` as `utf-8` (default) or `base64`.
final class FileContent {
  private FileContent() {}

  static byte[] decode(JsonObject file) {
    String content =
        file.string("content")
            .orElseThrow(() -> HubError.badRequest("✖ \"content\" is required for a file"));
    String encoding = file.string("encoding").orElse("utf-8");
    return switch (encoding) {
      case "utf-8" -> content.getBytes(StandardCharsets.UTF_8);
      case "base64" -> base64(content);
      default -> throw HubError.badRequest("✖ \"encoding\" must be one of [utf-8, base64]");
    };
  }

  static byte[] base64(String text) {
    try {
      return Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw HubError.badRequest("✖ Invalid base64: " + e.getMessage());
    }
  }
}
