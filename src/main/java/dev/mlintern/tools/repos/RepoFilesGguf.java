package dev.mlintern.tools.repos;

import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.ToolFailure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The header of a GGUF file: metadata, then names and shapes of the tensors.
///
/// @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">GGUF format</a>
final class RepoFilesGguf {
  private static final int MAGIC = 0x46554747;
  private static final int MOST_NAME = 1 << 16;
  private static final int MOST_TEXT = 300;
  private static final int ARRAY = 9;
  private static final int STRING = 8;

  /// Names of ggml's element types by their number, as far as they have one.
  private static final String[] ELEMENTS = {
    "F32", "F16", "Q4_0", "Q4_1", "?", "?", "Q5_0", "Q5_1", "Q8_0", "Q8_1", "Q2_K", "Q3_K", "Q4_K",
    "Q5_K", "Q6_K", "Q8_K", "IQ2_XXS", "IQ2_XS", "IQ3_XXS", "IQ1_S", "IQ4_NL", "IQ3_S", "IQ2_S",
    "IQ4_XS", "I8", "I16", "I32", "I64", "F64", "IQ1_M", "BF16"
  };

  private final RepoFilesBytes bytes;

  private RepoFilesGguf(RepoFilesBytes bytes) {
    this.bytes = bytes;
  }

  static String summary(RepoFilesBytes bytes, int maxChars) {
    return new RepoFilesGguf(bytes).text(maxChars);
  }

  private String text(int maxChars) {
    var reply = new ReplyText(maxChars);
    List<String> metadata = new ArrayList<>();
    Map<String, Long> parameters = new TreeMap<>();
    long tensors;
    int version;
    try {
      if (bytes.int32() != MAGIC) {
        return "Not a readable GGUF file: it does not begin with GGUF.";
      }
      version = bytes.int32();
      if (version < 2 || version > 9) {
        return "A GGUF file of version " + version + ", which is not known here.";
      }
      tensors = bytes.int64();
      long pairs = bytes.int64();
      for (long i = 0; i < pairs; i++) {
        metadata.add(
            ForeignText.leading(text(bytes.int64()), MOST_TEXT) + " = " + value(bytes.int32()));
      }
      for (long i = 0; i < tensors; i++) {
        tensor(parameters);
      }
    } catch (ToolFailure e) {
      // What was read before the file ended, or before one call had fetched enough, still counts.
      reply.line("The header could not be read to its end: " + e.getMessage());
      return added(reply, metadata);
    }
    reply.line(
        "Header: GGUF version "
            + version
            + ", "
            + tensors
            + " tensors, "
            + String.format(
                Locale.ROOT,
                "%,d parameters",
                parameters.values().stream().mapToLong(Long::longValue).sum())
            + parameters.entrySet().stream()
                .map(e -> String.format(Locale.ROOT, "%s %,d", e.getKey(), e.getValue()))
                .collect(Collectors.joining(", ", " (", ")")));
    return added(reply, metadata);
  }

  private static String added(ReplyText reply, List<String> metadata) {
    int shown = reply.addLines(metadata);
    if (shown < metadata.size()) {
      reply.line(shown + " of " + metadata.size() + " metadata shown; max_chars shows more.");
    }
    return reply.toString();
  }

  private void tensor(Map<String, Long> parameters) {
    text(bytes.int64());
    int dimensions = bytes.int32();
    if (dimensions < 0 || dimensions > 8) {
      throw new ToolFailure("a tensor has " + dimensions + " dimensions.");
    }
    long elements = 1;
    for (int i = 0; i < dimensions; i++) {
      elements *= bytes.int64();
    }
    int type = bytes.int32();
    bytes.int64(); // where its data is
    String name = type >= 0 && type < ELEMENTS.length ? ELEMENTS[type] : "type " + type;
    parameters.merge(name, elements, Long::sum);
  }

  private String value(int type) {
    return switch (type) {
      case 0 -> Integer.toString(bytes.read() & 0xff);
      case 1 -> Integer.toString((byte) bytes.read());
      case 2 -> Integer.toString(Short.toUnsignedInt(bytes.little(2).getShort()));
      case 3 -> Short.toString(bytes.little(2).getShort());
      case 4 -> Integer.toUnsignedString(bytes.int32());
      case 5 -> Integer.toString(bytes.int32());
      case 6 -> Float.toString(bytes.little(4).getFloat());
      case 7 -> Boolean.toString(bytes.read() != 0);
      case STRING -> text(bytes.int64());
      case ARRAY -> array();
      case 10 -> Long.toUnsignedString(bytes.int64());
      case 11 -> Long.toString(bytes.int64());
      case 12 -> Double.toString(bytes.little(8).getDouble());
      default -> throw new ToolFailure("a value has the unknown type " + type + ".");
    };
  }

  private String array() {
    int type = bytes.int32();
    long count = bytes.int64();
    if (count < 0) {
      throw new ToolFailure("an array has " + count + " elements.");
    }
    if (type == STRING) {
      for (long i = 0; i < count; i++) {
        bytes.skip(bytes.int64());
      }
      return "[" + count + " texts]";
    }
    int width =
        switch (type) {
          case 0, 1, 7 -> 1;
          case 2, 3 -> 2;
          case 4, 5, 6 -> 4;
          case 10, 11, 12 -> 8;
          default -> throw new ToolFailure("an array has elements of type " + type + ".");
        };
    if (count > Long.MAX_VALUE / width) {
      throw new ToolFailure("an array has " + count + " elements.");
    }
    bytes.skip(count * width);
    return "[" + count + " numbers]";
  }

  private String text(long length) {
    if (length < 0) {
      throw new ToolFailure("a text has " + length + " bytes.");
    }
    if (length > MOST_NAME) { // chat templates are shorter
      bytes.skip(length);
      return "(" + length + " bytes of text)";
    }
    String text = new String(bytes.read((int) length), StandardCharsets.UTF_8);
    return ForeignText.oneLine(text, MOST_TEXT);
  }
}
