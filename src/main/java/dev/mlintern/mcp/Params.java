package dev.mlintern.mcp;

import java.util.Arrays;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The parameters any of our methods looks at.
///
/// @param name tool to call
/// @param arguments of the call, JSON as sent
/// @param cursor of a list
/// @param requestId request to cancel
/// @param protocolVersion asked for by `initialize`
record Params(
    Optional<String> name,
    Optional<byte[]> arguments,
    Optional<String> cursor,
    Optional<WireId> requestId,
    Optional<String> protocolVersion,
    Meta meta) {
  static final Params NONE =
      new Params(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Meta.NONE);

  /// What a request says about itself.
  ///
  /// @param progressToken wants progress notifications under this token
  /// @param toolUseId Claude Code's own id of a tool call, the one its hooks see
  /// @param protocolVersion revision of this request; its presence marks the stateless era
  /// @param hasClientCapabilities required next to the version
  record Meta(
      Optional<WireId> progressToken,
      Optional<String> toolUseId,
      Optional<String> protocolVersion,
      boolean hasClientCapabilities) {
    static final Meta NONE = new Meta(Optional.empty(), Optional.empty(), Optional.empty(), false);
  }

  /// Reads `params` at its opening brace.
  static final class Reading {
    private final byte[] line;
    private Optional<String> name = Optional.empty();
    private Optional<byte[]> arguments = Optional.empty();
    private Optional<String> cursor = Optional.empty();
    private Optional<WireId> requestId = Optional.empty();
    private Optional<String> protocolVersion = Optional.empty();
    private Meta meta = Meta.NONE;
    private Optional<String> wrong = Optional.empty();

    Reading(byte[] line) {
      this.line = line;
    }

    Params object(JsonParser json) {
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String member = json.currentName();
        json.nextToken();
        member(json, member);
        json.skipChildren();
      }
      return new Params(name, arguments, cursor, requestId, protocolVersion, meta);
    }

    /// What is of the wrong type, if anything.
    Optional<String> wrong() {
      return wrong;
    }

    private void member(JsonParser json, String member) {
      switch (member) {
        case "name" -> name = text(json, member);
        case "cursor" -> cursor = text(json, member);
        case "protocolVersion" -> protocolVersion = text(json, member);
        case "requestId" -> requestId = WireId.at(json);
        case "arguments" -> arguments = slice(json, member);
        case "_meta" -> {
          if (isObject(json, member)) {
            meta = meta(json);
          }
        }
        default -> {}
      }
    }

    private Meta meta(JsonParser json) {
      Optional<WireId> progressToken = Optional.empty();
      Optional<String> toolUseId = Optional.empty();
      Optional<String> version = Optional.empty();
      boolean hasClientCapabilities = false;
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String member = json.currentName();
        JsonToken value = json.nextToken();
        switch (member) {
          case "progressToken" -> progressToken = WireId.at(json);
          case Protocol.META_TOOL_USE -> toolUseId = text(json, member);
          case Protocol.META_VERSION -> version = text(json, member);
          case Protocol.META_CAPABILITIES ->
              hasClientCapabilities = value == JsonToken.START_OBJECT;
          default -> {}
        }
        json.skipChildren();
      }
      return new Meta(progressToken, toolUseId, version, hasClientCapabilities);
    }

    private Optional<String> text(JsonParser json, String member) {
      if (json.currentToken() == JsonToken.VALUE_STRING) {
        return Optional.of(json.getString());
      }
      if (json.currentToken() != JsonToken.VALUE_NULL) {
        wrong = Optional.of("`" + member + "` must be a string");
      }
      return Optional.empty();
    }

    private boolean isObject(JsonParser json, String member) {
      boolean isObject = json.currentToken() == JsonToken.START_OBJECT;
      if (!isObject && json.currentToken() != JsonToken.VALUE_NULL) {
        wrong = Optional.of("`" + member + "` must be an object");
      }
      return isObject;
    }

    private Optional<byte[]> slice(JsonParser json, String member) {
      if (!isObject(json, member)) {
        return Optional.empty();
      }
      int from = (int) json.currentTokenLocation().getByteOffset();
      json.skipChildren();
      int to = (int) json.currentLocation().getByteOffset();
      return Optional.of(Arrays.copyOfRange(line, from, to));
    }
  }
}
