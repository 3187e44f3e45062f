package dev.mlintern.tools.datasets;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.DatasetViewer;
import dev.mlintern.hub.DatasetViewerFault;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFiles;
import dev.mlintern.hub.HubRepos;
import dev.mlintern.hub.RepoId;
import dev.mlintern.hub.RepoInfo;
import dev.mlintern.hub.RepoType;
import dev.mlintern.tools.Subtasks;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolSpec;
import java.util.Optional;

/// `hf_inspect_dataset`: is this dataset fit to train on, and what is in it?
///
/// An audit of one split, or rows picked by position, full text or predicate. A dataset the viewer
/// cannot process is described from its card and files. Missing and gated datasets are failures.
public final class DatasetTool implements Tool {
  public static final String NAME = "hf_inspect_dataset";

  private final ToolSpec spec = ToolSpec.load(NAME);
  private final HubClient hub;
  private final HubRepos repos;
  private final HubFiles files;
  private final DatasetViewer viewer;

  public DatasetTool(HubClient hub) {
    this(hub, new DatasetViewer(hub));
  }

  DatasetTool(HubClient hub, DatasetViewer viewer) {
    this.hub = hub;
    this.viewer = viewer;
    this.repos = new HubRepos(hub);
    this.files = new HubFiles(hub);
  }

  @Override
  public ToolSpec spec() {
    return spec;
  }

  @Override
  public ToolResult call(ToolCall call) throws InterruptedException {
    InspectRequest request = InspectRequest.of(call.arguments(), hub.endpoint());
    String text =
        request.wantsRowsOnly()
            ? rows(request, call.scope())
            : audit(request, call.scope(), Optional.empty());
    return ToolResult.ok(text);
  }

  /// @param movedFrom the id asked for, when this is the second try under the new one
  private String audit(InspectRequest request, CallScope scope, Optional<RepoId> movedFrom)
      throws InterruptedException {
    return switch (new AuditFetch(viewer, repos).fetch(request, scope)) {
      case AuditFetch.Fetched.Audit(DatasetAudit audit) -> {
        RepoId id = audit.repo().map(r -> new RepoId(r.id())).orElse(request.dataset());
        Optional<String> card =
            request.includes(Section.CARD)
                ? Optional.of(CardText.of(audit.repo(), id, files, scope))
                : Optional.empty();
        yield moved(movedFrom, id) + AuditText.of(audit, request, page(id), card);
      }
      case AuditFetch.Fetched.Unserved(RuntimeException cause, Subtasks.Outcome<RepoInfo> repo) -> {
        Optional<RepoId> newId = ViewerRefusal.movedTo(cause, repo);
        if (newId.isPresent() && movedFrom.isEmpty()) {
          InspectRequest again = request.withDataset(newId.get());
          yield audit(again, scope, Optional.of(request.dataset()));
        }
        yield new ViewerRefusal(repos, files, hub.endpoint()).answer(request, cause, repo, scope);
      }
    };
  }

  private String rows(InspectRequest request, CallScope scope) throws InterruptedException {
    RowQuery query = new RowQuery(viewer);
    try {
      return query.answer(request, page(request.dataset()), scope);
    } catch (HubException e) {
      return switch (DatasetViewerFault.of(e)) {
        case NO_ACCESS, RENAMED, UNKNOWN_PART -> elsewhere(request, e, scope);
        default -> throw e;
      };
    }
  }

  /// Perhaps the dataset has moved; if not, the refusal is explained.
  private String elsewhere(InspectRequest request, HubException cause, CallScope scope)
      throws InterruptedException {
    Subtasks.Outcome<RepoInfo> repo;
    try (Subtasks tasks = new Subtasks()) {
      repo =
          tasks
              .start(
                  () ->
                      repos.info(
                          RepoType.DATASET,
                          request.dataset(),
                          Optional.empty(),
                          DatasetRepo.FIELDS,
                          scope))
              .outcome();
    }
    Optional<RepoId> newId = ViewerRefusal.movedTo(cause, repo);
    if (newId.isPresent()) {
      InspectRequest again = request.withDataset(newId.get());
      return moved(Optional.of(request.dataset()), newId.get())
          + new RowQuery(viewer).answer(again, page(newId.get()), scope);
    }
    if (DatasetViewerFault.of(cause) == DatasetViewerFault.UNKNOWN_PART) {
      throw cause;
    }
    throw new ViewerRefusal(repos, files, hub.endpoint()).rowsFailure(request, cause, repo, scope);
  }

  private static String moved(Optional<RepoId> from, RepoId to) {
    return from.map(old -> old + " is now " + to + ".\n").orElse("");
  }

  private String page(RepoId id) {
    return hub.endpoint() + "datasets/" + id;
  }
}
