package dev.mlintern.localhub.api;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.account.Accounts;
import dev.mlintern.localhub.store.Commit;
import dev.mlintern.localhub.store.Discussion;
import dev.mlintern.localhub.store.DiscussionEvent;
import dev.mlintern.localhub.store.FileDiffs;
import dev.mlintern.localhub.store.Repository;
import dev.mlintern.localhub.web.Request;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Discussions and pull requests as JSON (spec hub-api §9.10).
record DiscussionView(Repository repository) {

  /// Where a discussion's page would be.
  static String url(Request request, Repository repository, Discussion discussion) {
    return request.endpoint() + repository.id().webPath() + "/discussions/" + discussion.num();
  }

  /// An entry of a list.
  JsonObject item(Discussion discussion) {
    long comments =
        discussion.events().stream().filter(DiscussionEvent.Comment.class::isInstance).count();
    return common(JsonObject.builder(), discussion)
        .put("numComments", comments)
        .put("topReactions", JsonArray.of())
        .put("numReactionUsers", 0)
        .put(
            "repoOwner",
            JsonObject.builder()
                .put("name", repository.id().namespace())
                .put("type", "user")
                .put("isParticipating", isParticipating(discussion))
                .put("isDiscussionAuthor", discussion.author().equals(owner()))
                .build())
        .build();
  }

  private boolean isParticipating(Discussion discussion) {
    return discussion.events().stream().anyMatch(event -> event.author().equals(owner()));
  }

  private String owner() {
    return repository.id().namespace();
  }

  private JsonObject.Builder common(JsonObject.Builder json, Discussion discussion) {
    return json.put("num", discussion.num())
        .put("author", person(discussion.author()))
        .put(
            "repo",
            JsonObject.builder()
                .put("name", repository.id().path())
                .put("type", repository.id().kind().word())
                .build())
        .put("title", discussion.title())
        .put("status", discussion.status().word())
        .put("createdAt", Timestamps.format(discussion.createdAt()))
        .put("isPullRequest", discussion.isPullRequest())
        .put("pinned", discussion.pinned());
  }

  /// Everything about one discussion.
  JsonObject details(Discussion discussion, boolean withDiff) throws IOException {
    var json = JsonObject.builder().put("_id", discussion.id());
    common(json, discussion)
        .put("locked", false)
        .put("collection", "discussions")
        .put("events", events(discussion));
    if (discussion.proposal().isPresent()) {
      addProposal(json, discussion, discussion.proposal().get(), withDiff);
    }
    return json.build();
  }

  private void addProposal(
      JsonObject.Builder json, Discussion pull, Discussion.Proposal proposal, boolean withDiff)
      throws IOException {
    List<String> conflicts =
        pull.status().isOpen() ? repository.pullRequests().conflicts(pull) : List.of();
    var changes = JsonObject.builder().put("base", proposal.base());
    proposal.mergeCommit().ifPresent(commit -> changes.put("mergeCommitId", commit));
    List<Commit> commits = repository.pullRequests().commits(pull);
    if (!commits.isEmpty()) {
      changes.put("headCommitId", commits.getLast().id());
    }
    changes.put("refDeleted", proposal.refDeleted());
    json.put("filesWithConflicts", JsonArray.ofStrings(conflicts)).put("changes", changes.build());
    if (withDiff) {
      String diff =
          commits.isEmpty()
              ? ""
              : FileDiffs.between(
                  repository.objects(),
                  repository.pullRequests().baseCommit(pull),
                  commits.getLast());
      json.put("diff", diff);
    }
  }

  /// What happened, with the commits of a pull request where they belong.
  private JsonArray events(Discussion discussion) throws IOException {
    record Dated(Instant at, JsonObject json) {}
    List<Dated> all = new ArrayList<>();
    if (discussion.isPullRequest()) {
      for (Commit commit : repository.pullRequests().commits(discussion)) {
        all.add(new Dated(commit.date(), commit(commit)));
      }
    }
    for (DiscussionEvent event : discussion.events()) {
      all.add(new Dated(event.createdAt(), event(event)));
    }
    // Commits know only seconds; the first comment comes first whatever they say.
    JsonObject first = event(discussion.events().getFirst());
    List<JsonValue> sorted = new ArrayList<>(List.of(first));
    all.stream()
        .filter(dated -> !dated.json.equals(first))
        .sorted(Comparator.comparing(Dated::at))
        .forEach(dated -> sorted.add(dated.json));
    return new JsonArray(sorted);
  }

  private static JsonObject commit(Commit commit) {
    return JsonObject.builder()
        .put("id", commit.id().substring(0, 24))
        .put("type", "commit")
        .put("author", person(commit.author()))
        .put("createdAt", Timestamps.format(commit.date()))
        .put(
            "data",
            JsonObject.builder().put("subject", commit.title()).put("oid", commit.id()).build())
        .build();
  }

  static JsonObject event(DiscussionEvent event) {
    return JsonObject.builder()
        .put("id", event.id())
        .put("type", event.type())
        .put("author", person(event.author()))
        .put("createdAt", Timestamps.format(event.createdAt()))
        .put("data", data(event))
        .build();
  }

  private static JsonObject data(DiscussionEvent event) {
    var data = JsonObject.builder();
    switch (event) {
      case DiscussionEvent.Comment comment -> {
        data.put("edited", comment.edits() > 0).put("hidden", comment.hiddenBy().isPresent());
        comment.hiddenBy().ifPresent(by -> data.put("hiddenBy", by));
        data.put("latest", latest(comment))
            .put("numEdits", comment.edits())
            .put("identifiedLanguage", JsonObject.EMPTY)
            .put("editors", JsonArray.ofStrings(List.of(comment.author())))
            .put("reactions", JsonArray.of());
      }
      case DiscussionEvent.StatusChange change -> data.put("status", change.status().word());
      case DiscussionEvent.TitleChange change ->
          data.put("from", change.from()).put("to", change.to());
      case DiscussionEvent.PinningChange change -> data.put("pinned", change.pinned());
      case DiscussionEvent.RefDeleted _ -> {}
    }
    return data.build();
  }

  private static JsonObject latest(DiscussionEvent.Comment comment) {
    String escaped = comment.text().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    return JsonObject.builder()
        .put("raw", comment.text())
        .put("html", "<p>" + escaped + "</p>")
        .put("updatedAt", Timestamps.format(comment.updatedAt()))
        .put("author", person(comment.author()))
        .build();
  }

  private static JsonObject person(String name) {
    return JsonObject.builder()
        .put("_id", Accounts.idOf(name))
        .put("name", name)
        .put("fullname", name)
        .put("type", "user")
        .build();
  }
}
