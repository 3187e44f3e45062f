package dev.mlintern.tools.repos;

import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ReplyText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The header of a safetensors file: eight bytes of length, then JSON.
///
/// @see <a href="https://huggingface.co/docs/safetensors/index#format">Safetensors format</a>
final class RepoFilesSafetensors {
  private static final long MOST_HEADER = 32L << 20;
  private static final int MOST_TYPES = 16;

  private RepoFilesSafetensors() {}

  static String summary(RepoFilesBytes bytes, long size, int maxChars) {
    long length = size < 8 ? -1 : bytes.int64();
    if (length < 2 || length > MOST_HEADER || length > size - 8) {
      return "Not a readable safetensors file: its header has no plausible length.";
    }
    JsonNode header;
    try {
      header =
          JsonMapper.shared()
              .readTree(new String(bytes.read((int) length), StandardCharsets.UTF_8));
    } catch (JacksonException _) {
      return "Not a readable safetensors file: its header is not JSON.";
    }
    Map<String, Long> parameters = new TreeMap<>();
    List<String> tensors = new ArrayList<>();
    header.forEachEntry(
        (name, tensor) -> {
          if (!name.equals("__metadata__") && tensor.isObject()) {
            String type = ForeignText.oneLine(tensor.path("dtype").asString("?"), 12);
            parameters.merge(type, elements(tensor.path("shape")), Long::sum);
            tensors.add(
                ForeignText.leading(name, 160)
                    + " "
                    + type
                    + " "
                    + ForeignText.oneLine(tensor.path("shape").toString(), 100));
          }
        });
    return text(header.path("__metadata__"), parameters, tensors, maxChars);
  }

  private static String text(
      JsonNode metadata, Map<String, Long> parameters, List<String> tensors, int maxChars) {
    var reply = new ReplyText(maxChars);
    long total = parameters.values().stream().mapToLong(Long::longValue).sum();
    reply.line(
        String.format(Locale.ROOT, "Header: %d tensors, %,d parameters", tensors.size(), total)
            + parameters.entrySet().stream()
                .limit(MOST_TYPES)
                .map(e -> String.format(Locale.ROOT, "%s %,d", e.getKey(), e.getValue()))
                .collect(Collectors.joining(", ", " (", ")")));
    if (metadata.isObject()) {
      reply.line("Metadata: " + ForeignText.oneLine(metadata.toString(), 600));
    }
    int shown = reply.addLines(tensors);
    if (shown < tensors.size()) {
      reply.line(shown + " of " + tensors.size() + " tensors shown; max_chars shows more.");
    }
    return reply.toString();
  }

  private static long elements(JsonNode shape) {
    long product = 1;
    for (JsonNode dimension : shape) {
      product *= dimension.asLong(0);
    }
    return product;
  }
}
