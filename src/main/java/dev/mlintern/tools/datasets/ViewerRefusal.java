package dev.mlintern.tools.datasets;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.DatasetViewerFault;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFiles;
import dev.mlintern.hub.HubPage;
import dev.mlintern.hub.HubRepos;
import dev.mlintern.hub.RepoId;
import dev.mlintern.hub.RepoInfo;
import dev.mlintern.hub.RepoQuery;
import dev.mlintern.hub.RepoTree;
import dev.mlintern.hub.RepoType;
import dev.mlintern.tools.Subtasks.Outcome;
import dev.mlintern.tools.ToolFailure;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;

/// What to answer when the dataset viewer has nothing to show: a failure that says why and what to
/// do, or what the repository itself tells.
final class ViewerRefusal {
  private static final int MAX_FILES = 1000;
  private static final int SUGGESTIONS = 5;

  private final HubRepos repos;
  private final HubFiles files;
  private final HttpUrl hub;

  /// @param hub base address, for links
  ViewerRefusal(HubRepos repos, HubFiles files, HttpUrl hub) {
    this.repos = repos;
    this.files = files;
    this.hub = hub;
  }

  /// The id under which the dataset is found, when it has moved.
  static Optional<RepoId> movedTo(RuntimeException cause, Outcome<RepoInfo> repo) {
    boolean unknown =
        cause instanceof HubException e
            && switch (DatasetViewerFault.of(e)) {
              case RENAMED, NO_ACCESS, UNKNOWN_PART -> true;
              default -> false;
            };
    return repo.result().filter(info -> unknown && info.isRenamed()).map(RepoInfo::id);
  }

  /// A report made from the repository alone.
  ///
  /// @throws RuntimeException when there is nothing to report: missing, gated, or unreachable
  String answer(
      InspectRequest request, RuntimeException cause, Outcome<RepoInfo> repo, CallScope scope) {
    if (cause instanceof ToolFailure) {
      throw cause;
    }
    return switch (repo) {
      case Outcome.Done<RepoInfo>(RepoInfo info) -> fromRepo(request, cause, info, scope);
      case Outcome.Failed<RepoInfo>(RuntimeException failure) ->
          throw unreachable(request, cause, failure, scope);
    };
  }

  /// The failure of a call that wanted rows: there is no substitute for them.
  RuntimeException rowsFailure(
      InspectRequest request, HubException cause, Outcome<RepoInfo> repo, CallScope scope) {
    return switch (repo) {
      case Outcome.Done<RepoInfo>(RepoInfo info) -> gated(cause, info).orElse(cause);
      case Outcome.Failed<RepoInfo>(RuntimeException failure) ->
          unreachable(request, cause, failure, scope);
    };
  }

  private Optional<RuntimeException> gated(RuntimeException cause, RepoInfo info) {
    Optional<String> gating = new DatasetRepo(info.id().value(), info.json()).gating();
    boolean noAccess =
        cause instanceof HubException e && DatasetViewerFault.of(e) == DatasetViewerFault.NO_ACCESS;
    return gating
        .filter(_ -> noAccess)
        .map(
            kind ->
                new ToolFailure(
                    info.id()
                        + " is gated ("
                        + kind
                        + "): its rows are only shown to accounts that accepted the conditions."
                        + " Accept them at "
                        + page(info.id())
                        + " and set HF_TOKEN to a token of that account. The dataset viewer"
                        + " answered: "
                        + AuditFetch.reason(cause)
                        + ".",
                    cause));
  }

  private String fromRepo(
      InspectRequest request, RuntimeException cause, RepoInfo info, CallScope scope) {
    DatasetRepo repo = new DatasetRepo(info.id().value(), info.json());
    gated(cause, info)
        .ifPresent(
            failure -> {
              throw failure;
            });
    Outcome<RepoTree> tree;
    try {
      tree =
          new Outcome.Done<>(
              files.tree(
                  RepoType.DATASET,
                  info.id(),
                  HubFiles.DEFAULT_REVISION,
                  Optional.empty(),
                  true,
                  false,
                  MAX_FILES,
                  scope));
    } catch (HubException | HttpFailure e) {
      tree = new Outcome.Failed<>(e);
    }
    return RepoFallback.text(repo, page(info.id()), why(cause, repo), tree, request.maxChars());
  }

  private static String why(RuntimeException cause, DatasetRepo repo) {
    String words = AuditFetch.reason(cause);
    String lower = words.toLowerCase(Locale.ROOT);
    if (lower.contains("python code") || lower.contains("script")) {
      return words
          + ". It is loaded by a Python script, which neither the viewer nor `datasets` 4 and later"
          + " runs: read its data files directly, look for a copy in Parquet, or convert it once in"
          + " a job";
    }
    if (lower.contains("number of configs")) {
      return words + ". Name one config in `config`";
    }
    if (cause instanceof HubException e) {
      return switch (DatasetViewerFault.of(e)) {
        // The words end in the advice to try again.
        case NOT_READY -> words.replaceFirst("\\.+$", "") + " (it is still being processed)";
        case NO_ACCESS ->
            repo.isPrivate()
                ? words + ". Private datasets are only shown for PRO and Team or Enterprise owners"
                : words;
        case UPSTREAM -> words + ". The fault is the viewer's: try again later";
        default -> words;
      };
    }
    return words;
  }

  private RuntimeException unreachable(
      InspectRequest request, RuntimeException cause, RuntimeException failure, CallScope scope) {
    boolean missing = failure instanceof HubException e && (e.status() == 401 || e.status() == 404);
    if (!missing) {
      if (failure instanceof HubException) {
        return failure;
      }
      return new ToolFailure(
          "Neither the dataset viewer nor the Hub could be asked about "
              + request.dataset()
              + ". Viewer: "
              + AuditFetch.reason(cause)
              + " Hub: "
              + AuditFetch.reason(failure),
          cause);
    }
    boolean anonymous = ((HubException) failure).status() == 401;
    return new ToolFailure(
        "No dataset "
            + Names.code(request.dataset().value())
            + " can be read: it is missing"
            + (anonymous
                ? ", private or gated, and no valid token was sent. Check the spelling; if you have"
                    + " access, set HF_TOKEN"
                : ", or private without access for this token. Check the spelling")
            + " ("
            + page(request.dataset())
            + "). Viewer: "
            + AuditFetch.reason(cause)
            + ". Hub: "
            + AuditFetch.reason(failure)
            + "."
            + suggestions(request.dataset(), scope),
        cause);
  }

  /// Datasets with a similar name; nothing when the search fails, it is only a help.
  private String suggestions(RepoId id, CallScope scope) {
    Set<String> found = new LinkedHashSet<>();
    String firstWord = id.name().split("[-_.]")[0];
    for (String query : List.of(id.name(), firstWord)) {
      if (found.size() < SUGGESTIONS && query.length() > 1) {
        found.addAll(similar(query, scope));
      }
    }
    found.remove(id.value());
    List<String> nearest = found.stream().limit(SUGGESTIONS).toList();
    return nearest.isEmpty()
        ? " Find datasets with hub_repo_search."
        : " Similar: " + Names.list(nearest, SUGGESTIONS) + ".";
  }

  private List<String> similar(String query, CallScope scope) {
    try {
      HubPage page =
          repos.list(
              RepoType.DATASET,
              RepoQuery.ALL.withSearch(query).withSort("downloads").withLimit(SUGGESTIONS),
              scope);
      return page.items().stream()
          .map(item -> item.path("id").asString(""))
          .filter(name -> !name.isEmpty())
          .toList();
    } catch (HubException | HttpFailure _) {
      return List.of();
    }
  }

  private String page(RepoId id) {
    return hub + "datasets/" + id;
  }
}
