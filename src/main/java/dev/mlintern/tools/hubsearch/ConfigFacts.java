package dev.mlintern.tools.hubsearch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What a model's `config.json` tells an engineer. Libraries spell the same thing differently, and
/// multimodal models keep the language part in `text_config`.
///
/// @param json `config.json`, or the few fields of it the Hub's info answer has
record ConfigFacts(JsonNode json) {

  /// Type of the weights as the config declares it, without `torch.`.
  Optional<String> dtype() {
    return text("torch_dtype", "dtype").map(s -> s.replaceFirst("^torch\\.", ""));
  }

  OptionalLong contextLength() {
    return number(
        "max_position_embeddings",
        "n_positions",
        "max_sequence_length",
        "max_seq_len",
        "seq_length",
        "n_ctx");
  }

  /// Bits a weight of a quantised checkpoint has, when the config says so.
  OptionalLong quantisedBits() {
    JsonNode quantisation = find("quantization_config");
    if (quantisation.path("load_in_4bit").asBoolean(false)) {
      return OptionalLong.of(4);
    }
    if (quantisation.path("load_in_8bit").asBoolean(false)) {
      return OptionalLong.of(8);
    }
    // MXFP4 and NVFP4 name the type and not the bits.
    String names =
        quantisation.path("quant_method").asString("")
            + quantisation.path("quant_algo").asString("");
    if (names.toLowerCase(Locale.ROOT).contains("fp4")) {
      return OptionalLong.of(4);
    }
    long bits = quantisation.path("bits").asLong(quantisation.path("w_bit").asLong(0));
    for (JsonNode group : quantisation.path("config_groups")) {
      bits = Math.max(bits, group.path("weights").path("num_bits").asLong(0));
    }
    return bits > 0 && bits <= 16 ? OptionalLong.of(bits) : OptionalLong.empty();
  }

  Optional<String> quantisation() {
    JsonNode quantisation = find("quantization_config");
    Optional<String> method = RepoFacts.text(quantisation.path("quant_method"));
    OptionalLong bits = quantisedBits();
    return method.map(m -> bits.isPresent() ? m + " " + bits.getAsLong() + "-bit" : m);
  }

  /// Bytes of the attention cache for one token at 16 bits: two vectors a layer for every key-value
  /// head; one shared compressed vector with multi-head latent attention. Empty when the config
  /// does not say enough, or the layers are not all alike.
  OptionalLong cacheBytesPerToken() {
    long layers = number("num_hidden_layers", "n_layer", "num_layers", "n_layers").orElse(0);
    if (layers <= 0 || hasMixedLayers()) {
      return OptionalLong.empty();
    }
    OptionalLong latent = number("kv_lora_rank");
    if (latent.isPresent()) {
      return OptionalLong.of(
          2 * layers * (latent.getAsLong() + number("qk_rope_head_dim").orElse(0)));
    }
    long heads = number("num_attention_heads", "n_head", "n_heads").orElse(0);
    long hidden = number("hidden_size", "n_embd", "d_model", "dim").orElse(0);
    if (heads <= 0 || hidden <= 0) {
      return OptionalLong.empty();
    }
    long headSize = number("head_dim").orElse(hidden / heads);
    long cached = number("num_key_value_heads").orElse(heads);
    return OptionalLong.of(2 * 2 * layers * cached * headSize);
  }

  /// Sliding-window, linear-attention and state-space layers keep less than a full cache.
  private boolean hasMixedLayers() {
    JsonNode types = find("layer_types");
    for (JsonNode type : types) {
      if (!type.asString("").equals("full_attention")) {
        return true;
      }
    }
    return !find("state_size").isMissingNode()
        || !find("mamba_d_state").isMissingNode()
        || !find("ssm_cfg").isMissingNode()
        || !find("linear_num_value_heads").isMissingNode();
  }

  /// The highlights, most asked for first: `LlamaForCausalLM`, `context 131,072`, …
  List<String> highlights() {
    List<String> told = new ArrayList<>();
    List<String> architectures = RepoFacts.texts(json.path("architectures"));
    told.addAll(architectures.stream().limit(2).toList());
    RepoFacts.text(json.path("model_type"))
        .filter(_ -> architectures.isEmpty())
        .ifPresent(told::add);
    RepoFacts.text(json.path("_class_name"))
        .or(() -> RepoFacts.text(json.path("diffusers").path("_class_name")))
        .ifPresent(told::add);
    add(told, "context", contextLength());
    rope().ifPresent(told::add);
    if (find("use_sliding_window").asBoolean(true)) {
      add(told, "sliding window", number("sliding_window"));
    }
    add(told, "hidden", number("hidden_size", "n_embd", "d_model", "dim"));
    add(told, "layers", number("num_hidden_layers", "n_layer", "num_layers", "n_layers"));
    heads().ifPresent(told::add);
    experts().ifPresent(told::add);
    add(told, "vocab", number("vocab_size"));
    add(told, "labels", labels());
    dtype().map(type -> "dtype " + type).ifPresent(told::add);
    quantisation().map(method -> "quantised " + method).ifPresent(told::add);
    if (json.path("auto_map").isObject()) {
      told.add("custom code (trust_remote_code)");
    }
    adapter().ifPresent(told::add);
    return told;
  }

  private Optional<String> rope() {
    JsonNode scaling = find("rope_scaling");
    Optional<String> kind =
        RepoFacts.text(scaling.path("rope_type")).or(() -> RepoFacts.text(scaling.path("type")));
    return kind.filter(k -> !k.equals("default"))
        .map(
            k ->
                "rope " + k + RepoFacts.text(scaling.path("factor")).map(f -> " ×" + f).orElse(""));
  }

  private Optional<String> heads() {
    OptionalLong heads = number("num_attention_heads", "n_head", "n_heads");
    if (heads.isEmpty()) {
      return Optional.empty();
    }
    OptionalLong cached = number("num_key_value_heads");
    boolean isGrouped = cached.isPresent() && cached.getAsLong() != heads.getAsLong();
    return Optional.of(
        "heads " + heads.getAsLong() + (isGrouped ? " (kv " + cached.getAsLong() + ")" : ""));
  }

  private Optional<String> experts() {
    OptionalLong experts = number("num_local_experts", "num_experts", "n_routed_experts");
    if (experts.isEmpty() || experts.getAsLong() < 2) {
      return Optional.empty();
    }
    OptionalLong active = number("num_experts_per_tok", "moe_topk");
    return Optional.of(
        "experts "
            + experts.getAsLong()
            + (active.isPresent() ? " (" + active.getAsLong() + " a token)" : ""));
  }

  private OptionalLong labels() {
    int size = json.path("id2label").size();
    return size > 2 ? OptionalLong.of(size) : OptionalLong.empty();
  }

  private Optional<String> adapter() {
    return text("peft_type")
        .map(
            kind -> {
              OptionalLong rank = number("r");
              return kind + (rank.isPresent() ? " rank " + rank.getAsLong() : "");
            });
  }

  private static void add(List<String> told, String name, OptionalLong value) {
    if (value.isPresent()) {
      told.add(name + " " + String.format(Locale.ROOT, "%,d", value.getAsLong()));
    }
  }

  private OptionalLong number(String... names) {
    for (String name : names) {
      JsonNode value = find(name);
      if (value.isIntegralNumber() && value.asLong(0) > 0) {
        return OptionalLong.of(value.asLong(0));
      }
    }
    return OptionalLong.empty();
  }

  private Optional<String> text(String... names) {
    for (String name : names) {
      Optional<String> value = RepoFacts.text(find(name));
      if (value.isPresent()) {
        return value;
      }
    }
    return Optional.empty();
  }

  private JsonNode find(String name) {
    JsonNode own = json.path(name);
    if (!own.isMissingNode() && !own.isNull()) {
      return own;
    }
    for (String part : new String[] {"text_config", "llm_config", "language_config"}) {
      JsonNode nested = json.path(part).path(name);
      if (!nested.isMissingNode() && !nested.isNull()) {
        return nested;
      }
    }
    return JsonNodeFactory.instance.missingNode();
  }
}
