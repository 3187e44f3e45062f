package dev.mlintern.localhub.account;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// Users and tokens. Without a `users.json` there is one user, `local`, and every token that
/// starts with `hf_` is this user's, with the role `write`.
///
/// ```
/// {"defaultUser": "local", "acceptAnyToken": true,
///  "users": [{"name", "fullname"?, "email"?, "isPro"?, "orgs": [{"name", "role"}]?}],
///  "tokens": [{"token", "user"?, "role": "read"|"write"|"fineGrained", "displayName"?,
///              "scoped": [{"entity": {"type", "name"}, "permissions": [text]}]?}]}
/// ```
public final class Accounts {
  private static final String DEFAULT_USER = "local";
  private static final String BEARER = "Bearer ";

  private final Map<String, User> users = new HashMap<>();
  private final Map<String, Caller.SignedIn> byToken = new HashMap<>();
  private final Optional<Caller.SignedIn> anyToken;

  private Accounts(JsonObject json) {
    String defaultName = json.string("defaultUser").orElse(DEFAULT_USER);
    users.put(defaultName, user(JsonObject.builder().put("name", defaultName).build()));
    objects(json, "users").map(Accounts::user).forEach(user -> users.put(user.name(), user));
    User defaultUser = users.get(defaultName);
    objects(json, "tokens")
        .forEach(
            token -> {
              User owner = users.get(token.string("user").orElse(defaultName));
              if (owner == null) {
                throw new IllegalArgumentException(
                    "a token belongs to a user that is not listed: " + token.string("user"));
              }
              byToken.put(required(token, "token"), new Caller.SignedIn(owner, token(token)));
            });
    anyToken =
        json.bool("acceptAnyToken").orElse(true)
            ? Optional.of(
                new Caller.SignedIn(defaultUser, new Token("local", Role.WRITE, List.of())))
            : Optional.empty();
  }

  /// @throws IOException if the file is there and cannot be understood
  public static Accounts load(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new Accounts(JsonObject.EMPTY);
    }
    try {
      return new Accounts(JsonReader.readObject(Files.readString(file)));
    } catch (JsonException | IllegalArgumentException e) {
      throw new IOException(file + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static User user(JsonObject json) {
    String name = required(json, "name");
    List<User.Membership> orgs =
        objects(json, "orgs")
            .map(
                org ->
                    new User.Membership(required(org, "name"), org.string("role").orElse("write")))
            .toList();
    return new User(
        idOf(name),
        name,
        json.string("fullname").orElse(name),
        json.string("email"),
        json.bool("isPro").orElse(false),
        orgs);
  }

  private static Token token(JsonObject json) {
    String word = json.string("role").orElse("write");
    Role role =
        Role.ofWord(word)
            .orElseThrow(() -> new IllegalArgumentException("unknown token role: " + word));
    List<Token.Scope> scopes =
        objects(json, "scoped")
            .map(
                scope -> {
                  JsonObject entity = scope.object("entity").orElse(JsonObject.EMPTY);
                  return new Token.Scope(
                      required(entity, "type"),
                      required(entity, "name"),
                      scope.array("permissions").stream()
                          .flatMap(JsonArray::stream)
                          .map(Accounts::text)
                          .toList());
                })
            .toList();
    return new Token(json.string("displayName").orElse("token"), role, scopes);
  }

  private static Stream<JsonObject> objects(JsonObject json, String name) {
    return json.array(name).stream().flatMap(JsonArray::stream).map(Accounts::object);
  }

  private static JsonObject object(JsonValue value) {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw new IllegalArgumentException("expected an object, found " + value.toJson());
  }

  private static String text(JsonValue value) {
    if (value instanceof JsonString(var text)) {
      return text;
    }
    throw new IllegalArgumentException("expected a text, found " + value.toJson());
  }

  private static String required(JsonObject json, String name) {
    return json.string(name)
        .orElseThrow(() -> new IllegalArgumentException("\"" + name + "\" is missing"));
  }

  /// 24 hex digits that stay the same for a name, here and after a restart.
  public static String idOf(String name) {
    UUID hash = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    return hash.toString().replace("-", "").substring(0, 24);
  }

  /// Who calls.
  ///
  /// @throws HubError 401 for a token nobody has
  public Caller caller(Request request) {
    Optional<String> header = request.header("authorization");
    if (header.isEmpty()) {
      return new Caller.Anonymous();
    }
    if (!header.get().startsWith(BEARER)) {
      throw HubError.badToken();
    }
    String token = header.get().substring(BEARER.length()).strip();
    return Optional.ofNullable(byToken.get(token))
        .or(() -> token.startsWith("hf_") ? anyToken : Optional.empty())
        .orElseThrow(HubError::badToken);
  }
}
