package dev.mlintern.localhub.web;

import dev.mlintern.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// An error answer in the Hub's own shapes: status, `X-Error-Code`, `X-Error-Message`, and the
/// message again in the body (spec hub-api §3.3).
public final class HubError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Optional<String> code;
  private final transient Map<String, String> headers;
  private final transient JsonObject body;

  private HubError(
      int status,
      Optional<String> code,
      String message,
      Map<String, String> headers,
      JsonObject body) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.body = body;
  }

  public static HubError of(int status, String message) {
    return of(status, Optional.empty(), message);
  }

  public static HubError of(int status, String code, String message) {
    return of(status, Optional.of(code), message);
  }

  private static HubError of(int status, Optional<String> code, String message) {
    JsonObject body = JsonObject.builder().put("error", message).build();
    return new HubError(status, code, message, Map.of(), body);
  }

  public static HubError badRequest(String message) {
    return of(400, message);
  }

  /// No token where one is needed; also what an anonymous caller is told about a missing repo.
  public static HubError unauthenticated() {
    return of(401, "Invalid username or password.")
        .withHeader(
            "WWW-Authenticate", "Bearer realm=\"Authentication required\", charset=\"UTF-8\"");
  }

  public static HubError badToken() {
    return of(401, "Invalid credentials in Authorization header");
  }

  public static HubError repoNotFound() {
    return of(404, "RepoNotFound", "Repository not found");
  }

  public static HubError revisionNotFound(String revision) {
    return of(404, "RevisionNotFound", "Invalid rev id: " + revision);
  }

  public static HubError entryNotFound() {
    return of(404, "EntryNotFound", "Entry not found");
  }

  public static HubError pageNotFound() {
    return of(404, "Sorry, we can't find the page you are looking for.");
  }

  public static HubError forbidden(String message) {
    return of(403, message);
  }

  public static HubError conflict(String message, Optional<String> url) {
    var body = JsonObject.builder().put("error", message);
    url.ifPresent(address -> body.put("url", address));
    return new HubError(409, Optional.empty(), message, Map.of(), body.build());
  }

  public HubError withHeader(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new HubError(status, code, getMessage(), Map.copyOf(more), body);
  }

  /// The same error with more members in its JSON body.
  public HubError withBody(JsonObject more) {
    JsonObject joined = JsonObject.builder().putAll(body).putAll(more).build();
    return new HubError(status, code, getMessage(), headers, joined);
  }

  public int status() {
    return status;
  }

  /// The answer. `asText` is for the file routes, whose errors are plain text.
  Reply reply(boolean asText) {
    Reply reply = asText ? Reply.text(status, getMessage()) : Reply.json(status, body);
    if (code.isPresent()) {
      reply = reply.with("X-Error-Code", code.get());
    }
    for (var header : headers.entrySet()) {
      reply = reply.with(header.getKey(), header.getValue());
    }
    return reply.with("X-Error-Message", headerSafe(getMessage()));
  }

  private static String headerSafe(String message) {
    var safe = new StringBuilder(message.length());
    message.chars().forEach(c -> safe.append(c >= ' ' && c < 0x7f ? (char) c : '?'));
    return safe.toString();
  }
}
