package dev.mlintern.hooks;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Who the user is on the Hub, as far as a session needs to know; never the e-mail address, the
/// full name or the token's name (harness §4.3).
///
/// @param role of the token: `read`, `write`, `fineGrained`; empty for other kinds of token
/// @param canPay whether billing is set up, when the Hub says so
record Identity(
    String name,
    List<Organisation> organisations,
    Optional<String> role,
    boolean isPro,
    Optional<Boolean> canPay) {
  Identity {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(canPay, "canPay");
    organisations = List.copyOf(organisations);
  }

  /// An organisation the user belongs to.
  record Organisation(String name, Optional<Boolean> canPay) {}

  /// Reads an answer to `GET /api/whoami-v2`; empty when it names nobody, or nobody with a legal
  /// name: what the Hub says goes into the model's context, so only names that are names do.
  static Optional<Identity> read(JsonObject whoami) {
    String name = whoami.string("name").orElse("");
    if (!isName(name)) {
      return Optional.empty();
    }
    var organisations = new ArrayList<Organisation>();
    for (JsonValue value : whoami.array("orgs").orElse(JsonArray.of())) {
      if (value instanceof JsonObject org && isName(org.string("name").orElse(""))) {
        organisations.add(new Organisation(org.string("name").orElseThrow(), org.bool("canPay")));
      }
    }
    Optional<String> role =
        whoami
            .object("auth")
            .flatMap(auth -> auth.object("accessToken"))
            .flatMap(token -> token.string("role"))
            .filter(Identity::isName);
    return Optional.of(
        new Identity(
            name, organisations, role, whoami.bool("isPro").orElse(false), whoami.bool("canPay")));
  }

  /// The members of the answer that [#read] needs, for the cache.
  static JsonObject reduced(JsonObject whoami) {
    var reduced = JsonObject.builder();
    for (String member : List.of("name", "isPro", "canPay")) {
      reduced.putIfPresent(member, whoami.get(member));
    }
    var organisations = new ArrayList<JsonValue>();
    for (JsonValue value : whoami.array("orgs").orElse(JsonArray.of())) {
      if (value instanceof JsonObject org) {
        organisations.add(
            JsonObject.builder()
                .putIfPresent("name", org.get("name"))
                .putIfPresent("canPay", org.get("canPay"))
                .build());
      }
    }
    reduced.put("orgs", new JsonArray(organisations));
    whoami
        .object("auth")
        .flatMap(auth -> auth.object("accessToken"))
        .flatMap(token -> token.get("role"))
        .ifPresent(
            role ->
                reduced.put(
                    "auth",
                    JsonObject.builder()
                        .put("accessToken", JsonObject.builder().put("role", role).build())
                        .build()));
    return reduced.build();
  }

  List<String> namespaces() {
    var names = new ArrayList<String>();
    names.add(name);
    organisations.forEach(org -> names.add(org.name()));
    return names;
  }

  /// Letters, digits, `.`, `_` and `-`, at most 96, beginning with a letter or digit.
  static boolean isName(String text) {
    if (text.isEmpty() || text.length() > 96 || !isLetterOrDigit(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isLetterOrDigit(c) && c != '.' && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }
}
