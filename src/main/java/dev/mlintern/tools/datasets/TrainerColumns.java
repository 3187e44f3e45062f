package dev.mlintern.tools.datasets;

import dev.mlintern.tools.datasets.TrainerVerdict.Fit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Whether a trainer of TRL can take a dataset, asked before anybody pays for finding out: the same
/// judgement as in the dataset's report, see [TrainingFit].
public final class TrainerColumns {
  private TrainerColumns() {}

  /// What does not fit.
  ///
  /// @param certain no trainer of this kind can read these columns; otherwise a conversion is
  ///     needed that some versions of TRL do themselves
  /// @param what a clause: `needs …; the columns are …`
  /// @param fix what could be done, in Python if possible; may be empty
  public record Misfit(boolean certain, String what, String fix) {
    public Misfit {
      Objects.requireNonNull(what, "what");
      Objects.requireNonNull(fix, "fix");
    }
  }

  /// @param trainer a class of TRL, e.g. `DPOTrainer`
  /// @param features column → type, as `/info` of the dataset viewer has them
  /// @return empty when it fits, and when nothing is known of the trainer or the columns
  public static Optional<Misfit> misfit(String trainer, Map<String, JsonNode> features) {
    if (features.isEmpty()) {
      return Optional.empty();
    }
    String family = trainer.replaceFirst("Trainer$", "");
    Map<String, FeatureType> types = new LinkedHashMap<>();
    features.forEach((name, type) -> types.put(name, FeatureType.parse(type)));
    return TrainingFit.of(ColumnSet.of(types)).stream()
        .filter(verdict -> List.of(verdict.trainers().split(", ")).contains(family))
        .findFirst()
        .flatMap(verdict -> misfit(verdict.fit(), names(types)));
  }

  private static Optional<Misfit> misfit(Fit fit, String columns) {
    return switch (fit) {
      case Fit.AsIs _ -> Optional.empty();
      case Fit.After(String change, String python) ->
          Optional.of(
              new Misfit(false, "needs " + change + "; the columns are " + columns, python));
      case Fit.No(String missing, String hint) ->
          Optional.of(new Misfit(true, "needs " + missing + "; the columns are " + columns, hint));
    };
  }

  private static String names(Map<String, FeatureType> types) {
    return types.keySet().stream().limit(12).map(Names::code).collect(Collectors.joining(", "));
  }
}
