package dev.mlintern.localhub.card;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// Parameter counts by type, read from the header of a safetensors file: eight bytes of length,
/// then JSON.
///
/// @see <a href="https://huggingface.co/docs/safetensors/index#format">Safetensors format</a>
record SafetensorsHeader(Map<String, Long> parameters) {
  private static final long MAX_HEADER_BYTES = 32L << 20;

  SafetensorsHeader {
    parameters = Map.copyOf(parameters);
  }

  /// A file that is not safetensors has no parameters.
  static SafetensorsHeader read(Path file) throws IOException {
    try (var channel = FileChannel.open(file)) {
      long length = bytes(channel, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
      if (length < 2 || length > MAX_HEADER_BYTES || length > channel.size() - Long.BYTES) {
        return new SafetensorsHeader(Map.of());
      }
      String json = StandardCharsets.UTF_8.decode(bytes(channel, (int) length)).toString();
      return count(JsonReader.readObject(json.strip()));
    } catch (JsonException _) {
      return new SafetensorsHeader(Map.of());
    }
  }

  private static SafetensorsHeader count(JsonObject header) {
    Map<String, Long> counts = new TreeMap<>();
    header
        .members()
        .forEach(
            (name, value) -> {
              if (!name.equals("__metadata__") && value instanceof JsonObject tensor) {
                counts.merge(tensor.string("dtype").orElse("?"), elements(tensor), Long::sum);
              }
            });
    return new SafetensorsHeader(counts);
  }

  private static long elements(JsonObject tensor) {
    return tensor.array("shape").stream()
        .flatMap(JsonArray::stream)
        .filter(JsonNumber.class::isInstance)
        .mapToLong(dimension -> ((JsonNumber) dimension).asLong().orElse(0))
        .reduce(1, (a, b) -> a * b);
  }

  private static ByteBuffer bytes(FileChannel channel, int count) throws IOException {
    var buffer = ByteBuffer.allocate((int) Math.min(count, channel.size()));
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // Reads until the buffer is full or the file ends.
    }
    return buffer.hasRemaining() ? ByteBuffer.allocate(count) : buffer.flip();
  }
}
