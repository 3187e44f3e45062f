package dev.mlintern.localhub.api;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.account.Accounts;
import dev.mlintern.localhub.account.Caller;
import dev.mlintern.localhub.account.Role;
import dev.mlintern.localhub.account.Token;
import dev.mlintern.localhub.account.User;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Reply;
import dev.mlintern.localhub.web.Request;
import dev.mlintern.localhub.web.Router;
import java.util.ArrayList;
import java.util.List;

/// Who the caller is (spec hub-api §9.1).
public final class AccountRoutes {
  private final RepoAccess access;

  public AccountRoutes(RepoAccess access) {
    this.access = access;
  }

  public void addTo(Router.Builder routes) {
    routes.get("/api/whoami-v2", this::whoami);
  }

  private Reply whoami(Request request) {
    Caller.SignedIn caller;
    try {
      caller = access.signedIn(request);
    } catch (HubError e) {
      // This route does not tell a bad token from none.
      throw e.status() == 401 ? HubError.unauthenticated() : e;
    }
    User user = caller.user();
    var json =
        JsonObject.builder()
            .put("type", "user")
            .put("id", user.id())
            .put("name", user.name())
            .put("fullname", user.fullName());
    user.email().ifPresent(email -> json.put("email", email).put("emailVerified", true));
    json.put("canPay", false)
        .put("isPro", user.isPro())
        .put("periodEnd", JsonNull.INSTANCE)
        .put("avatarUrl", "/avatars/" + user.id() + ".svg")
        .put("orgs", orgs(user))
        .put("auth", auth(caller.token()));
    return Reply.json(json.build());
  }

  private static JsonArray orgs(User user) {
    return new JsonArray(
        user.orgs().stream()
            .<JsonValue>map(
                org ->
                    JsonObject.builder()
                        .put("type", "org")
                        .put("id", Accounts.idOf(org.org()))
                        .put("name", org.org())
                        .put("fullname", org.org())
                        .put("canPay", false)
                        .put("periodEnd", JsonNull.INSTANCE)
                        .put("avatarUrl", "/avatars/" + Accounts.idOf(org.org()) + ".svg")
                        .put("roleInOrg", org.role())
                        .build())
            .toList());
  }

  private static JsonObject auth(Token token) {
    var access =
        JsonObject.builder()
            .put("displayName", token.displayName())
            .put("role", token.role().word())
            .put("createdAt", "2026-01-01T00:00:00.000Z");
    if (token.role() == Role.FINE_GRAINED) {
      access.put(
          "fineGrained",
          JsonObject.builder()
              .put("canReadGatedRepos", false)
              .put("global", JsonArray.of())
              .put("scoped", scoped(token.scopes()))
              .build());
    }
    return JsonObject.builder()
        .put("type", "access_token")
        .put("accessToken", access.build())
        .build();
  }

  private static JsonArray scoped(List<Token.Scope> scopes) {
    var json = new ArrayList<JsonValue>();
    for (Token.Scope scope : scopes) {
      json.add(
          JsonObject.builder()
              .put(
                  "entity",
                  JsonObject.builder()
                      .put("_id", Accounts.idOf(scope.entityName()))
                      .put("type", scope.entityType())
                      .put("name", scope.entityName())
                      .build())
              .put("permissions", JsonArray.ofStrings(scope.permissions()))
              .build());
    }
    return new JsonArray(json);
  }
}
