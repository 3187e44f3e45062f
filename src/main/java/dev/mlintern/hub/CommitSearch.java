package dev.mlintern.hub;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.OneLine;
import dev.mlintern.hub.CommitPlan.PlannedFile;
import dev.mlintern.hub.HubCommits.Committed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import tools.jackson.databind.JsonNode;

/// Looks whether a commit whose answer was lost has been made: by its summary among what is newer
/// than the head it was built on, and then by its content.
final class CommitSearch {
  /// A server that gave up answering may still be committing. In tenths of the stack's first
  /// back-off: usually 0.2, 0.8 and 2 s.
  private static final List<Integer> PAUSES = List.of(4, 16, 40);

  private static final int MOST_COMMITS = 50;

  /// Enough to tell one commit from another.
  private static final int MOST_PATHS = 1_000;

  private final HubClient hub;
  private final HubFiles files;

  CommitSearch(HubClient hub) {
    this.hub = hub;
    this.files = new HubFiles(hub);
  }

  String head(CommitRequest request, CallScope scope) {
    return commits(request, 1, scope).stream()
        .findFirst()
        .map(commit -> OneLine.of(commit.path("id").asString(""), GitRef.MAX_ID_CHARS))
        .orElse("");
  }

  /// @return the commit, if it is there
  Optional<Committed> find(CommitPlan plan, CallScope scope) {
    Duration tenth = hub.http().backOff().first().dividedBy(10);
    for (int tenths : PAUSES) {
      scope.pause(tenth.multipliedBy(tenths));
      Optional<Committed> found =
          plan.request().createPr() ? pullRequest(plan, scope) : onBranch(plan, scope);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<Committed> onBranch(CommitPlan plan, CallScope scope) {
    for (JsonNode commit : commits(plan.request(), MOST_COMMITS, scope)) {
      String id = OneLine.of(commit.path("id").asString(""), GitRef.MAX_ID_CHARS);
      if (id.equals(plan.base())) {
        return Optional.empty();
      }
      if (isTitle(plan, commit.path("title")) && holds(plan, id, scope)) {
        String url =
            hub.addresses().webUrl(plan.request().type(), plan.request().id()) + "/commit/" + id;
        return Optional.of(new Committed(id, Optional.of(url), Optional.empty(), true));
      }
    }
    return Optional.empty();
  }

  private Optional<Committed> pullRequest(CommitPlan plan, CallScope scope) {
    CommitRequest request = plan.request();
    HttpUrl url =
        hub.addresses()
            .repoApi(request.type(), request.id(), "discussions")
            .addQueryParameter("type", "pull_request")
            .addQueryParameter("status", "all")
            .build();
    for (JsonNode pull : hub.json(HttpRequest.get(url), scope).path("discussions")) {
      String ref = "refs/pr/" + pull.path("num").asInt(0);
      if (isTitle(plan, pull.path("title")) && holds(plan, ref, scope)) {
        String web = hub.addresses().webUrl(request.type(), request.id());
        return Optional.of(
            new Committed(
                headOf(request, ref, scope),
                Optional.empty(),
                Optional.of(web + "/discussions/" + pull.path("num").asInt(0)),
                true));
      }
    }
    return Optional.empty();
  }

  private static boolean isTitle(CommitPlan plan, JsonNode title) {
    return title.asString("").strip().equals(plan.request().title());
  }

  /// Whether a revision has what the plan wanted.
  private boolean holds(CommitPlan plan, String revision, CallScope scope) {
    List<FilePath> paths = new ArrayList<>();
    plan.sent().limit(MOST_PATHS).forEach(planned -> paths.add(planned.file().path()));
    plan.others().limit(MOST_PATHS).forEach(change -> paths.add(change.path()));
    CommitRequest request = plan.request();
    Map<String, TreeEntry> there = new HashMap<>();
    for (TreeEntry entry :
        files.pathsInfo(request.type(), request.id(), revision, paths, false, scope)) {
      there.put(entry.path(), entry);
    }
    return plan.sent().limit(MOST_PATHS).allMatch(planned -> isThere(planned, there))
        && plan.others().limit(MOST_PATHS).allMatch(change -> isDone(change, there));
  }

  private static boolean isThere(PlannedFile planned, Map<String, TreeEntry> there) {
    TreeEntry entry = there.get(planned.file().path().value());
    return entry != null
        && (planned.isLarge()
            ? entry.lfsSha256().equals(Optional.of(planned.file().sha256()))
            : entry.oid().equals(planned.file().gitOid()));
  }

  private static boolean isDone(CommitChange change, Map<String, TreeEntry> there) {
    TreeEntry entry = there.get(change.path().value());
    return switch (change) {
      case CommitChange.Link link ->
          entry != null && entry.lfsSha256().equals(Optional.of(link.sha256()));
      case CommitChange.DeleteFile _ -> entry == null;
      case CommitChange.Put _ -> true;
    };
  }

  private List<JsonNode> commits(CommitRequest request, int limit, CallScope scope) {
    return files.history(request.type(), request.id(), request.revision(), 0, limit, scope).items();
  }

  private String headOf(CommitRequest request, String revision, CallScope scope) {
    return files.history(request.type(), request.id(), revision, 0, 1, scope).items().stream()
        .findFirst()
        .map(commit -> OneLine.of(commit.path("id").asString(""), GitRef.MAX_ID_CHARS))
        .orElse("");
  }
}
