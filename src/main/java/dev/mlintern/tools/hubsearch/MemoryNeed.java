package dev.mlintern.tools.hubsearch;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Accelerator memory one way of using a model takes, by rule of thumb.
///
/// Inference: the weights and 20 % for activations and the runtime
/// (<https://blog.eleuther.ai/transformer-math/>, the rule of
/// <https://huggingface.co/docs/accelerate/usage_guides/model_size_estimator>).
///
/// Full fine-tune: 18 bytes a parameter — weights in 16 and 32 bits (6), gradients (4), AdamW's two
/// moments (8), mixed precision, as taken apart in
/// <https://huggingface.co/docs/transformers/model_memory_anatomy>. LoRA: frozen 16-bit weights
/// and 18 bytes for each of 1 % as many adapter parameters (a rank of about 32 on all linear
/// layers: our assumption); QLoRA the same on 4-bit weights. Training adds the same 20 %, which
/// holds for short sequences, small batches and gradient checkpointing.
///
/// @param use what for
/// @param brief the same in one word where many models are compared; empty if it is left out there
/// @param gigabytes memory in 10⁹ bytes
record MemoryNeed(String use, String brief, double gigabytes) {
  private static final int MOST_GGUF = 12;
  private static final Pattern USUAL_GGUF = Pattern.compile("(?i)q4_k_m|q8_0");
  private static final double OVERHEAD = 1.2;
  private static final double TRAINED_BYTES = 18;
  private static final double ADAPTER_SHARE = 0.01;

  static final String ASSUMPTIONS =
      "Rule of thumb: weights +20 %; training adds AdamW in mixed precision (18 B per trained"
          + " parameter; LoRA: adapters of 1 %), short sequences, gradient checkpointing.";

  /// The needs of a model whose number of parameters is known, inference first.
  static List<MemoryNeed> ofParameters(long parameters) {
    double adapters = ADAPTER_SHARE * TRAINED_BYTES;
    return List.of(
        bytes("inference fp32", "", parameters, 4),
        bytes("inference bf16/fp16", "bf16", parameters, 2),
        bytes("inference int8", "", parameters, 1),
        bytes("inference int4", "int4", parameters, 0.5),
        bytes("QLoRA (int4 base)", "", parameters, 0.5 + adapters),
        bytes("LoRA (bf16 base)", "LoRA", parameters, 2 + adapters),
        bytes("full fine-tune", "full fine-tune", parameters, TRAINED_BYTES));
  }

  /// Inference with weights of this size.
  static MemoryNeed ofStored(String use, String brief, long bytes) {
    return new MemoryNeed(use, brief, bytes * OVERHEAD / 1e9);
  }

  /// Inference with each of these files, the usual precisions in brief.
  ///
  /// @param models smallest first
  static List<MemoryNeed> ofGguf(List<RepoFile> models) {
    List<RepoFile> shown = models.stream().limit(MOST_GGUF).toList();
    boolean hasUsual = shown.stream().anyMatch(MemoryNeed::isUsual);
    List<MemoryNeed> needs = new ArrayList<>();
    for (RepoFile model : shown) {
      boolean isBrief = hasUsual ? isUsual(model) : needs.isEmpty();
      needs.add(ofStored(model.path(), isBrief ? model.name() : "", model.bytes()));
    }
    return List.copyOf(needs);
  }

  private static boolean isUsual(RepoFile gguf) {
    return USUAL_GGUF.matcher(gguf.name()).find();
  }

  /// All there is to say about these weights.
  static List<MemoryNeed> of(Weights weights) {
    List<MemoryNeed> needs = new ArrayList<>();
    if (weights.storedBytes() > 0 && (weights.isQuantised() || weights.parameters().isEmpty())) {
      needs.add(ofStored("inference as stored", "as stored", weights.storedBytes()));
    }
    weights.parameters().ifPresent(count -> needs.addAll(ofParameters(count)));
    return List.copyOf(needs);
  }

  private static MemoryNeed bytes(String use, String brief, long parameters, double bytesEach) {
    return new MemoryNeed(use, brief, parameters * bytesEach * OVERHEAD / 1e9);
  }
}
