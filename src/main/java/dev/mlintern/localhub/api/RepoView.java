package dev.mlintern.localhub.api;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonBoolean;
import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.card.RepoFacts;
import dev.mlintern.localhub.store.FileEntry;
import dev.mlintern.localhub.store.RepoId;
import dev.mlintern.localhub.store.RepoMeta;
import dev.mlintern.localhub.store.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A repo at one commit as JSON, field by field.
///
/// @param withBlobs whether `siblings` say size and hashes
record RepoView(Repository repository, RepoFacts facts, boolean withBlobs) {

  /// `_id`, `id` and the fields asked for, as far as this repo has them.
  JsonObject json(Iterable<String> fields) {
    var json = JsonObject.builder().put("_id", meta().id()).put("id", repository.id().path());
    for (String field : fields) {
      json.putIfPresent(field, field(field));
    }
    return json.build();
  }

  private Optional<JsonValue> field(String name) {
    return switch (name) {
      case "author" -> text(repository.id().namespace());
      case "cardData" -> Optional.of(facts.card().data());
      case "config" -> facts.config().map(config -> config);
      case "createdAt" -> text(Timestamps.format(meta().createdAt()));
      case "datasets", "models" -> Optional.of(JsonArray.ofStrings(facts.card().strings(name)));
      case "description" -> facts.description().map(JsonString::new);
      case "disabled" -> Optional.of(new JsonBoolean(meta().disabled()));
      case "downloads", "downloadsAllTime" -> number(meta().downloads());
      case "gated" -> Optional.of(gated());
      case "host" -> text("https://" + subdomain() + ".hf.space");
      case "key" -> text("");
      case "lastModified" -> text(Timestamps.format(facts.snapshot().commit().date()));
      case "library_name" -> facts.library().map(JsonString::new);
      case "likes", "trendingScore" -> number(meta().likes());
      case "mainSize", "usedStorage" -> number(facts.totalBytes());
      case "model-index" ->
          Optional.of(facts.card().data().get("model-index").orElse(JsonNull.INSTANCE));
      case "modelId" -> text(repository.id().path());
      case "pipeline_tag" -> facts.pipelineTag().map(JsonString::new);
      case "private" -> Optional.of(new JsonBoolean(meta().isPrivate()));
      case "region" -> text("us");
      case "baseModels" -> baseModels();
      case "childrenModelCount" -> Optional.of(noChildren());
      case "evalResults", "spaces" -> Optional.of(JsonArray.of());
      case "inferenceProviderMapping" -> Optional.of(JsonObject.EMPTY);
      case "runtime" -> Optional.of(runtime());
      case "safetensors" -> facts.safetensors().map(counts -> counts);
      case "sdk" -> meta().sdk().or(() -> facts.card().data().string("sdk")).map(JsonString::new);
      case "securityRepoStatus" ->
          Optional.of(
              JsonObject.builder()
                  .put("scansDone", true)
                  .put("filesWithIssues", JsonArray.of())
                  .build());
      case "sha" -> text(facts.snapshot().commit().id());
      case "siblings" -> Optional.of(siblings());
      case "subdomain" -> text(subdomain());
      case "tags" -> Optional.of(JsonArray.ofStrings(facts.tags()));
      case "transformersInfo" -> Optional.empty();
      case "widgetData" -> facts.card().data().get("widget");
      case "xetEnabled" -> Optional.of(new JsonBoolean(false));
      default -> Optional.empty();
    };
  }

  private RepoMeta meta() {
    return repository.meta();
  }

  private static Optional<JsonValue> text(String text) {
    return Optional.of(new JsonString(text));
  }

  private static Optional<JsonValue> number(long number) {
    return Optional.of(JsonNumber.of(number));
  }

  private JsonValue gated() {
    return meta().gated() == RepoMeta.Gate.OPEN
        ? new JsonBoolean(false)
        : new JsonString(meta().gated().word());
  }

  private String subdomain() {
    RepoId id = repository.id();
    return (id.namespace() + "-" + id.name()).toLowerCase(Locale.ROOT).replace('.', '-');
  }

  /// A Space of the embedded Hub is only its files: it never runs.
  private static JsonObject runtime() {
    return JsonObject.builder()
        .put("stage", "NO_APP_FILE")
        .put("hardware", JsonObject.builder().put("current", JsonNull.INSTANCE).build())
        .build();
  }

  private Optional<JsonValue> baseModels() {
    List<String> ids = facts.card().strings("base_model");
    if (ids.isEmpty()) {
      return Optional.empty();
    }
    String relation = facts.card().data().string("base_model_relation").orElse("finetune");
    List<JsonValue> models =
        ids.stream().<JsonValue>map(id -> JsonObject.builder().put("id", id).build()).toList();
    return Optional.of(
        JsonObject.builder()
            .put("relation", relation)
            .put("models", new JsonArray(models))
            .build());
  }

  private static JsonObject noChildren() {
    return JsonObject.builder()
        .put("adapter", 0)
        .put("merge", 0)
        .put("quantized", 0)
        .put("finetune", 0)
        .build();
  }

  private JsonArray siblings() {
    var siblings = new ArrayList<JsonValue>();
    facts.files().forEach((path, file) -> siblings.add(sibling(path, file)));
    return new JsonArray(siblings);
  }

  private JsonObject sibling(String path, FileEntry file) {
    var json = JsonObject.builder().put("rfilename", path);
    if (withBlobs) {
      json.put("blobId", file.oid()).put("size", file.size());
      if (file.lfs()) {
        json.put(
            "lfs",
            JsonObject.builder()
                .put("sha256", file.sha256())
                .put("size", file.size())
                .put("pointerSize", file.pointerSize())
                .build());
      }
    }
    return json.build();
  }
}
