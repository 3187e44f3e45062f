package dev.mlintern.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads one strict JSON document (RFC 8259): no duplicate names, no NaN or Infinity, no comments,
/// no trailing commas or characters, nesting at most [#MAX_DEPTH]. A leading byte order mark is
/// refused. Two readers of the same bytes must never see different values, which is why every
/// leniency is an error here.
public final class JsonReader {
  /// Deepest nesting of arrays and objects that is read.
  public static final int MAX_DEPTH = 200;

  private final String text;
  private final int maxDepth;
  private int at;
  private int depth;

  private JsonReader(String text, int maxDepth) {
    this.text = text;
    this.maxDepth = maxDepth;
  }

  /// Reads UTF-8 bytes; malformed UTF-8 is an error, not a replacement character.
  public static JsonValue read(byte[] utf8) {
    return read(utf8, MAX_DEPTH);
  }

  /// Reads UTF-8 bytes nested at most `maxDepth` deep.
  public static JsonValue read(byte[] utf8, int maxDepth) {
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    try {
      return read(decoder.decode(ByteBuffer.wrap(utf8)).toString(), maxDepth);
    } catch (CharacterCodingException _) {
      throw new JsonException("not valid UTF-8", 0);
    }
  }

  public static JsonValue read(String text) {
    return read(text, MAX_DEPTH);
  }

  private static JsonValue read(String text, int maxDepth) {
    var reader = new JsonReader(text, maxDepth);
    reader.skipBlanks();
    JsonValue value = reader.value();
    reader.skipBlanks();
    if (reader.at < text.length()) {
      throw reader.error("unexpected text after the value");
    }
    return value;
  }

  /// Reads a document whose root must be an object.
  public static JsonObject readObject(String text) {
    if (read(text) instanceof JsonObject object) {
      return object;
    }
    throw new JsonException("the root is not an object", 0);
  }

  private JsonValue value() {
    if (at >= text.length()) {
      throw error("unexpected end");
    }
    return switch (text.charAt(at)) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> new JsonString(string());
      case 't' -> literal("true", new JsonBoolean(true));
      case 'f' -> literal("false", new JsonBoolean(false));
      case 'n' -> literal("null", JsonNull.INSTANCE);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> throw error("unexpected character");
    };
  }

  private JsonValue literal(String word, JsonValue value) {
    if (!text.startsWith(word, at)) {
      throw error("unexpected word");
    }
    at += word.length();
    return value;
  }

  private JsonObject object() {
    enter();
    Map<String, JsonValue> members = new LinkedHashMap<>();
    skipBlanks();
    if (!take('}')) {
      do {
        skipBlanks();
        int nameAt = at;
        if (at >= text.length() || text.charAt(at) != '"') {
          throw error("expected a member name");
        }
        String name = string();
        skipBlanks();
        expect(':');
        skipBlanks();
        if (members.putIfAbsent(name, value()) != null) {
          throw new JsonException("duplicate member name", nameAt);
        }
        skipBlanks();
      } while (take(','));
      expect('}');
    }
    depth--;
    return new JsonObject(members);
  }

  private JsonArray array() {
    enter();
    List<JsonValue> elements = new ArrayList<>();
    skipBlanks();
    if (!take(']')) {
      do {
        skipBlanks();
        elements.add(value());
        skipBlanks();
      } while (take(','));
      expect(']');
    }
    depth--;
    return new JsonArray(elements);
  }

  private void enter() {
    at++;
    if (++depth > maxDepth) {
      throw error("nested deeper than " + maxDepth);
    }
  }

  private String string() {
    int start = ++at;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        return text.substring(start, at++);
      }
      if (c == '\\') {
        return escapedString(start);
      }
      if (c < ' ') {
        throw error("control character in a string");
      }
      at++;
    }
    throw error("unterminated string");
  }

  private String escapedString(int start) {
    var unescaped = new StringBuilder(text.length() - start > 64 ? 64 : 16);
    unescaped.append(text, start, at);
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return unescaped.toString();
      }
      if (c < ' ') {
        at--;
        throw error("control character in a string");
      }
      unescaped.append(c == '\\' ? escape() : c);
    }
    throw error("unterminated string");
  }

  private char escape() {
    if (at >= text.length()) {
      throw error("unterminated string");
    }
    char c = text.charAt(at++);
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicodeEscape();
      default -> throw error("unknown escape");
    };
  }

  private char unicodeEscape() {
    if (at + 4 > text.length()) {
      throw error("unterminated string");
    }
    int code = 0;
    for (int i = 0; i < 4; i++) {
      char c = text.charAt(at++);
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw error("bad unicode escape");
      }
      code = code * 16 + digit;
    }
    return (char) code;
  }

  private JsonNumber number() {
    int start = at;
    take('-');
    if (!take('0')) {
      digits();
    }
    if (take('.')) {
      digits();
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (!take('+')) {
        take('-');
      }
      digits();
    }
    return new JsonNumber(text.substring(start, at));
  }

  private void digits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start) {
      throw error("expected a digit");
    }
  }

  private void skipBlanks() {
    while (at < text.length()) {
      switch (text.charAt(at)) {
        case ' ', '\t', '\n', '\r' -> at++;
        default -> {
          return;
        }
      }
    }
  }

  private boolean take(char wanted) {
    if (at < text.length() && text.charAt(at) == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char wanted) {
    if (!take(wanted)) {
      throw error("expected '" + wanted + "'");
    }
  }

  private JsonException error(String reason) {
    return new JsonException(reason, at);
  }
}
