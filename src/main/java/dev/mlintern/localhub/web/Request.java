package dev.mlintern.localhub.web;

import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// One call, as a handler sees it.
///
/// @param method upper case; `HEAD` reaches the handler of `GET`
/// @param rawPath the path as sent, escapes kept
/// @param pathValues decoded values of the pattern's placeholders
/// @param query decoded parameters
/// @param headers values by lower-case name, the first of repeated ones
/// @param body the bytes as they arrive
/// @param endpoint base address of this Hub as the caller spelled it, no slash at the end
public record Request(
    String method,
    String rawPath,
    String rawQuery,
    Map<String, String> pathValues,
    Query query,
    Map<String, String> headers,
    InputStream body,
    URI endpoint) {
  /// Largest body that is read into memory.
  public static final int MAX_BODY_BYTES = 64 << 20;

  public Request {
    pathValues = Map.copyOf(pathValues);
    headers = Map.copyOf(headers);
  }

  Request withPathValues(Map<String, String> values) {
    return new Request(method, rawPath, rawQuery, values, query, headers, body, endpoint);
  }

  public boolean isHead() {
    return method.equals("HEAD");
  }

  /// A placeholder of the pattern; empty for a tail that matched nothing.
  public String path(String name) {
    return pathValues.getOrDefault(name, "");
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /// Path and query as sent.
  public String target() {
    return rawQuery.isEmpty() ? rawPath : rawPath + "?" + rawQuery;
  }

  /// The whole body.
  ///
  /// @throws HubError 413 above [#MAX_BODY_BYTES]
  public byte[] bytes() throws IOException {
    byte[] bytes = body.readNBytes(MAX_BODY_BYTES + 1);
    if (bytes.length > MAX_BODY_BYTES) {
      throw HubError.of(413, "Payload too large");
    }
    return bytes;
  }

  /// The body as a JSON object; an empty body is an empty object.
  ///
  /// @throws HubError 400 for anything else
  public JsonObject json() throws IOException {
    byte[] bytes = bytes();
    if (bytes.length == 0) {
      return JsonObject.EMPTY;
    }
    try {
      JsonValue value = JsonReader.read(bytes);
      if (value instanceof JsonObject object) {
        return object;
      }
      throw HubError.badRequest("✖ Invalid input: expected object");
    } catch (JsonException e) {
      throw HubError.badRequest("✖ Invalid JSON: " + e.getMessage());
    }
  }

  /// A form body.
  public Query form() throws IOException {
    return Query.parse(new String(bytes(), StandardCharsets.UTF_8));
  }

  public boolean hasContentType(String type) {
    return header("content-type").filter(value -> value.startsWith(type)).isPresent();
  }

  /// A copy whose placeholders also hold `extra`.
  public Request plus(Map<String, String> extra) {
    var values = new HashMap<>(pathValues);
    values.putAll(extra);
    return withPathValues(values);
  }
}
