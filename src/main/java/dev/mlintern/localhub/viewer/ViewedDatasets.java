package dev.mlintern.localhub.viewer;

import dev.mlintern.localhub.account.Caller;
import dev.mlintern.localhub.api.RepoAccess;
import dev.mlintern.localhub.card.FactsCache;
import dev.mlintern.localhub.card.RepoFacts;
import dev.mlintern.localhub.store.RepoId;
import dev.mlintern.localhub.store.RepoKind;
import dev.mlintern.localhub.store.Repository;
import dev.mlintern.localhub.viewer.layout.DatasetLayout;
import dev.mlintern.localhub.viewer.rows.Surveys;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Request;
import java.io.IOException;

/// Opens datasets for the viewer, which has its own words for what is hidden or missing.
public final class ViewedDatasets {
  private final RepoAccess access;
  private final FactsCache facts;
  private final Surveys surveys = new Surveys();

  public ViewedDatasets(RepoAccess access, FactsCache facts) {
    this.access = access;
    this.facts = facts;
  }

  /// @throws HubError 401 or 404 when the caller may not see it
  ViewedDataset open(Request request, String dataset) throws IOException {
    Caller caller;
    try {
      caller = access.caller(request);
    } catch (HubError _) {
      throw ViewerError.unauthenticated();
    }
    Repository repository;
    try {
      RepoId id = RepoId.parse(RepoKind.DATASET, dataset).orElseThrow(HubError::repoNotFound);
      repository = access.visible(caller, id);
      RepoAccess.requireFiles(caller, repository);
    } catch (HubError _) {
      throw caller instanceof Caller.Anonymous
          ? ViewerError.unauthenticated()
          : ViewerError.inaccessible();
    }
    if (!repository.id().path().equals(dataset)) {
      throw ViewerError.renamed(repository.id().path());
    }
    RepoFacts known = facts.of(repository, repository.head());
    return new ViewedDataset(repository, known, DatasetLayout.of(known), surveys);
  }

  /// For the routes that need all three of `dataset`, `config` and `split` at once.
  ViewedDataset openSplit(Request request) throws IOException {
    var query = new ViewerQuery(request);
    for (String name : new String[] {"dataset", "config", "split"}) {
      if (query.optional(name).isEmpty()) {
        throw ViewerError.missingAny();
      }
    }
    return open(request, query.required("dataset"));
  }
}
