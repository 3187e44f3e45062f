package dev.mlintern.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/// A reply in the two forms of the Messages API: one JSON message, or its server-sent events.
final class EventStream {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int CHUNK_CHARS = 500;

  private final List<Map<String, Object>> blocks = new ArrayList<>();
  private final Map<String, Object> emptyMessage;
  private final Map<String, Object> usage;
  private final String stopReason;

  EventStream(Reply reply, String model, int inputTokens) {
    if (!reply.text().isEmpty()) {
      blocks.add(Map.of("type", "text", "text", reply.text()));
    }
    for (Reply.ToolUse use : reply.toolUses()) {
      blocks.add(
          Map.of("type", "tool_use", "id", id("toolu_"), "name", use.tool(), "input", use.input()));
    }
    this.stopReason = reply.toolUses().isEmpty() ? "end_turn" : "tool_use";
    this.usage =
        Map.of(
            "input_tokens",
            inputTokens,
            "cache_creation_input_tokens",
            0,
            "cache_read_input_tokens",
            0,
            "output_tokens",
            1 + JSON.writeValueAsString(blocks).length() / 4);
    this.emptyMessage =
        Map.of(
            "id",
            id("msg_"),
            "type",
            "message",
            "role",
            "assistant",
            "model",
            model,
            "content",
            List.of(),
            "usage",
            usage);
  }

  private static String id(String prefix) {
    return prefix + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
  }

  /// The whole message.
  String message() {
    var message = new TreeMap<>(emptyMessage);
    message.put("content", blocks);
    message.put("stop_reason", stopReason);
    return JSON.writeValueAsString(message);
  }

  /// The message as events, in pieces as a model would send it.
  void writeTo(OutputStream out) throws IOException {
    event(out, "message_start", Map.of("message", emptyMessage));
    for (int index = 0; index < blocks.size(); index++) {
      Map<String, Object> block = blocks.get(index);
      boolean isText = block.get("type").equals("text");
      var begun = new TreeMap<>(block);
      begun.put(isText ? "text" : "input", isText ? "" : Map.of());
      event(out, "content_block_start", Map.of("index", index, "content_block", begun));
      String whole =
          isText ? block.get("text").toString() : JSON.writeValueAsString(block.get("input"));
      for (String piece : pieces(whole)) {
        Map<String, Object> delta =
            isText
                ? Map.of("type", "text_delta", "text", piece)
                : Map.of("type", "input_json_delta", "partial_json", piece);
        event(out, "content_block_delta", Map.of("index", index, "delta", delta));
      }
      event(out, "content_block_stop", Map.of("index", index));
    }
    event(out, "message_delta", Map.of("delta", Map.of("stop_reason", stopReason), "usage", usage));
    event(out, "message_stop", Map.of());
  }

  private static void event(OutputStream out, String type, Map<String, Object> fields)
      throws IOException {
    var data = new TreeMap<>(fields);
    data.put("type", type);
    String event = "event: " + type + "\ndata: " + JSON.writeValueAsString(data) + "\n\n";
    out.write(event.getBytes(UTF_8));
    out.flush();
  }

  private static List<String> pieces(String whole) {
    List<String> pieces = new ArrayList<>();
    for (int from = 0; from < whole.length(); from += CHUNK_CHARS) {
      pieces.add(whole.substring(from, Math.min(whole.length(), from + CHUNK_CHARS)));
    }
    return pieces;
  }
}
