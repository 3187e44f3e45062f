package dev.mlintern.localhub.api;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.card.BadFrontMatter;
import dev.mlintern.localhub.card.FactsCache;
import dev.mlintern.localhub.card.FrontMatter;
import dev.mlintern.localhub.card.RepoFacts;
import dev.mlintern.localhub.store.Repository;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Reply;
import dev.mlintern.localhub.web.Request;
import dev.mlintern.localhub.web.Router;
import java.io.IOException;

/// One repo: what it is, whether the caller may read or write it, whether its card is valid (spec
/// hub-api §9.3, §9.6).
public final class InfoRoutes {
  private final RepoAccess access;
  private final FactsCache facts;

  public InfoRoutes(RepoAccess access, FactsCache facts) {
    this.access = access;
    this.facts = facts;
  }

  public void addTo(Router.Builder routes) {
    routes
        .get("/api/{type}/{ns}/{name}", request -> info(request, "HEAD"))
        .get("/api/{type}/{ns}/{name}/revision/{rev}", this::atRevision)
        .get("/api/{type}/{ns}/{name}/auth-check", this::mayRead)
        .get("/api/{type}/{ns}/{name}/auth-check/write", this::mayWrite)
        .get("/api/models/{ns}/{name}/scan", this::scan)
        .post("/api/validate-yaml", InfoRoutes::validateCard);
  }

  private Reply atRevision(Request request) throws IOException {
    return info(request, request.path("rev"));
  }

  private Reply info(Request request, String revision) throws IOException {
    Repository repository = access.visible(request);
    RepoFacts known = facts.of(repository, RepoAccess.commit(repository, revision));
    var view = new RepoView(repository, known, request.query().flag("blobs"));
    return Reply.json(view.json(RepoFields.ofInfo(repository.id().kind(), request.query())));
  }

  private Reply mayRead(Request request) {
    access.files(request);
    return Reply.text(200, "OK");
  }

  private Reply mayWrite(Request request) {
    access.writable(request);
    return Reply.text(200, "OK");
  }

  /// Nothing is scanned here, so nothing was found.
  private Reply scan(Request request) {
    access.visible(request);
    return Reply.json(
        JsonObject.builder().put("scansDone", true).put("filesWithIssues", JsonArray.of()).build());
  }

  private static Reply validateCard(Request request) throws IOException {
    String content =
        request
            .json()
            .string("content")
            .orElseThrow(() -> HubError.badRequest("✖ \"content\" is required"));
    try {
      FrontMatter.parse(content);
      return Reply.json(verdict(JsonArray.of()));
    } catch (BadFrontMatter e) {
      JsonValue error = JsonObject.builder().put("message", new JsonString(e.getMessage())).build();
      return Reply.json(400, verdict(JsonArray.of(error)));
    }
  }

  private static JsonObject verdict(JsonArray errors) {
    return JsonObject.builder().put("errors", errors).put("warnings", JsonArray.of()).build();
  }
}
