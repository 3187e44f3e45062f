package dev.mlintern.tools.datasets;

import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.datasets.FeatureType.ClassLabel;
import dev.mlintern.tools.datasets.FeatureType.Media;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes one cell as lines of text: media as what it is, classes by name, conversations turn by
/// turn, everything else as compact JSON.
///
/// Addresses the viewer signs are never written: they are long, expire and carry a credential.
final class CellText {
  private static final int MAX_TURNS = 8;
  private static final int LEAST_TURN_CHARS = 60;

  /// A query string with a signature in it.
  private static final Pattern SIGNED_QUERY =
      Pattern.compile(
          "\\?[^\\s\"'<>]*?(?i:Signature|Expires|X-Amz-|Key-Pair-Id|sig)=?[^\\s\"'<>]*");

  private static final Pattern LINE_BREAKS = Pattern.compile("\\r\\n?|\\n");

  private CellText() {}

  /// One or more lines, the later ones indented.
  ///
  /// @param cutUpstream whether the viewer already cut the cell
  static String of(JsonNode cell, FeatureType type, int maxChars, boolean cutUpstream) {
    if (cell.isNull() || cell.isMissingNode()) {
      return "null";
    }
    if (type instanceof ClassLabel label && cell.isIntegralNumber()) {
      return cell.asString()
          + " ("
          + label.name(cell.asLong()).map(Names::plain).orElse("no label")
          + ")";
    }
    Optional<Conversation> conversation = cutUpstream ? Optional.empty() : Conversation.read(cell);
    if (conversation.isPresent()) {
      return turns(conversation.get(), maxChars);
    }
    String hint = type instanceof Media media ? media.kind() : "media";
    String text =
        cell.isString()
            ? cell.asString()
            : JsonMapper.shared().writeValueAsString(withoutMedia(cell, hint));
    if (type instanceof Media && !cell.isString()) {
      // A placeholder stands alone, without JSON quotes.
      text = text.replace("\"", "");
    }
    return cut(text, maxChars, cutUpstream);
  }

  private static String turns(Conversation conversation, int maxChars) {
    List<ChatMessage> messages = conversation.messages();
    int shown = Math.min(messages.size(), MAX_TURNS);
    int each = Math.max(LEAST_TURN_CHARS, maxChars / Math.max(1, shown));
    StringBuilder text = new StringBuilder();
    text.append(Figures.count(messages.size(), "turn"));
    for (ChatMessage message : messages.subList(0, shown)) {
      text.append("\n    ")
          .append(Names.plain(message.role()))
          .append(": ")
          .append(message.toolCall() ? "<tool call> " : "")
          .append(cut(message.text(), each, false));
    }
    if (shown < messages.size()) {
      text.append("\n    … ").append(messages.size() - shown).append(" more");
    }
    return text.toString();
  }

  /// The same value with every media object replaced by a placeholder.
  private static JsonNode withoutMedia(JsonNode node, String hint) {
    JsonMapper json = JsonMapper.shared();
    if (node.isObject()) {
      if (node.path("src").isString()) {
        return json.getNodeFactory().stringNode(placeholder(node, hint));
      }
      ObjectNode copy = json.createObjectNode();
      node.properties().forEach(e -> copy.set(e.getKey(), withoutMedia(e.getValue(), hint)));
      return copy;
    }
    if (node.isArray()) {
      boolean oneSound = node.size() == 1 && node.get(0).path("src").isString();
      if (oneSound && !hint.equals("image")) {
        return withoutMedia(node.get(0), hint);
      }
      ArrayNode copy = json.createArrayNode();
      node.forEach(element -> copy.add(withoutMedia(element, hint)));
      return copy;
    }
    return node;
  }

  private static String placeholder(JsonNode media, String hint) {
    List<String> words = new ArrayList<>();
    if (media.path("height").isNumber()) {
      words.add("image");
      words.add(media.path("width").asInt(0) + "x" + media.path("height").asInt(0));
    } else {
      words.add(hint);
      String mime = media.path("type").asString("");
      if (mime.matches("[a-z]+/[\\w.+-]+")) {
        words.add(mime);
      }
      if (media.path("size_bytes").isNumber()) {
        words.add(Figures.bytes(media.path("size_bytes").asLong(0)));
      }
    }
    return "<" + String.join(" ", words) + ">";
  }

  /// One line, without signatures; quoted when blanks at its ends would go unseen.
  private static String cut(String text, int maxChars, boolean cutUpstream) {
    String unsigned = SIGNED_QUERY.matcher(text).replaceAll("?…");
    String line = LINE_BREAKS.matcher(ForeignText.clean(unsigned)).replaceAll("\\\\n");
    int length = line.codePointCount(0, line.length());
    if (length <= maxChars) {
      boolean edges = line.isEmpty() || !line.strip().equals(line);
      return (edges ? "\"" + line + "\"" : line) + (cutUpstream ? "… (cut by the viewer)" : "");
    }
    return line.substring(0, line.offsetByCodePoints(0, maxChars))
        + "… (+"
        + Figures.count(length - (long) maxChars)
        + (cutUpstream ? " chars, cut by the viewer)" : " chars)");
  }
}
