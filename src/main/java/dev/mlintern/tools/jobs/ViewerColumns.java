package dev.mlintern.tools.jobs;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.DatasetViewer;
import dev.mlintern.tools.Subtasks;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Columns of datasets as the dataset viewer knows them, for a check that must not hold a job up:
/// what does not come in time is not known.
///
/// @param patience longest wait for one dataset
record ViewerColumns(DatasetViewer viewer, CallScope scope, Duration patience)
    implements PreflightCheck.ColumnLookup {
  ViewerColumns {
    Objects.requireNonNull(viewer, "viewer");
    Objects.requireNonNull(scope, "scope");
  }

  @Override
  public Map<String, JsonNode> features(String dataset, Optional<String> config) {
    try (var subtasks = new Subtasks()) {
      return subtasks
          .start(() -> asked(dataset, config))
          .outcomeWithin(patience)
          .flatMap(Subtasks.Outcome::result)
          .orElse(Map.of());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Map.of();
    }
  }

  private Map<String, JsonNode> asked(String dataset, Optional<String> config)
      throws InterruptedException {
    String wanted = config.orElse("");
    if (wanted.isEmpty()) {
      wanted = viewer.splits(dataset, scope).configs().stream().findFirst().orElse("default");
    }
    return viewer.info(dataset, wanted, scope).features();
  }
}
