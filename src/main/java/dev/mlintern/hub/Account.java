package dev.mlintern.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Who the token belongs to (spec hub-api §9.1).
///
/// @param type `user`, `org` or `app`
/// @param name the namespace for repositories and jobs
/// @param tokenRole `read`, `write`, `fineGrained`; empty for tokens of other kinds
/// @param json the whole answer
public record Account(
    String type,
    String name,
    String fullName,
    boolean isPro,
    Optional<Boolean> canPay,
    Optional<String> tokenName,
    Optional<String> tokenRole,
    List<Organisation> organisations,
    JsonNode json) {
  /// An organisation the account belongs to.
  ///
  /// @param role `admin`, `write`, `contributor`, `read` or `no_access`
  /// @param plan `team`, `enterprise`, `plus` or `academia`, when it has one
  public record Organisation(
      String name, Optional<String> role, Optional<String> plan, Optional<Boolean> canPay) {}

  public Account {
    organisations = List.copyOf(organisations);
  }

  static Account of(JsonNode json) {
    var organisations = new ArrayList<Organisation>();
    for (JsonNode org : json.path("orgs")) {
      organisations.add(
          new Organisation(
              org.path("name").asString(""),
              org.path("roleInOrg").stringValueOpt(),
              org.path("plan").stringValueOpt(),
              org.path("canPay").booleanValueOpt()));
    }
    JsonNode token = json.path("auth").path("accessToken");
    return new Account(
        json.path("type").asString("user"),
        json.path("name").asString(""),
        json.path("fullname").asString(""),
        json.path("isPro").asBoolean(false),
        json.path("canPay").booleanValueOpt(),
        token.path("displayName").stringValueOpt(),
        token.path("role").stringValueOpt(),
        organisations,
        json);
  }
}
