package dev.mlintern.tools.datasets;

import dev.mlintern.tools.datasets.FeatureType.ClassLabel;
import dev.mlintern.tools.datasets.FeatureType.ListOf;
import dev.mlintern.tools.datasets.FeatureType.Media;
import dev.mlintern.tools.datasets.FeatureType.Struct;
import dev.mlintern.tools.datasets.FeatureType.Value;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What a column is to somebody who trains on it.
enum ColumnShape {
  TEXT,
  /// List of `{role, content}`: ready for chat templates.
  CHAT,
  /// List of `{from, value}`.
  SHAREGPT,
  /// A conversation stored some other way: parallel lists, JSON text, unusual role names.
  CHAT_PACKED,
  /// One message that is not in a list.
  CHAT_SINGLE,
  TEXT_LIST,
  BOOL,
  BOOL_LIST,
  CLASS,
  INTEGER,
  FLOAT,
  NUMBER_LIST,
  IMAGE,
  IMAGE_LIST,
  AUDIO,
  VIDEO,
  OTHER;

  /// Whether it holds conversations in whatever form.
  boolean isConversation() {
    return this == CHAT || this == SHAREGPT || this == CHAT_PACKED || this == CHAT_SINGLE;
  }

  boolean isNumber() {
    return this == INTEGER || this == FLOAT;
  }

  /// Decides by the type, and by the cells where the type leaves it open (JSON text, free JSON).
  static ColumnShape of(FeatureType type, List<JsonNode> cells) {
    ColumnShape byType = byType(type);
    if (byType != TEXT && byType != OTHER) {
      return byType;
    }
    return byCells(cells).orElse(byType);
  }

  private static ColumnShape byType(FeatureType type) {
    return switch (type) {
      case Value value -> scalar(value);
      case ClassLabel _ -> CLASS;
      case ListOf list -> list(list.element());
      case Struct struct -> struct(struct);
      case Media media -> media(media);
      default -> OTHER;
    };
  }

  private static ColumnShape scalar(Value value) {
    if (value.isText()) {
      return TEXT;
    }
    if (value.dtype().equals("bool")) {
      return BOOL;
    }
    if (value.isInteger()) {
      return INTEGER;
    }
    return value.isFloat() ? FLOAT : OTHER;
  }

  private static ColumnShape list(FeatureType element) {
    if (element instanceof Struct struct) {
      if (struct.has("role", "content")) {
        return CHAT;
      }
      return struct.has("from", "value") ? SHAREGPT : OTHER;
    }
    return switch (byType(element)) {
      case TEXT -> TEXT_LIST;
      case BOOL -> BOOL_LIST;
      case INTEGER, FLOAT, CLASS -> NUMBER_LIST;
      case IMAGE -> IMAGE_LIST;
      default -> OTHER;
    };
  }

  private static ColumnShape struct(Struct struct) {
    for (Conversation.Keys keys : Conversation.Keys.values()) {
      if (struct.has(keys.role, keys.text)) {
        return struct.fields().get(keys.role) instanceof ListOf ? CHAT_PACKED : CHAT_SINGLE;
      }
    }
    return OTHER;
  }

  private static ColumnShape media(Media media) {
    return switch (media.kind()) {
      case "image" -> IMAGE;
      case "audio" -> AUDIO;
      case "video" -> VIDEO;
      default -> OTHER;
    };
  }

  /// Only when every cell that holds something is a conversation.
  private static Optional<ColumnShape> byCells(List<JsonNode> cells) {
    Optional<ColumnShape> shape = Optional.empty();
    for (JsonNode cell : cells) {
      if (cell.isNull() || cell.isMissingNode()) {
        continue;
      }
      Optional<Conversation> conversation = Conversation.read(cell);
      if (conversation.isEmpty()) {
        return Optional.empty();
      }
      shape = conversation.map(ColumnShape::packed);
    }
    return shape;
  }

  private static ColumnShape packed(Conversation conversation) {
    return switch (conversation.packing()) {
      case LIST -> conversation.keys() == Conversation.Keys.ROLE_CONTENT ? CHAT : SHAREGPT;
      case SINGLE -> CHAT_SINGLE;
      case COLUMNS, JSON_TEXT -> CHAT_PACKED;
    };
  }
}
