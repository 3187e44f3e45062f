package dev.mlintern.tools.docs;

import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.NearestName;
import dev.mlintern.tools.ToolFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Turns what somebody calls a product into the ids the Hub's docs use.
final class DocsProduct {
  /// Names that stand for several products (spec tools-read §5.1).
  private static final Map<String, List<String>> GROUPS =
      Map.of(
          "courses",
          List.of(
              "llm-course",
              "robotics-course",
              "mcp-course",
              "smol-course",
              "agents-course",
              "deep-rl-course",
              "computer-vision-course",
              "audio-course",
              "ml-games-course",
              "diffusion-course",
              "ml-for-3d-course",
              "cookbook"),
          "optimum",
          List.of(
              "optimum",
              "optimum-habana",
              "optimum-neuron",
              "optimum-intel",
              "optimum-executorch",
              "optimum-tpu"));

  private static final Map<String, String> ALIASES =
      Map.of(
          "text-generation-inference", "tgi",
          "text-embeddings-inference", "tei",
          "sentence-transformers", "sentence_transformers",
          "huggingface-hub", "huggingface_hub",
          "hf-hub", "huggingface_hub",
          "transformersjs", "transformers.js",
          "azure", "microsoft-azure",
          "reachy-mini", "reachy_mini",
          "datasets-server", "dataset-viewer");

  /// Ids known without asking, used when the catalogue does not answer (spec tools-read §5.1, 5.3).
  private static final List<String> KNOWN =
      List.of(
          "hub",
          "transformers",
          "diffusers",
          "datasets",
          "gradio",
          "trackio",
          "smolagents",
          "huggingface_hub",
          "huggingface.js",
          "transformers.js",
          "inference-providers",
          "inference-endpoints",
          "peft",
          "accelerate",
          "optimum",
          "tokenizers",
          "courses",
          "evaluate",
          "tasks",
          "dataset-viewer",
          "trl",
          "simulate",
          "sagemaker",
          "timm",
          "safetensors",
          "tgi",
          "setfit",
          "lerobot",
          "autotrain",
          "tei",
          "bitsandbytes",
          "sentence_transformers",
          "chat-ui",
          "leaderboards",
          "lighteval",
          "argilla",
          "distilabel",
          "microsoft-azure",
          "kernels",
          "google-cloud",
          "cli",
          "context-course",
          "openenv",
          "reachy_mini",
          "xet");

  private static final Pattern ID = Pattern.compile("[\\w.-]{1,60}");

  private DocsProduct() {}

  /// The ids to ask.
  ///
  /// @param catalogue ids the Hub lists, or empty when it could not be asked
  /// @throws ToolFailure naming the nearest id
  static List<String> resolve(String wanted, List<String> catalogue) {
    String name = wanted.strip().toLowerCase(Locale.ROOT).replaceFirst("^/+", "");
    name = name.replaceFirst("^(?:docs|learn)/", "").replaceFirst("/.*$", "");
    name = ALIASES.getOrDefault(name, name);
    if (GROUPS.containsKey(name)) {
      return GROUPS.get(name);
    }
    List<String> all = new ArrayList<>();
    catalogue.stream().filter(id -> ID.matcher(id).matches()).forEach(all::add);
    KNOWN.stream().filter(id -> !all.contains(id)).forEach(all::add);
    GROUPS.get("courses").stream().filter(id -> !all.contains(id)).forEach(all::add);
    if (all.contains(name)) {
      return List.of(name);
    }
    String typed = ForeignText.oneLine(wanted, 80);
    throw new ToolFailure(
        "There are no docs called `%s`.%s Known: %s."
            .formatted(
                typed,
                NearestName.of(name, all).map(near -> " Did you mean `" + near + "`?").orElse(""),
                String.join(", ", all)));
  }
}
