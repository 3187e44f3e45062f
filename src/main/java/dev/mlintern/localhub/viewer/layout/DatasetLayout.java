package dev.mlintern.localhub.viewer.layout;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.card.FrontMatter;
import dev.mlintern.localhub.card.RepoFacts;
import dev.mlintern.localhub.store.FileEntry;
import dev.mlintern.localhub.store.Glob;
import dev.mlintern.localhub.viewer.feature.Feature.Struct;
import dev.mlintern.localhub.viewer.feature.FeatureReader;
import dev.mlintern.localhub.viewer.rows.DataFile;
import dev.mlintern.localhub.viewer.rows.DataFormat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// How the files of a dataset repo make up configs and splits: as the `configs:` of its card say,
/// else by file names.
public record DatasetLayout(List<Config> configs) {
  private static final Set<String> NOT_DATA =
      Set.of("README.md", "config.json", "dataset_info.json", "dataset_infos.json");

  public DatasetLayout {
    configs = List.copyOf(configs);
  }

  public Optional<Config> config(String name) {
    return configs.stream().filter(config -> config.name().equals(name)).findFirst();
  }

  public static DatasetLayout of(RepoFacts facts) {
    Map<String, DataFile> files = dataFiles(facts);
    Map<String, Struct> declared = declaredFeatures(facts.card());
    List<Config> configs = new ArrayList<>();
    for (JsonValue value : facts.card().data().array("configs").orElse(JsonArray.of())) {
      if (value instanceof JsonObject config) {
        config(config, files, declared).ifPresent(configs::add);
      }
    }
    if (configs.isEmpty()) {
      config(Config.DEFAULT, SplitPatterns.group(List.copyOf(files.keySet())), files, declared)
          .ifPresent(configs::add);
    }
    return new DatasetLayout(configs);
  }

  private static Map<String, DataFile> dataFiles(RepoFacts facts) {
    Map<String, DataFile> files = new TreeMap<>();
    facts
        .files()
        .forEach(
            (path, file) ->
                DataFormat.of(path)
                    .filter(_ -> mayHoldData(path))
                    .ifPresent(format -> files.put(path, dataFile(facts, path, file, format))));
    return files;
  }

  private static DataFile dataFile(
      RepoFacts facts, String path, FileEntry file, DataFormat format) {
    return new DataFile(
        path,
        format,
        facts.snapshot().objects().blobFile(file.sha256()),
        file.sha256(),
        file.size());
  }

  private static boolean mayHoldData(String path) {
    for (String segment : path.split("/")) {
      if (segment.startsWith(".") || segment.startsWith("__")) {
        return false;
      }
    }
    return !NOT_DATA.contains(path.substring(path.lastIndexOf('/') + 1));
  }

  private static Map<String, Struct> declaredFeatures(FrontMatter card) {
    Map<String, Struct> declared = new LinkedHashMap<>();
    card.data().get("dataset_info").stream()
        .flatMap(info -> info instanceof JsonArray array ? array.stream() : Stream.of(info))
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .forEach(
            info ->
                info.array("features")
                    .ifPresent(
                        features ->
                            declared.put(
                                info.string("config_name").orElse(Config.DEFAULT),
                                FeatureReader.fromCard(features))));
    return declared;
  }

  private static Optional<Config> config(
      JsonObject config, Map<String, DataFile> files, Map<String, Struct> declared) {
    String name = config.string("config_name").orElse(Config.DEFAULT);
    String folder = config.string("data_dir").map(dir -> dir + "/").orElse("");
    Map<String, List<String>> splits =
        config
            .get("data_files")
            .map(patterns -> matched(patterns, folder, files))
            .orElseGet(
                () ->
                    SplitPatterns.group(
                        files.keySet().stream().filter(path -> path.startsWith(folder)).toList()));
    return config(name, splits, files, declared);
  }

  /// `data_files`: one pattern or several for `train`, `{split: pattern}`, or
  /// `[{split, path}]`.
  private static Map<String, List<String>> matched(
      JsonValue patterns, String folder, Map<String, DataFile> files) {
    Map<String, List<String>> splits = new LinkedHashMap<>();
    switch (patterns) {
      case JsonString(var pattern) ->
          splits.put("train", matching(List.of(pattern), folder, files));
      case JsonObject bySplit ->
          bySplit
              .members()
              .forEach(
                  (split, value) ->
                      splits.put(split, matching(FrontMatter.strings(value), folder, files)));
      case JsonArray list -> {
        for (JsonValue element : list) {
          String split = "train";
          List<String> paths = FrontMatter.strings(element);
          if (element instanceof JsonObject entry) {
            split = entry.string("split").orElse(split);
            paths = entry.get("path").map(FrontMatter::strings).orElse(List.of());
          }
          splits
              .computeIfAbsent(split, _ -> new ArrayList<>())
              .addAll(matching(paths, folder, files));
        }
      }
      default -> {}
    }
    return splits;
  }

  private static List<String> matching(
      List<String> patterns, String folder, Map<String, DataFile> files) {
    List<String> found = new ArrayList<>();
    for (String pattern : patterns) {
      String path = folder + (pattern.startsWith("./") ? pattern.substring(2) : pattern);
      List<String> here = matching(Glob.of(path), files);
      if (here.isEmpty()) {
        // The path of a folder means all that is in it.
        here = matching(Glob.of(path + (path.endsWith("/") ? "**" : "/**")), files);
      }
      here.stream().filter(file -> !found.contains(file)).forEach(found::add);
    }
    return found;
  }

  private static List<String> matching(Glob glob, Map<String, DataFile> files) {
    return files.keySet().stream().filter(glob::matches).toList();
  }

  /// Files of another format than most of the config's are not its data.
  private static Optional<Config> config(
      String name,
      Map<String, List<String>> splits,
      Map<String, DataFile> files,
      Map<String, Struct> declared) {
    Map<DataFormat, Integer> counts = new LinkedHashMap<>();
    splits.values().stream()
        .flatMap(List::stream)
        .forEach(path -> counts.merge(files.get(path).format(), 1, Integer::sum));
    Optional<DataFormat> format =
        counts.entrySet().stream()
            .max(Comparator.comparingInt(Map.Entry::getValue))
            .map(Map.Entry::getKey);
    if (format.isEmpty()) {
      return Optional.empty();
    }
    List<Split> found = new ArrayList<>();
    splits.forEach(
        (split, paths) -> {
          List<DataFile> data =
              paths.stream().map(files::get).filter(file -> file.format() == format.get()).toList();
          if (!data.isEmpty()) {
            found.add(new Split(split, data));
          }
        });
    Optional<Struct> features = Optional.ofNullable(declared.get(name));
    return Optional.of(new Config(name, format.get().builder(), features, found));
  }
}
