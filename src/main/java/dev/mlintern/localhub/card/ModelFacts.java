package dev.mlintern.localhub.card;

import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.store.FileEntry;
import dev.mlintern.localhub.store.Snapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the Hub derives from a model's files: library, task, configuration, parameter counts.
record ModelFacts(
    Optional<String> library,
    Optional<String> pipelineTag,
    Optional<JsonObject> config,
    Optional<JsonObject> safetensors) {
  private static final int MAX_CONFIG_BYTES = 1 << 20;

  /// Class name endings of the `transformers` library and the task the Hub reads from them.
  private static final Map<String, String> TASKS =
      Map.ofEntries(
          Map.entry("ForCausalLM", "text-generation"),
          Map.entry("LMHeadModel", "text-generation"),
          Map.entry("ForSequenceClassification", "text-classification"),
          Map.entry("ForTokenClassification", "token-classification"),
          Map.entry("ForQuestionAnswering", "question-answering"),
          Map.entry("ForMaskedLM", "fill-mask"),
          Map.entry("ForMultipleChoice", "multiple-choice"),
          Map.entry("ForImageClassification", "image-classification"),
          Map.entry("ForObjectDetection", "object-detection"),
          Map.entry("ForSpeechSeq2Seq", "automatic-speech-recognition"),
          Map.entry("ForCTC", "automatic-speech-recognition"),
          Map.entry("ForAudioClassification", "audio-classification"));

  static ModelFacts read(Snapshot snapshot, Map<String, FileEntry> files, FrontMatter card)
      throws IOException {
    Optional<JsonObject> config = json(snapshot, "config.json");
    Optional<JsonObject> adapter = json(snapshot, "adapter_config.json");
    Optional<String> library =
        card.data().string("library_name").or(() -> libraryOf(files, config, adapter));
    Optional<String> task =
        card.data().string("pipeline_tag").or(() -> config.flatMap(ModelFacts::taskOf));
    Optional<JsonObject> shown =
        config
            .map(ModelFacts::configHighlights)
            .or(() -> adapter.map(ModelFacts::adapterHighlights));
    return new ModelFacts(library, task, shown, safetensors(snapshot, files));
  }

  private static Optional<JsonObject> json(Snapshot snapshot, String path) throws IOException {
    Optional<byte[]> content = snapshot.content(path, MAX_CONFIG_BYTES);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(JsonReader.readObject(new String(content.get(), StandardCharsets.UTF_8)));
    } catch (JsonException _) {
      return Optional.empty();
    }
  }

  private static Optional<String> libraryOf(
      Map<String, FileEntry> files, Optional<JsonObject> config, Optional<JsonObject> adapter) {
    if (adapter.isPresent()) {
      return Optional.of("peft");
    }
    if (files.containsKey("model_index.json")) {
      return Optional.of("diffusers");
    }
    if (files.containsKey("modules.json")) {
      return Optional.of("sentence-transformers");
    }
    return config.filter(json -> json.has("model_type")).map(_ -> "transformers");
  }

  private static Optional<String> taskOf(JsonObject config) {
    List<String> architectures =
        config.get("architectures").map(FrontMatter::strings).orElse(List.of());
    return architectures.stream()
        .flatMap(
            name ->
                TASKS.entrySet().stream()
                    .filter(task -> name.endsWith(task.getKey()))
                    .map(Map.Entry::getValue))
        .findFirst();
  }

  private static JsonObject configHighlights(JsonObject config) {
    var shown = JsonObject.builder();
    for (String name : List.of("architectures", "auto_map", "model_type", "quantization_config")) {
      shown.putIfPresent(name, config.get(name));
    }
    return shown.build();
  }

  private static JsonObject adapterHighlights(JsonObject adapter) {
    var shown = JsonObject.builder();
    for (String name : List.of("base_model_name_or_path", "task_type")) {
      Optional<JsonValue> text = adapter.get(name).filter(JsonString.class::isInstance);
      shown.putIfPresent(name, text);
    }
    return JsonObject.builder().put("peft", shown.build()).build();
  }

  private static Optional<JsonObject> safetensors(Snapshot snapshot, Map<String, FileEntry> files)
      throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    for (var file : files.entrySet()) {
      String path = file.getKey();
      if (path.endsWith(".safetensors")
          && !path.contains("/")
          && !path.startsWith("adapter_model")) {
        SafetensorsHeader.read(snapshot.objects().blobFile(file.getValue().sha256()))
            .parameters()
            .forEach((type, count) -> counts.merge(type, count, Long::sum));
      }
    }
    if (counts.isEmpty()) {
      return Optional.empty();
    }
    var parameters = JsonObject.builder();
    counts.forEach((type, count) -> parameters.put(type, JsonNumber.of(count)));
    long total = counts.values().stream().mapToLong(Long::longValue).sum();
    return Optional.of(
        JsonObject.builder().put("parameters", parameters.build()).put("total", total).build());
  }
}
