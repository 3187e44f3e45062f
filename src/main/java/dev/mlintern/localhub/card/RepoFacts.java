package dev.mlintern.localhub.card;

import dev.mlintern.json.JsonObject;
import dev.mlintern.localhub.store.FileEntry;
import dev.mlintern.localhub.store.RepoKind;
import dev.mlintern.localhub.store.Repository;
import dev.mlintern.localhub.store.Snapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a repo says about itself at one commit: card, tags, derived facts.
public record RepoFacts(
    Snapshot snapshot,
    Map<String, FileEntry> files,
    FrontMatter card,
    List<String> tags,
    Optional<String> description,
    Optional<String> pipelineTag,
    Optional<String> library,
    Optional<JsonObject> config,
    Optional<JsonObject> safetensors) {
  private static final int MAX_README_BYTES = 4 << 20;
  private static final int DESCRIPTION_CHARS = 500;
  private static final Pattern ARXIV =
      Pattern.compile("arxiv\\.org/(?:abs|pdf)/(\\d{4}\\.\\d{4,5})");
  private static final Map<String, String> DATA_FORMATS =
      Map.of(
          "parquet", "parquet", "jsonl", "json", "json", "json", "csv", "csv", "tsv", "csv", "txt",
          "text");

  public RepoFacts {
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    tags = List.copyOf(tags);
  }

  public static RepoFacts read(Repository repository, Snapshot snapshot) throws IOException {
    Map<String, FileEntry> files = snapshot.files();
    String readme =
        snapshot
            .content("README.md", MAX_README_BYTES)
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
            .orElse("");
    FrontMatter card = FrontMatter.parseLeniently(readme);
    ModelFacts model =
        repository.id().kind() == RepoKind.MODEL
            ? ModelFacts.read(snapshot, files, card)
            : new ModelFacts(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    return new RepoFacts(
        snapshot,
        files,
        card,
        tags(repository.id().kind(), card, model, files),
        firstParagraph(card.body()),
        model.pipelineTag(),
        model.library(),
        model.config(),
        model.safetensors());
  }

  /// Bytes of all files.
  public long totalBytes() {
    return files.values().stream().mapToLong(FileEntry::size).sum();
  }

  private static List<String> tags(
      RepoKind kind, FrontMatter card, ModelFacts model, Map<String, FileEntry> files) {
    Set<String> tags = new LinkedHashSet<>();
    switch (kind) {
      case MODEL -> {
        model.library().ifPresent(tags::add);
        if (model.safetensors().isPresent()) {
          tags.add("safetensors");
        }
        model.config().flatMap(config -> config.string("model_type")).ifPresent(tags::add);
        tags.addAll(card.strings("tags"));
        model.pipelineTag().ifPresent(tags::add);
        tags.addAll(card.strings("language"));
        card.strings("datasets").forEach(id -> tags.add("dataset:" + id));
        baseModelTags(card, model, tags);
      }
      case DATASET -> {
        for (String name : List.of("task_categories", "task_ids", "language", "size_categories")) {
          card.strings(name).forEach(value -> tags.add(name + ":" + value));
        }
        tags.addAll(card.strings("tags"));
        dataFormat(files).ifPresent(format -> tags.add("format:" + format));
        tags.add("library:datasets");
      }
      case SPACE -> {
        card.data().string("sdk").ifPresent(tags::add);
        tags.addAll(card.strings("tags"));
      }
    }
    card.strings("license").forEach(license -> tags.add("license:" + license));
    arxivIds(card.body()).forEach(id -> tags.add("arxiv:" + id));
    tags.add("region:us");
    return new ArrayList<>(tags);
  }

  private static void baseModelTags(FrontMatter card, ModelFacts model, Set<String> tags) {
    String relation =
        card.data()
            .string("base_model_relation")
            .orElse(model.library().filter("peft"::equals).isPresent() ? "adapter" : "finetune");
    for (String base : card.strings("base_model")) {
      tags.add("base_model:" + base);
      tags.add("base_model:" + relation + ":" + base);
    }
  }

  private static Optional<String> dataFormat(Map<String, FileEntry> files) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (String path : files.keySet()) {
      String extension = path.substring(path.lastIndexOf('.') + 1);
      String format = DATA_FORMATS.get(extension);
      if (format != null) {
        counts.merge(format, 1, Integer::sum);
      }
    }
    return counts.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
  }

  private static Set<String> arxivIds(String body) {
    Set<String> ids = new LinkedHashSet<>();
    Matcher matcher = ARXIV.matcher(body);
    while (matcher.find()) {
      ids.add(matcher.group(1));
    }
    return ids;
  }

  private static Optional<String> firstParagraph(String body) {
    for (String paragraph : body.split("\\R\\s*\\R")) {
      String text =
          String.join(
                  " ",
                  paragraph
                      .lines()
                      .filter(line -> !line.startsWith("#") && !line.startsWith("<"))
                      .toList())
              .strip();
      if (!text.isEmpty()) {
        return Optional.of(text.substring(0, Math.min(DESCRIPTION_CHARS, text.length())));
      }
    }
    return Optional.empty();
  }
}
