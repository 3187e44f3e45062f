package dev.mlintern.mcp;

import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// One message of the client, as far as the door must understand it. The arguments of a call stay
/// bytes until the call runs.
///
/// @param id empty for a notification
record Incoming(Optional<WireId> id, String method, Params params) {
  /// Reads one line.
  ///
  /// @return empty for an answer: we never ask, so there is nothing it could belong to
  static Optional<Incoming> parse(byte[] line) throws Malformed {
    if (!Json.isUtf8(line)) {
      throw new Malformed(ErrorCodes.PARSE_ERROR, "Not UTF-8", Optional.empty());
    }
    var reading = new Reading(line);
    try (JsonParser json = Json.parser(line)) {
      JsonToken first = json.nextToken();
      if (first == JsonToken.START_ARRAY) {
        throw reading.invalid("Batches are not supported: send one message a line");
      }
      if (first != JsonToken.START_OBJECT) {
        throw reading.invalid("A message must be an object");
      }
      while (json.nextToken() != JsonToken.END_OBJECT) {
        reading.member(json);
      }
      if (json.nextToken() != null) {
        throw new Malformed(
            ErrorCodes.PARSE_ERROR, "More than one message on a line", Optional.empty());
      }
    } catch (JacksonException e) {
      throw new Malformed(
          ErrorCodes.PARSE_ERROR,
          "Not JSON: " + Json.shown(e.getOriginalMessage()),
          Optional.empty());
    }
    return reading.finished();
  }

  /// What has been seen of the message so far.
  private static final class Reading {
    private final byte[] line;
    private Optional<WireId> id = Optional.empty();
    private boolean hasId;
    private boolean hasVersion;
    private boolean isAnswer;
    private Optional<String> method = Optional.empty();
    private Params params = Params.NONE;
    private Optional<String> wrongParams = Optional.empty();

    Reading(byte[] line) {
      this.line = line;
    }

    void member(JsonParser json) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      switch (name) {
        case "jsonrpc" ->
            hasVersion = value == JsonToken.VALUE_STRING && json.getString().equals("2.0");
        case "id" -> {
          hasId = true;
          id = WireId.at(json);
        }
        case "method" ->
            method = value == JsonToken.VALUE_STRING ? Optional.of(json.getString()) : method;
        case "result", "error" -> isAnswer = true;
        case "params" -> {
          if (value == JsonToken.START_OBJECT) {
            var read = new Params.Reading(line);
            params = read.object(json);
            wrongParams = read.wrong();
          } else if (value != JsonToken.VALUE_NULL) {
            wrongParams = Optional.of("`params` must be an object");
          }
        }
        default -> {}
      }
      json.skipChildren();
    }

    Optional<Incoming> finished() throws Malformed {
      if (isAnswer && method.isEmpty()) {
        return Optional.empty();
      }
      if (hasId && id.isEmpty()) {
        throw invalid("`id` must be a string or a number");
      }
      if (!hasVersion) {
        throw invalid("`jsonrpc` must be \"2.0\"");
      }
      if (method.isEmpty()) {
        throw invalid("`method` is missing");
      }
      if (wrongParams.isPresent() && hasId) {
        throw new Malformed(ErrorCodes.INVALID_PARAMS, wrongParams.get(), id);
      }
      return Optional.of(new Incoming(id, method.get(), params));
    }

    Malformed invalid(String message) {
      return new Malformed(ErrorCodes.INVALID_REQUEST, message, id);
    }
  }
}
