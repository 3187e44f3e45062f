package dev.mlintern.tools.hubsearch;

import dev.mlintern.tools.ForeignText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// How large a model is: parameters, and bytes as stored.
///
/// @param parameters number of parameters; empty when only the stored size is known
/// @param storedBytes size of the weights as published; 0 when not known
/// @param dtype type most of them are stored in, as named by the source (`BF16`), or empty
/// @param isQuantised whether they are stored in fewer bits than they were trained in
/// @param source where the numbers come from, in words
record Weights(
    OptionalLong parameters, long storedBytes, String dtype, boolean isQuantised, String source) {

  private static final Pattern WEIGHTS_FILE =
      Pattern.compile(
          "(model|diffusion_pytorch_model|pytorch_model)(-\\d+-of-\\d+)?\\.(safetensors|bin)");

  /// Types that models are trained in; anything else is quantised.
  private static final Set<String> FULL_PRECISION = Set.of("F64", "F32", "F16", "BF16");

  private static final int MOST_TYPE_CHARS = 20;

  Weights {
    Objects.requireNonNull(parameters, "parameters");
    dtype = ForeignText.oneLine(dtype, MOST_TYPE_CHARS);
  }

  /// The best figure there is: the safetensors headers the Hub has read, the GGUF header, or the
  /// sizes of the weight files.
  static Optional<Weights> of(RepoFacts model, ConfigFacts config, FileListing files) {
    return ofSafetensors(model.json().path("safetensors"), config)
        .or(() -> ofGguf(model.json().path("gguf")))
        .or(() -> ofFiles(files, config));
  }

  private static Optional<Weights> ofSafetensors(JsonNode safetensors, ConfigFacts config) {
    long total = safetensors.path("total").asLong(0);
    if (total <= 0) {
      return Optional.empty();
    }
    long bits = 0;
    long parameters = 0;
    String main = "";
    long mainBits = 0;
    boolean isQuantised = config.quantisedBits().isPresent();
    for (Map.Entry<String, JsonNode> part : safetensors.path("parameters").properties()) {
      String dtype = part.getKey().toUpperCase(Locale.ROOT);
      long count = Math.max(0, part.getValue().asLong(0));
      long partBits = saturated(count, bitsOf(dtype));
      bits += partBits;
      parameters += count * packedIn(dtype, config);
      if (partBits > mainBits) {
        mainBits = partBits;
        main = dtype;
      }
    }
    isQuantised |= !main.isEmpty() && !FULL_PRECISION.contains(main);
    return Optional.of(
        new Weights(
            OptionalLong.of(parameters > 0 ? parameters : total),
            bits / 8,
            main,
            isQuantised,
            "safetensors headers"));
  }

  /// Quantised weights are packed: one I32 of a 4-bit GPTQ or AWQ checkpoint holds eight of them,
  /// one U8 of a 4-bit bitsandbytes checkpoint two.
  private static long packedIn(String dtype, ConfigFacts config) {
    long bits = config.quantisedBits().orElse(0);
    return switch (dtype) {
      case "I32", "U32" -> bits > 0 ? 32 / bits : 1;
      case "U8", "I8" -> bits > 0 && bits < 8 ? 8 / bits : 1;
      default -> 1;
    };
  }

  private static Optional<Weights> ofGguf(JsonNode gguf) {
    long total = gguf.path("total").asLong(0);
    return total <= 0
        ? Optional.empty()
        : Optional.of(new Weights(OptionalLong.of(total), 0, "GGUF", true, "GGUF header"));
  }

  /// Counts one variant of each component: the plain `model` or `pytorch_model` files of a folder,
  /// safetensors before bin, not `.fp16.` and other twins.
  private static Optional<Weights> ofFiles(FileListing files, ConfigFacts config) {
    Map<String, Map<String, Long>> byFolder = new HashMap<>();
    for (RepoFile file : files.files()) {
      Matcher name = WEIGHTS_FILE.matcher(file.name());
      if (name.matches() && file.bytes() > 0) {
        String folder = file.path().substring(0, file.path().length() - file.name().length());
        byFolder
            .computeIfAbsent(folder, _ -> new HashMap<>())
            .merge(name.group(3), file.bytes(), Long::sum);
      }
    }
    boolean isPipeline = files.contains("model_index.json");
    long bytes = 0;
    for (Map.Entry<String, Map<String, Long>> folder : byFolder.entrySet()) {
      if (isPipeline != folder.getKey().isEmpty()) {
        Map<String, Long> kinds = folder.getValue();
        bytes += kinds.getOrDefault("safetensors", kinds.getOrDefault("bin", 0L));
      }
    }
    if (bytes == 0) {
      return Optional.empty();
    }
    boolean isQuantised = config.quantisation().isPresent();
    String dtype = isPipeline ? "" : config.dtype().orElse("");
    int width = bitsOfName(dtype);
    OptionalLong parameters =
        width == 0 || isQuantised ? OptionalLong.empty() : OptionalLong.of(bytes * 8 / width);
    return Optional.of(
        new Weights(parameters, bytes, dtype, isQuantised, "estimated from file sizes"));
  }

  private static long saturated(long count, int bits) {
    return count > Long.MAX_VALUE / 128 ? Long.MAX_VALUE / 128 : count * bits;
  }

  /// Bits of a safetensors type.
  private static int bitsOf(String dtype) {
    return switch (dtype) {
      case "F64", "I64", "U64", "C64" -> 64;
      case "F32", "I32", "U32" -> 32;
      case "F16", "BF16", "I16", "U16" -> 16;
      case "F4", "U4", "I4" -> 4;
      default -> 8;
    };
  }

  /// Bits of a type as configs name it; 0 when not known.
  private static int bitsOfName(String dtype) {
    return switch (dtype) {
      case "float32" -> 32;
      case "float16", "bfloat16" -> 16;
      default -> 0;
    };
  }

  /// `8.03B parameters (BF16, 16.1 GB; safetensors headers)`.
  String inWords() {
    List<String> details = new ArrayList<>();
    if (!dtype.isEmpty()) {
      details.add(dtype + (isQuantised && !dtype.equals("GGUF") ? " quantised" : ""));
    }
    if (storedBytes > 0) {
      details.add(Quantity.bytes(storedBytes));
    }
    String count =
        parameters.isPresent()
            ? Quantity.parameters(parameters.getAsLong()) + " parameters"
            : "weights";
    return count + " (" + String.join(", ", details) + "; " + source + ")";
  }
}
