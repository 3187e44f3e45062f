package dev.mlintern.tools.datasets;

import dev.mlintern.hub.DatasetSplits;
import dev.mlintern.hub.DatasetViewer.Target;
import dev.mlintern.tools.NearestName;
import dev.mlintern.tools.ToolFailure;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which split a call is about.
final class SplitChoice {
  private static final int MAX_LISTED = 40;

  private SplitChoice() {}

  /// What a dataset without surprises calls it: most have one config, `default`, with a `train`.
  static Target guess(InspectRequest request) {
    return new Target(
        request.dataset().value(),
        request.config().orElse("default"),
        request.split().orElse("train"));
  }

  /// The config asked for or the first; of its splits the one asked for, else `train`, else the
  /// first that begins like it, else the first.
  ///
  /// @throws ToolFailure listing what there is, when the one asked for is not there
  static Target choose(InspectRequest request, DatasetSplits splits) {
    Set<String> configs = splits.configs();
    String config = request.config().orElseGet(() -> configs.iterator().next());
    List<String> names = splits.splitsOf(config);
    if (names.isEmpty()) {
      boolean failed = splits.failed().contains(config);
      boolean unready = splits.unready().contains(config);
      throw new ToolFailure(
          Names.plain(request.dataset().value())
              + (failed
                  ? ": the dataset viewer could not read config " + Names.code(config) + "."
                  : unready
                      ? ": config "
                          + Names.code(config)
                          + " is still being processed; try again"
                          + " in a minute."
                      : " has no config " + Names.code(config) + guess(config, configs) + ".")
              + " Configs: "
              + Names.list(configs, MAX_LISTED)
              + ".");
    }
    if (request.split().isPresent() && !names.contains(request.split().get())) {
      String split = request.split().get();
      throw new ToolFailure(
          Names.plain(request.dataset().value())
              + ": config "
              + Names.code(config)
              + " has no split "
              + Names.code(split)
              + guess(split, names)
              + ". Splits of "
              + Names.code(config)
              + ": "
              + Names.list(names, MAX_LISTED)
              + others(split, config, splits)
              + ".");
    }
    String split =
        request
            .split()
            .or(() -> names.stream().filter("train"::equals).findFirst())
            .or(() -> names.stream().filter(name -> name.startsWith("train")).findFirst())
            .orElse(names.getFirst());
    return new Target(request.dataset().value(), config, split);
  }

  private static String guess(String typed, Collection<String> known) {
    return NearestName.of(typed, known)
        .map(name -> " (did you mean " + Names.code(name) + "?)")
        .orElse("");
  }

  /// Configs that do have the split.
  private static String others(String split, String config, DatasetSplits splits) {
    List<String> configs =
        splits.configs().stream()
            .filter(other -> !other.equals(config))
            .filter(other -> splits.splitsOf(other).contains(split))
            .toList();
    Optional<String> list =
        configs.isEmpty() ? Optional.empty() : Optional.of(Names.list(configs, 5));
    return list.map(names -> " (config " + names + " has it)").orElse("");
  }
}
