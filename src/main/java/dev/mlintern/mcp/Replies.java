package dev.mlintern.mcp;

import dev.mlintern.tools.ToolResult;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// The lines we send. Never a JSON null: Claude Code drops a whole list, connection or result over
/// one (spec claude-code §2).
final class Replies {
  private Replies() {}

  static byte[] result(WireId id, Consumer<JsonGenerator> members) {
    return message(
        json -> {
          id.write(json, "id");
          json.writeObjectPropertyStart("result");
          members.accept(json);
          json.writeEndObject();
        });
  }

  /// An error; without `id` when the message was too broken to have one.
  static byte[] error(Optional<WireId> id, int code, String message) {
    return error(id, code, message, _ -> {});
  }

  /// The refusal of a revision, naming the ones we speak (2026-07-28, "Protocol Version
  /// Negotiation").
  static byte[] unsupportedVersion(WireId id, String requested, List<String> supported) {
    return error(
        Optional.of(id),
        Protocol.UNSUPPORTED_VERSION,
        "Unsupported protocol version",
        json -> {
          json.writeObjectPropertyStart("data");
          writeTexts(json, "supported", supported);
          json.writeStringProperty("requested", requested);
          json.writeEndObject();
        });
  }

  static byte[] progress(WireId token, double done, OptionalDouble total, String message) {
    return notification(
        "notifications/progress",
        json -> {
          token.write(json, "progressToken");
          json.writeNumberProperty("progress", done);
          total.ifPresent(amount -> json.writeNumberProperty("total", amount));
          if (!message.isEmpty()) {
            json.writeStringProperty("message", message);
          }
        });
  }

  static byte[] notification(String method, Consumer<JsonGenerator> params) {
    return message(
        json -> {
          json.writeStringProperty("method", method);
          json.writeObjectPropertyStart("params");
          params.accept(json);
          json.writeEndObject();
        });
  }

  static void writeContent(JsonGenerator json, ToolResult result) {
    json.writeArrayPropertyStart("content");
    if (!result.text().isEmpty()) {
      json.writeStartObject();
      json.writeStringProperty("type", "text");
      json.writeStringProperty("text", result.text());
      json.writeEndObject();
    }
    for (ToolResult.Image image : result.images()) {
      json.writeStartObject();
      json.writeStringProperty("type", "image");
      json.writeStringProperty("data", image.base64());
      json.writeStringProperty("mimeType", image.mimeType());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeBooleanProperty("isError", result.isError());
  }

  static void writeTexts(JsonGenerator json, String member, List<String> texts) {
    json.writeArrayPropertyStart(member);
    texts.forEach(json::writeString);
    json.writeEndArray();
  }

  private static byte[] error(
      Optional<WireId> id, int code, String message, Consumer<JsonGenerator> details) {
    return message(
        json -> {
          id.ifPresent(known -> known.write(json, "id"));
          json.writeObjectPropertyStart("error");
          json.writeNumberProperty("code", code);
          json.writeStringProperty("message", message);
          details.accept(json);
          json.writeEndObject();
        });
  }

  private static byte[] message(Consumer<JsonGenerator> members) {
    return Json.line(
        json -> {
          json.writeStringProperty("jsonrpc", "2.0");
          members.accept(json);
        });
  }
}
