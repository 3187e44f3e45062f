package dev.mlintern.localhub.api;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.account.Caller;
import dev.mlintern.localhub.store.Discussion;
import dev.mlintern.localhub.store.DiscussionEvent;
import dev.mlintern.localhub.store.DiscussionStatus;
import dev.mlintern.localhub.store.Refs;
import dev.mlintern.localhub.store.Repository;
import dev.mlintern.localhub.store.StoreConflict;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Query;
import dev.mlintern.localhub.web.Reply;
import dev.mlintern.localhub.web.Request;
import dev.mlintern.localhub.web.Router;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// Discussions, and what pull requests share with them (spec hub-api §9.10). Anybody signed in may
/// take part; titles, status and pins are for who opened it or may write the repo.
public final class DiscussionRoutes {
  private static final int PAGE = 50;
  private static final int MIN_TITLE_CHARS = 3;
  private static final int MAX_TITLE_CHARS = 200;
  private static final int MAX_TEXT_CHARS = 65_536;
  private static final Set<String> SORTS =
      Set.of("recently-created", "trending", "reactions", "recently-updated");

  private final RepoAccess access;

  public DiscussionRoutes(RepoAccess access) {
    this.access = access;
  }

  public void addTo(Router.Builder routes) {
    String all = "/api/{type}/{ns}/{name}/discussions";
    String one = all + "/{num}";
    routes
        .get(all, this::list)
        .post(all, this::create)
        .get(one, this::details)
        .delete(one, this::delete)
        .post(one + "/comment", this::comment)
        .post(one + "/comment/{cid}/edit", this::editComment)
        .post(one + "/comment/{cid}/hide", this::hideComment)
        .post(one + "/status", this::changeStatus)
        .post(one + "/title", this::changeTitle)
        .post(one + "/pin", this::pin);
  }

  private Reply list(Request request) {
    Repository repository = access.visible(request);
    var view = new DiscussionView(repository);
    List<Discussion> all = repository.discussions().list();
    List<Discussion> found = all.stream().filter(filter(request.query())).toList();
    int from =
        Math.min(found.size(), PAGE * request.query().integer("p", 0, 0, Integer.MAX_VALUE / PAGE));
    List<Discussion> page = found.subList(from, Math.min(found.size(), from + PAGE));
    return Reply.json(
        JsonObject.builder()
            .put("discussions", new JsonArray(page.stream().<JsonValue>map(view::item).toList()))
            .put("count", found.size())
            .put("start", from)
            .put(
                "numClosedDiscussions",
                all.stream().filter(discussion -> !discussion.status().isOpen()).count())
            .build());
  }

  private static Predicate<Discussion> filter(Query query) {
    String type = word(query, "type", "all", Set.of("all", "discussion", "pull_request"));
    String status = word(query, "status", "all", Set.of("all", "open", "closed"));
    word(query, "sort", "recently-created", SORTS);
    Optional<String> author = query.first("author");
    Optional<String> search = query.first("search").map(text -> text.toLowerCase(Locale.ROOT));
    return discussion ->
        (type.equals("all") || discussion.isPullRequest() == type.equals("pull_request"))
            && (status.equals("all") || discussion.status().isOpen() == status.equals("open"))
            && author.filter(name -> !name.equalsIgnoreCase(discussion.author())).isEmpty()
            && search
                .filter(text -> !discussion.title().toLowerCase(Locale.ROOT).contains(text))
                .isEmpty();
  }

  private static String word(Query query, String name, String usual, Set<String> known) {
    String word = query.first(name).orElse(usual);
    if (!known.contains(word)) {
      throw HubError.badRequest(
          "✖ \"" + name + "\" must be one of " + known.stream().sorted().toList());
    }
    return word;
  }

  private Reply create(Request request) throws IOException {
    Repository repository = access.visible(request);
    Caller.SignedIn caller = access.requireDiscusser(request, repository);
    JsonObject body = request.json();
    String title = title(body);
    String text = text(body, "description", 0);
    boolean pull = body.bool("pullRequest").orElse(false);
    String author = caller.user().name();
    Discussion made =
        pull
            ? repository.pullRequests().openDraft(title, author, text, Refs.MAIN)
            : repository.discussions().start(title, author, text);
    var json =
        JsonObject.builder()
            .put("url", DiscussionView.url(request, repository, made))
            .put("num", made.num())
            .put("pullRequest", pull);
    made.proposal()
        .ifPresent(
            proposal ->
                json.put("references", JsonObject.builder().put("base", proposal.base()).build()));
    return Reply.json(json.build());
  }

  private Reply details(Request request) throws IOException {
    Repository repository = access.visible(request);
    var view = new DiscussionView(repository);
    boolean diff = request.query().flag("diff");
    Discussion discussion = discussion(repository, request);
    if (diff && discussion.isPullRequest()) {
      RepoAccess.requireFiles(access.caller(request), repository);
    }
    return Reply.json(view.details(discussion, diff));
  }

  private Reply delete(Request request) throws IOException {
    Repository repository = access.writable(request);
    Discussion discussion = discussion(repository, request);
    repository.discussions().delete(discussion.num());
    if (repository.refs().target(discussion.ref()).isPresent()) {
      repository.deleteRef(discussion.ref());
    }
    return Reply.text(200, "OK");
  }

  private Reply comment(Request request) throws IOException {
    Repository repository = access.visible(request);
    Caller.SignedIn caller = access.requireDiscusser(request, repository);
    Discussion discussion = discussion(repository, request);
    String text = text(request.json(), "comment", 1);
    var comment = DiscussionEvent.comment(caller.user().name(), text);
    update(repository, discussion, before -> before.plus(comment));
    return Reply.json(
        201, JsonObject.builder().put("newMessage", DiscussionView.event(comment)).build());
  }

  private Reply editComment(Request request) throws IOException {
    Repository repository = access.visible(request);
    Caller.SignedIn caller = access.requireDiscusser(request, repository);
    Discussion discussion = discussion(repository, request);
    DiscussionEvent.Comment comment = comment(discussion, request);
    if (!comment.author().equals(caller.user().name())) {
      throw HubError.forbidden("Only its author can edit a comment");
    }
    if (comment.hiddenBy().isPresent()) {
      throw HubError.badRequest("✖ A hidden comment cannot be edited");
    }
    String text = text(request.json(), "content", 1);
    Discussion changed =
        update(repository, discussion, before -> before.withEdited(comment(before, request), text));
    return updated(comment(changed, request));
  }

  private Reply hideComment(Request request) throws IOException {
    Repository repository = access.visible(request);
    Discussion discussion = discussion(repository, request);
    DiscussionEvent.Comment comment = comment(discussion, request);
    Caller.SignedIn caller = requireAuthor(request, repository, comment.author());
    Discussion changed =
        update(
            repository,
            discussion,
            before -> before.withHidden(comment(before, request), caller.user().name()));
    return updated(comment(changed, request));
  }

  private static Reply updated(DiscussionEvent.Comment comment) {
    return Reply.json(
        JsonObject.builder().put("updatedComment", DiscussionView.event(comment)).build());
  }

  private Reply changeStatus(Request request) throws IOException {
    Repository repository = access.visible(request);
    Discussion discussion = discussion(repository, request);
    Caller.SignedIn caller = requireAuthor(request, repository, discussion.author());
    JsonObject body = request.json();
    DiscussionStatus wanted =
        switch (body.string("status").orElse("")) {
          case "open" -> DiscussionStatus.OPEN;
          case "closed" -> DiscussionStatus.CLOSED;
          default -> throw HubError.badRequest("✖ \"status\" must be one of [open, closed]");
        };
    String by = caller.user().name();
    Optional<DiscussionEvent.Comment> comment =
        optionalComment(body).map(text -> DiscussionEvent.comment(by, text));
    var change = DiscussionEvent.status(by, wanted);
    update(
        repository,
        discussion,
        before -> {
          requireChange(before.status(), wanted);
          Discussion told = comment.map(before::plus).orElse(before);
          return told.withStatus(change);
        });
    return Reply.json(JsonObject.builder().put("newStatus", DiscussionView.event(change)).build());
  }

  private static void requireChange(DiscussionStatus before, DiscussionStatus wanted) {
    if (before == wanted || before == DiscussionStatus.MERGED) {
      throw HubError.badRequest("✖ It is " + before.word() + " already");
    }
  }

  private Reply changeTitle(Request request) throws IOException {
    Repository repository = access.visible(request);
    Discussion discussion = discussion(repository, request);
    Caller.SignedIn caller = requireAuthor(request, repository, discussion.author());
    String title = title(request.json());
    Discussion changed =
        update(repository, discussion, before -> before.withTitle(title, caller.user().name()));
    return Reply.json(
        JsonObject.builder()
            .put("newTitle", DiscussionView.event(changed.events().getLast()))
            .build());
  }

  private Reply pin(Request request) throws IOException {
    Repository repository = access.writable(request);
    String by = access.signedIn(request).user().name();
    boolean pinned =
        request
            .json()
            .bool("pinned")
            .orElseThrow(() -> HubError.badRequest("✖ \"pinned\" is required"));
    update(repository, discussion(repository, request), before -> before.withPinned(pinned, by));
    return Reply.empty(200);
  }

  /// Who opened it, or may write the repo.
  private Caller.SignedIn requireAuthor(Request request, Repository repository, String author) {
    Caller.SignedIn caller = access.requireDiscusser(request, repository);
    return caller.user().name().equals(author)
        ? caller
        : access.requireWriter(request, repository.id());
  }

  static Discussion discussion(Repository repository, Request request) {
    String num = request.path("num");
    Optional<Discussion> found =
        num.matches("\\d{1,9}")
            ? repository.discussions().find(Integer.parseInt(num))
            : Optional.empty();
    return found.orElseThrow(() -> HubError.of(404, "Discussion not found"));
  }

  private static DiscussionEvent.Comment comment(Discussion discussion, Request request) {
    return discussion
        .comment(request.path("cid"))
        .orElseThrow(() -> HubError.of(404, "Comment not found"));
  }

  private static Discussion update(
      Repository repository, Discussion discussion, UnaryOperator<Discussion> change)
      throws IOException {
    try {
      return repository.discussions().update(discussion.num(), change);
    } catch (StoreConflict e) {
      throw HubError.of(404, e.getMessage());
    }
  }

  private static String title(JsonObject body) {
    String title = body.string("title").orElse("").strip();
    if (title.length() < MIN_TITLE_CHARS || title.length() > MAX_TITLE_CHARS) {
      throw HubError.badRequest(
          "✖ \"title\" must have " + MIN_TITLE_CHARS + " to " + MAX_TITLE_CHARS + " characters");
    }
    return title;
  }

  private static String text(JsonObject body, String member, int least) {
    String text = body.string(member).orElse("");
    if (text.strip().length() < least || text.length() > MAX_TEXT_CHARS) {
      throw HubError.badRequest(
          "✖ \"" + member + "\" must have " + least + " to " + MAX_TEXT_CHARS + " characters");
    }
    return text;
  }

  static Optional<String> optionalComment(JsonObject body) {
    return body.string("comment")
        .filter(text -> !text.isBlank())
        .map(_ -> text(body, "comment", 1));
  }
}
