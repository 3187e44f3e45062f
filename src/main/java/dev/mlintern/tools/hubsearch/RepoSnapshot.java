package dev.mlintern.tools.hubsearch;

import dev.mlintern.hub.RepoInfo;
import dev.mlintern.hub.RepoType;
import dev.mlintern.tools.Subtasks.Outcome;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Everything read about one repository at once.
///
/// @param files empty when not asked for
/// @param config `config.json` of a model; empty when not asked for
/// @param card the README's text; empty when not asked for
/// @param alsoTypes other types that have a repository of the same id
record RepoSnapshot(
    RepoQuestion question,
    RepoInfo info,
    Optional<Outcome<FileListing>> files,
    Optional<Outcome<JsonNode>> config,
    Optional<Outcome<String>> card,
    List<RepoType> alsoTypes) {

  RepoSnapshot {
    alsoTypes = List.copyOf(alsoTypes);
  }

  /// The same of an id that other types have as well.
  RepoSnapshot alsoOf(List<RepoType> types) {
    return new RepoSnapshot(question, info, files, config, card, types);
  }

  RepoFacts facts() {
    return new RepoFacts(info.type(), info.json());
  }

  /// The config file, or the few fields of it in the info answer.
  ConfigFacts configFacts() {
    return new ConfigFacts(
        config
            .flatMap(Outcome::result)
            .filter(JsonNode::isObject)
            .orElse(info.json().path("config")));
  }

  FileListing fileListing() {
    return files.flatMap(Outcome::result).orElse(new FileListing(List.of(), false));
  }

  /// Whether the Hub has read the headers of safetensors files: the best source of a size.
  boolean hasSafetensors() {
    return info.json().path("safetensors").path("total").asLong(0) > 0;
  }

  /// Whether the weights are only useful on top of another model's.
  boolean isAdapter() {
    return info.json().path("library_name").asString("").equals("peft")
        || info.json().path("baseModels").path("relation").asString("").equals("adapter")
        || fileListing().contains("adapter_config.json");
  }
}
