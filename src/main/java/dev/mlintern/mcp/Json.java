package dev.mlintern.mcp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// JSON as the door needs it: token by token. Binding libraries are not loaded before a tool is
/// called; that is a third of the time to start.
final class Json {
  /// Longest message read. Claude Code sends whole files as arguments; nothing sensible is larger.
  static final int MAX_LINE_BYTES = 32 * 1024 * 1024;

  /// Tolerant about the inside of a call's arguments: what is wrong there is answered as that call,
  /// under its id.
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(MAX_LINE_BYTES)
                  .maxNumberLength(MAX_LINE_BYTES)
                  .maxNestingDepth(50_000)
                  .build())
          .build();

  private Json() {}

  static JsonParser parser(byte[] json) {
    return FACTORY.createParser(ObjectReadContext.empty(), json);
  }

  /// One object as a line: JSON in UTF-8, then a line feed.
  static byte[] line(Consumer<JsonGenerator> members) {
    var bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      members.accept(json);
      json.writeEndObject();
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  /// Foreign text for an error message: short, and without halves of surrogate pairs, which cannot
  /// be written.
  static String shown(String text) {
    String cut = text.length() > 200 ? text.substring(0, 200) + "…" : text;
    return new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  static boolean isUtf8(byte[] bytes) {
    boolean isAscii = true;
    for (byte b : bytes) {
      isAscii &= b >= 0;
    }
    if (isAscii) {
      return true;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException _) {
      return false;
    }
  }
}
