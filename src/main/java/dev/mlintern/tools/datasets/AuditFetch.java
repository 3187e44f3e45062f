package dev.mlintern.tools.datasets;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.DatasetCapabilities;
import dev.mlintern.hub.DatasetInfo;
import dev.mlintern.hub.DatasetPage;
import dev.mlintern.hub.DatasetParquet;
import dev.mlintern.hub.DatasetSize;
import dev.mlintern.hub.DatasetSplits;
import dev.mlintern.hub.DatasetStatistics;
import dev.mlintern.hub.DatasetViewer;
import dev.mlintern.hub.DatasetViewer.Target;
import dev.mlintern.hub.DatasetViewerFault;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubRepos;
import dev.mlintern.hub.RepoInfo;
import dev.mlintern.hub.RepoType;
import dev.mlintern.tools.Subtasks;
import dev.mlintern.tools.Subtasks.Outcome;
import dev.mlintern.tools.Subtasks.Subtask;
import dev.mlintern.tools.ToolFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Collects everything an audit needs in at most two round trips, in one when the split is guessed
/// right: questions about the likely split start together with the question which splits there are,
/// and are dropped and asked anew when that answer says otherwise.
final class AuditFetch {
  /// Rows fetched whole when the preview cut conversations: enough to judge the chats by.
  private static final int WHOLE_ROWS = 30;

  private final DatasetViewer viewer;
  private final HubRepos repos;

  AuditFetch(DatasetViewer viewer, HubRepos repos) {
    this.viewer = viewer;
    this.repos = repos;
  }

  /// What came back.
  sealed interface Fetched {
    record Audit(DatasetAudit audit) implements Fetched {}

    /// The viewer has nothing to show; `repo` is what the Hub says.
    record Unserved(RuntimeException cause, Outcome<RepoInfo> repo) implements Fetched {}
  }

  Fetched fetch(InspectRequest request, CallScope scope) throws InterruptedException {
    String dataset = request.dataset().value();
    try (Subtasks tasks = new Subtasks()) {
      Subtask<DatasetSplits> splits = tasks.start(() -> splits(request, scope));
      SplitTasks guess =
          SplitTasks.start(SplitChoice.guess(request), request, viewer, tasks, scope);
      Subtask<DatasetSize> size = tasks.start(() -> viewer.size(dataset, scope));
      Subtask<DatasetCapabilities> capabilities =
          tasks.start(() -> viewer.capabilities(dataset, scope));
      Subtask<RepoInfo> repo = tasks.start(() -> repo(request, scope));
      return switch (splits.outcome()) {
        case Outcome.Failed<DatasetSplits>(RuntimeException cause) ->
            new Fetched.Unserved(cause, repo.outcome());
        case Outcome.Done<DatasetSplits>(DatasetSplits known) when known.splits().isEmpty() ->
            new Fetched.Unserved(noSplits(known), repo.outcome());
        case Outcome.Done<DatasetSplits>(DatasetSplits known) -> {
          Target target = SplitChoice.choose(request, known);
          SplitTasks asked = guess;
          if (!guess.target().equals(target)) {
            guess.drop();
            asked = SplitTasks.start(target, request, viewer, tasks, scope);
          }
          yield gather(request, known, asked, size, capabilities, repo, scope);
        }
      };
    }
  }

  private RepoInfo repo(InspectRequest request, CallScope scope) {
    return repos.info(
        RepoType.DATASET, request.dataset(), Optional.empty(), DatasetRepo.FIELDS, scope);
  }

  /// A dataset with thousands of configs is not listed, but each config by itself is.
  private DatasetSplits splits(InspectRequest request, CallScope scope)
      throws InterruptedException {
    String dataset = request.dataset().value();
    try {
      return viewer.splits(dataset, scope);
    } catch (HubException e) {
      boolean tooMany = e.status() == 501 && request.config().isPresent();
      if (!tooMany) {
        throw e;
      }
      return viewer.splits(dataset, request.config().get(), scope);
    }
  }

  private Fetched gather(
      InspectRequest request,
      DatasetSplits splits,
      SplitTasks asked,
      Subtask<DatasetSize> size,
      Subtask<DatasetCapabilities> capabilities,
      Subtask<RepoInfo> repo,
      CallScope scope)
      throws InterruptedException {
    List<String> warnings = new ArrayList<>();
    Outcome<DatasetPage> page = asked.page().outcome();
    Outcome<DatasetInfo> info = asked.info().outcome();
    if (page instanceof Outcome.Failed<DatasetPage>(RuntimeException cause)
        && info instanceof Outcome.Failed<DatasetInfo>) {
      return new Fetched.Unserved(cause, repo.outcome());
    }
    pastTheEnd(request, page);
    warn("sample rows", page, warnings);
    warn("config metadata", info, warnings);
    Outcome<DatasetStatistics> statistics = asked.statistics().outcome();
    Outcome<DatasetCapabilities> able = capabilities.outcome();
    boolean promised = able.result().map(DatasetCapabilities::statistics).orElse(true);
    if (promised) {
      warn("statistics", statistics, warnings);
    }
    Outcome<DatasetSize> sizes = size.outcome();
    warn("sizes", sizes, warnings);
    warn("capabilities", able, warnings);
    Outcome<RepoInfo> about = repo.outcome();
    warn("repository facts", about, warnings);
    Optional<DatasetParquet> parquet = Optional.empty();
    if (asked.parquet().isPresent()) {
      Outcome<DatasetParquet> files = asked.parquet().get().outcome();
      warn("Parquet files", files, warnings);
      parquet = files.result();
    }
    Optional<DatasetPage> whole =
        page.result().map(seen -> uncut(seen, request, asked.target(), scope));
    DatasetAudit unseen =
        new DatasetAudit(
            asked.target(),
            splits,
            about.result().map(found -> new DatasetRepo(found.id().value(), found.json())),
            able.result(),
            sizes.result(),
            info.result(),
            Optional.empty(),
            statistics.result(),
            parquet,
            warnings);
    return new Fetched.Audit(
        whole
            .map(seen -> unseen.with(Sample.of(seen, request.offset(), unseen.rows())))
            .orElse(unseen));
  }

  private static void pastTheEnd(InspectRequest request, Outcome<DatasetPage> page) {
    if (request.offset() > 0 && page.result().filter(p -> p.rows().isEmpty()).isPresent()) {
      OptionalLong total = page.result().get().total();
      throw new ToolFailure(
          "`offset` "
              + request.offset()
              + " is past the last row"
              + (total.isPresent() ? ": there are " + Figures.count(total.getAsLong()) : "")
              + ".");
    }
  }

  /// The preview cuts long cells; of a conversation nothing can be read then, so some rows are
  /// fetched whole. If that fails the cut ones must do.
  private DatasetPage uncut(
      DatasetPage page, InspectRequest request, Target target, CallScope scope) {
    boolean cutChat =
        ColumnProfile.of(page).stream()
            .anyMatch(p -> p.shape().isConversation() && p.truncated() * 2 > p.rows());
    if (!cutChat || request.offset() > 0) {
      return page;
    }
    try {
      DatasetPage whole = viewer.rows(target, 0, WHOLE_ROWS, scope);
      return whole.rows().isEmpty() ? page : whole;
    } catch (HubException | dev.mlintern.http.HttpFailure _) {
      return page;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return page;
    }
  }

  private static RuntimeException noSplits(DatasetSplits known) {
    String why =
        !known.failed().isEmpty()
            ? "it could not read any of the configs (" + Names.list(known.failed(), 5) + ")"
            : known.unready().isEmpty()
                ? "it lists no splits"
                : "it is still processing " + Names.list(known.unready(), 5);
    return new IllegalStateException(why);
  }

  private static void warn(String what, Outcome<?> outcome, List<String> warnings) {
    if (outcome instanceof Outcome.Failed<?>(RuntimeException cause)) {
      warnings.add(what + " not available: " + reason(cause));
    }
  }

  /// The upstream's words, short, with status and code.
  static String reason(RuntimeException cause) {
    if (!(cause instanceof HubException hub)) {
      return String.valueOf(cause.getMessage());
    }
    String code = hub.code().map(c -> " " + c).orElse("");
    String words = hub.upstream().isEmpty() ? "" : ": " + hub.upstream();
    String advice =
        DatasetViewerFault.of(hub) == DatasetViewerFault.NOT_READY ? " Try again in a minute." : "";
    return "HTTP " + hub.status() + code + words + advice;
  }
}
