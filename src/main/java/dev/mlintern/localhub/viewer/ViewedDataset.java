package dev.mlintern.localhub.viewer;

import dev.mlintern.localhub.card.RepoFacts;
import dev.mlintern.localhub.store.Repository;
import dev.mlintern.localhub.viewer.layout.Config;
import dev.mlintern.localhub.viewer.layout.DatasetLayout;
import dev.mlintern.localhub.viewer.layout.Split;
import dev.mlintern.localhub.viewer.rows.BadData;
import dev.mlintern.localhub.viewer.rows.SplitRows;
import dev.mlintern.localhub.viewer.rows.Surveys;
import dev.mlintern.localhub.web.HubError;
import java.io.IOException;

/// A dataset repo at its head, seen as configs and splits.
record ViewedDataset(
    Repository repository, RepoFacts facts, DatasetLayout layout, Surveys surveys) {

  String id() {
    return repository.id().path();
  }

  String revision() {
    return facts.snapshot().commit().id();
  }

  /// @throws HubError 500 `EmptyDatasetError` if it has no data files
  ViewedDataset requireData() {
    if (layout.configs().isEmpty()) {
      throw ViewerError.empty(id(), revision());
    }
    return this;
  }

  /// @throws HubError 404 `ResponseNotFound`
  Config config(String name) {
    return layout.config(name).orElseThrow(ViewerError::notFound);
  }

  /// @throws HubError 404 `ResponseNotFound`, 500 for data that cannot be read
  SplitRows rows(String configName, String splitName) throws IOException {
    Config config = config(configName);
    Split split = config.split(splitName).orElseThrow(ViewerError::notFound);
    try {
      return open(config, split);
    } catch (BadData e) {
      throw ViewerError.generationFailed(e);
    }
  }

  /// @throws BadData for data that cannot be read
  SplitRows open(Config config, Split split) throws IOException {
    return SplitRows.open(split.files(), config.declared(), surveys);
  }
}
