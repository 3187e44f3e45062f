package dev.mlintern.hub;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.OneLine;
import dev.mlintern.hub.HubCommits.Committed;
import java.time.Duration;
import java.util.Optional;
import okhttp3.HttpUrl;
import tools.jackson.databind.JsonNode;

/// Sends a commit so that it happens once: after a lost answer or a server error it looks whether
/// the commit has landed, and sends it again only on a parent that makes a second one impossible
/// (spec hub-api §4.5: a commit answered with 500 has been seen to have landed).
final class CommitSending {
  private static final Duration COMMIT_LIMIT = Duration.ofMinutes(3);
  private static final Duration SILENCE = Duration.ofSeconds(90);
  private static final int MOST_TRIES = 3;

  private final HubClient hub;
  private final CommitSearch search;

  CommitSending(HubClient hub) {
    this.hub = hub;
    this.search = new CommitSearch(hub);
  }

  /// The commit a revision is at, asked afresh.
  String head(CommitRequest request, CallScope scope) {
    return search.head(request, scope);
  }

  /// See [HubCommits#carryOut].
  Committed send(CommitPlan plan, CallScope scope) {
    Optional<String> parent = plan.request().parent();
    RuntimeException lost = null;
    for (int attempt = 1; ; attempt++) {
      try {
        return post(plan, parent, scope);
      } catch (HubException e) {
        boolean mayHaveLanded =
            e.status() >= 500 || e.fault() == HubFault.UNREADABLE || e.status() == 408;
        if (isRace(e, parent) && attempt < MOST_TRIES) {
          scope.pause(hub.http().backOff().first().multipliedBy(attempt));
          continue;
        }
        boolean bySelf = lost != null && e.fault() == HubFault.HEAD_MOVED;
        if (!mayHaveLanded && !bySelf) {
          throw e;
        }
        lost = e;
      } catch (HttpFailure.Network | HttpFailure.TimedOut e) {
        lost = e;
      }
      Optional<Committed> landed = landed(plan, lost, scope);
      if (landed.isPresent()) {
        return landed.get();
      }
      boolean guarded = plan.request().parent().isPresent();
      if (attempt == MOST_TRIES || (guarded && lost instanceof HubException e && isMoved(e))) {
        throw lost;
      }
      if (plan.request().createPr()) {
        throw unclear(plan, lost);
      }
      parent = Optional.of(guarded ? plan.request().parent().get() : headAfter(plan, lost, scope));
    }
  }

  /// Where a commit or the question before it goes.
  static HttpUrl address(HubClient hub, CommitRequest request, String route) {
    HttpUrl.Builder url =
        hub.addresses().repoApi(request.type(), request.id(), route, request.revision());
    if (request.createPr()) {
      url.addQueryParameter("create_pr", "1");
    }
    return url.build();
  }

  /// The Hub makes one commit of a branch at a time, and refuses with 412 also one that names no
  /// parent when another of the same moment is faster.
  private static boolean isRace(HubException e, Optional<String> parent) {
    return isMoved(e) && parent.isEmpty();
  }

  private static boolean isMoved(HubException e) {
    return e.fault() == HubFault.HEAD_MOVED;
  }

  private Committed post(CommitPlan plan, Optional<String> parent, CallScope scope) {
    HttpRequest post =
        HttpRequest.post(address(hub, plan.request(), "commit"), new CommitBody(plan, parent))
            .withReadTimeout(SILENCE)
            .withTimeLimit(COMMIT_LIMIT);
    JsonNode answer = hub.json(post, scope);
    return new Committed(
        OneLine.of(answer.path("commitOid").asString(""), GitRef.MAX_ID_CHARS),
        answer.path("commitUrl").stringValueOpt().map(url -> OneLine.of(url, 500)),
        answer.path("pullRequestUrl").stringValueOpt().map(url -> OneLine.of(url, 500)),
        false);
  }

  private Optional<Committed> landed(CommitPlan plan, RuntimeException lost, CallScope scope) {
    try {
      return search.find(plan, scope);
    } catch (HubException | HttpFailure e) {
      throw unclear(plan, lost, e);
    }
  }

  private String headAfter(CommitPlan plan, RuntimeException lost, CallScope scope) {
    try {
      return search.head(plan.request(), scope);
    } catch (HubException | HttpFailure e) {
      throw unclear(plan, lost, e);
    }
  }

  private CommitUnclear unclear(CommitPlan plan, RuntimeException lost, RuntimeException looking) {
    lost.addSuppressed(looking);
    return unclear(plan, lost);
  }

  private CommitUnclear unclear(CommitPlan plan, RuntimeException lost) {
    CommitRequest request = plan.request();
    String where =
        hub.addresses().webUrl(request.type(), request.id())
            + (request.createPr() ? "/discussions" : "/commits/" + request.revision());
    return new CommitUnclear(
        "The commit was sent, its answer was lost ("
            + lost.getMessage()
            + ") and it is not known whether it was made. Look for \""
            + request.title()
            + "\" at "
            + where
            + " before sending it again; the head before it was "
            + plan.base()
            + ".",
        lost);
  }
}
