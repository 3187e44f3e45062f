package dev.mlintern.hub;

import dev.mlintern.http.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Who the token belongs to (spec hub-api §9.1).
///
/// @param name the namespace for repositories and jobs
/// @param tokenRole `read`, `write`, `fineGrained`; empty for tokens of other kinds
public record Account(String name, Optional<String> tokenRole, List<Organisation> organisations) {
  /// An organisation the account belongs to.
  public record Organisation(String name) {}

  public Account {
    organisations = List.copyOf(organisations);
  }

  static Account of(JsonNode json) {
    var organisations = new ArrayList<Organisation>();
    for (JsonNode org : json.path("orgs")) {
      organisations.add(new Organisation(OneLine.of(org.path("name").asString(""), 100)));
    }
    return new Account(
        OneLine.of(json.path("name").asString(""), 100),
        json.path("auth").path("accessToken").path("role").stringValueOpt(),
        organisations);
  }
}
