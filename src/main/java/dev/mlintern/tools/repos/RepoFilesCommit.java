package dev.mlintern.tools.repos;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.CommitChange;
import dev.mlintern.hub.CommitPlan;
import dev.mlintern.hub.CommitPlan.PlannedFile;
import dev.mlintern.hub.CommitRequest;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCommits;
import dev.mlintern.hub.HubCommits.Committed;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFault;
import dev.mlintern.hub.HubFiles;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/// Makes one commit, or tells what it would do, and says what came of it.
final class RepoFilesCommit {
  private final HubCommits commits;
  private final HubFiles files;

  RepoFilesCommit(HubClient hub) {
    this.commits = new HubCommits(hub);
    this.files = new HubFiles(hub);
  }

  /// What to commit.
  ///
  /// @param summary when the caller has no message of its own
  /// @param createRepo create the repository, private, when there is none
  /// @param guardBase nothing is committed unless the head is still what was looked at
  /// @param notes lines the answer ends with
  record Order(
      RepoFilesTarget target,
      List<CommitChange> changes,
      String summary,
      RepoFilesOperation.Commit how,
      boolean createRepo,
      boolean guardBase,
      List<String> notes) {}

  /// Whether nothing was changed because the head is no longer what the commit was made for.
  static boolean isOvertaken(ToolFailure failure) {
    return failure.getCause() instanceof HubException e && e.fault() == HubFault.HEAD_MOVED;
  }

  String carryOut(Order order, ToolCall call) throws IOException {
    RepoFilesTarget target = order.target();
    CallScope scope = call.scope();
    var request =
        new CommitRequest(
            target.type(),
            target.id(),
            target.revision(),
            order.how().message().orElse(order.summary()),
            order.how().parent(),
            order.how().createPr(),
            order.changes());
    var notes = new java.util.ArrayList<String>();
    CommitPlan plan;
    try {
      plan = commits.plan(request, scope);
    } catch (HubException e) {
      boolean isMissing = e.fault() == HubFault.REPO_MISSING;
      if (!isMissing || !order.createRepo()) {
        throw isMissing ? withAdvice(e) : e;
      }
      if (order.how().dryRun()) {
        return "Dry run, nothing was changed. "
            + target.name()
            + " does not exist; it would be"
            + " created, private, with "
            + RepoFilesSize.files(order.changes().size())
            + ".";
      }
      create(target, scope);
      notes.add("Created " + target.name() + ", private.");
      plan = commits.plan(request, scope);
    }
    if (order.guardBase() && request.parent().isEmpty()) {
      plan = new CommitPlan(request.onParent(plan.base()), plan.base(), plan.files());
    }
    notes.addAll(order.notes());
    var diff = RepoFilesDiff.of(plan, files, scope);
    if (order.how().dryRun()) {
      String what = order.how().createPr() ? "A pull request on " : "A commit on ";
      return text(
          "Dry run, nothing was changed. "
              + what
              + target.at()
              + " (head "
              + plan.base()
              + ") would do this:",
          diff,
          notes);
    }
    if (plan.isEmpty()) {
      return text(
          "Nothing to commit: " + target.at() + " stays at " + plan.base() + ".", diff, notes);
    }
    return text(made(plan, call), diff, notes);
  }

  private void create(RepoFilesTarget target, CallScope scope) {
    try {
      commits.create(target.type(), target.id(), true, scope);
    } catch (HubException e) {
      if (e.fault() != HubFault.CONFLICT) {
        throw e;
      }
      // Somebody was faster; whether we may write to it the commit will tell.
    }
  }

  private String made(CommitPlan plan, ToolCall call) throws IOException {
    try {
      Committed made =
          commits.carryOut(plan, new Sending(plan, call.progress())::sent, call.scope());
      String what =
          made.pullRequest()
              .map(
                  url ->
                      "Opened pull request #"
                          + url.substring(url.lastIndexOf('/') + 1)
                          + ": "
                          + url)
              .orElse("Committed " + made.oid() + made.url().map(url -> ": " + url).orElse(""));
      return what
          + (made.foundLater() ? "\nThe Hub's answer was lost; the commit was found there." : "");
    } catch (HubException e) {
      if (e.fault() == HubFault.HEAD_MOVED) {
        throw new ToolFailure(moved(plan, call.scope()), e);
      }
      throw e;
    }
  }

  private String moved(CommitPlan plan, CallScope scope) {
    CommitRequest request = plan.request();
    JsonNode head =
        files
            .history(request.type(), request.id(), request.revision(), 0, 1, scope)
            .items()
            .stream()
            .findFirst()
            .orElseThrow();
    return "hf_repo_files: nothing was changed: "
        + request.revision()
        + " of "
        + request.id()
        + " is no longer at "
        + request.parent().orElse(plan.base())
        + ". Its head is "
        + ForeignText.oneLine(head.path("id").asString(""), 40)
        + " \""
        + ForeignText.oneLine(head.path("title").asString(""), 100)
        + "\" by "
        + ForeignText.oneLine(head.path("authors").path(0).path("user").asString("?"), 100)
        + ". Read what it changed, then repeat the call"
        + " (with parent_commit set to that head, if it is given).";
  }

  private static HubException withAdvice(HubException e) {
    return new HubException(
        e.status(),
        e.code(),
        e.getMessage() + " create_repo: true creates it, private.",
        e.requestId());
  }

  private static String text(String head, RepoFilesDiff diff, List<String> notes) {
    var text = new StringBuilder(head);
    diff.lines().forEach(line -> text.append('\n').append(line));
    notes.stream().filter(note -> !note.isEmpty()).forEach(n -> text.append('\n').append(n));
    return text.toString();
  }

  /// Adds up what several connections have sent.
  private static final class Sending {
    private final AtomicLong sent = new AtomicLong();
    private final long total;
    private final Progress progress;

    Sending(CommitPlan plan, Progress progress) {
      this.total =
          plan.sent()
              .filter(PlannedFile::isLarge)
              .mapToLong(planned -> planned.file().size())
              .sum();
      this.progress = progress;
    }

    void sent(long more) {
      synchronized (sent) {
        long now = Math.min(total, sent.addAndGet(more));
        progress.report(
            now,
            OptionalDouble.of(total),
            "uploaded " + RepoFilesSize.of(now) + " of " + RepoFilesSize.of(total));
      }
    }
  }
}
