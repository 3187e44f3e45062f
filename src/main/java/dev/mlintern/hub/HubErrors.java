package dev.mlintern.hub;

import dev.mlintern.http.HttpReply;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.OneLine;
import dev.mlintern.http.WebOrigin;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import okhttp3.Headers;
import tools.jackson.databind.JsonNode;

/// Turns an error answer into a [HubException] whose message a reader can act on (spec hub-api
/// §3.2, §3.3 and §10.3). Never quotes HTML or a server's stack trace.
final class HubErrors {
  private static final int BAD_GATEWAY = 502;
  private static final int MAX_UPSTREAM_CHARS = 300;
  private static final String BAD_TOKEN = "Invalid credentials in Authorization header";
  private static final String DISABLED = "Access to this resource is disabled.";

  private HubErrors() {}

  /// The exception for an answer that is not a success. What another host says, to which a redirect
  /// led, is not the Hub's verdict: that something is missing there proves nothing, and a machine
  /// taken for gone would go on costing money.
  static HubException of(HttpRequest request, HttpReply reply) {
    HubException refusal = of(request.method(), reply);
    boolean isTheHubs =
        WebOrigin.isSame(request.url(), reply.url())
            || refusal.code().isPresent()
            || refusal.requestId().isPresent();
    if (isTheHubs) {
      return refusal;
    }
    HubException said =
        unreadable(
            request.method(), reply, "a redirect led there, and what answers is not the Hub");
    return new HubException(
        BAD_GATEWAY, said.fault(), said.code(), said.getMessage(), said.requestId(), "");
  }

  /// The exception for an answer that is not a success.
  static HubException of(String method, HttpReply reply) {
    Optional<String> code = header(reply.headers(), "X-Error-Code");
    String upstream = upstreamText(reply);
    HubFault fault = classify(reply, code.orElse(""), upstream);
    return exception(method, reply, fault, code, upstream);
  }

  /// The exception for a success that cannot be read, e.g. an HTML page where JSON was promised.
  static HubException unreadable(String method, HttpReply reply, String why) {
    return exception(method, reply, HubFault.UNREADABLE, Optional.empty(), why);
  }

  /// Whether an answer is for people: the Hub's API and storage have none of that kind.
  static boolean isWebPage(Headers headers) {
    return header(headers, "Content-Type").orElse("").toLowerCase(Locale.ROOT).contains("html");
  }

  /// The exception for a web page in place of the Hub's answer.
  static HubException webPage(String method, HttpReply reply) {
    return unreadable(method, reply, "a web page in place of the Hub's answer");
  }

  private static HubException exception(
      String method, HttpReply reply, HubFault fault, Optional<String> code, String upstream) {
    Optional<String> requestId = requestId(reply.headers());
    var message = new StringBuilder(method).append(' ').append(reply.url().host());
    message.append(OneLine.of(reply.url().encodedPath(), 200)).append(" answered ");
    message.append(reply.status());
    code.ifPresent(text -> message.append(' ').append(text));
    if (!upstream.isEmpty()) {
      message.append(": ").append(upstream);
    }
    if (".!?…".indexOf(message.charAt(message.length() - 1)) < 0) {
      message.append('.');
    }
    message.append(' ').append(HubAdvice.of(fault, reply));
    requestId.ifPresent(id -> message.append(" (request id ").append(id).append(')'));
    return new HubException(reply.status(), fault, code, message.toString(), requestId, upstream);
  }

  private static HubFault classify(HttpReply reply, String code, String upstream) {
    Optional<HubFault> byCode =
        Optional.ofNullable(
            switch (code) {
              case "RevisionNotFound" -> HubFault.REVISION_MISSING;
              case "EntryNotFound" -> HubFault.ENTRY_MISSING;
              case "GatedRepo" -> HubFault.GATED;
              case "RepoNotFound",
                  "ExternalUnauthenticatedError",
                  "ExternalAuthenticatedError",
                  "DatasetNotFoundError",
                  "RenamedDatasetError" ->
                  HubFault.REPO_MISSING;
              case "ResponseNotReady", "ResponseNotReadyError" -> HubFault.NOT_READY;
              case "ResponseNotFound", "ConfigNotFoundError", "SplitNotFoundError" ->
                  HubFault.NOT_FOUND;
              default -> null;
            });
    if (byCode.isPresent()) {
      return byCode.get();
    }
    if (upstream.contains(DISABLED)) {
      return HubFault.DISABLED;
    }
    return byStatus(reply, code, upstream);
  }

  private static HubFault byStatus(HttpReply reply, String code, String upstream) {
    return switch (reply.status()) {
      case 400, 422 -> HubFault.BAD_REQUEST;
      case 401 ->
          isRepoRoute(reply) && !upstream.contains(BAD_TOKEN)
              ? HubFault.REPO_MISSING
              : HubFault.UNAUTHENTICATED;
      case 402 -> HubFault.PAYMENT_NEEDED;
      case 403 -> HubFault.FORBIDDEN;
      case 404, 410 -> HubFault.NOT_FOUND;
      case 409 -> HubFault.CONFLICT;
      case 412 -> HubFault.HEAD_MOVED;
      case 413 -> HubFault.TOO_LARGE;
      case 416 -> HubFault.RANGE_OUTSIDE_FILE;
      case 429 -> HubFault.RATE_LIMITED;
      case 500, 501 -> code.isEmpty() ? HubFault.SERVER_TROUBLE : HubFault.DATASET_FAULT;
      default -> reply.status() > 501 ? HubFault.SERVER_TROUBLE : HubFault.OTHER;
    };
  }

  /// Whether the address names a repository: there a 401 hides whether the repository exists.
  private static boolean isRepoRoute(HttpReply reply) {
    String path = reply.url().encodedPath();
    return path.matches(".*/api/(models|datasets|spaces)/.*")
        || path.contains("/resolve/")
        || path.contains("/raw/");
  }

  /// The upstream's own words: header first, then the forms a body may have, each once.
  private static String upstreamText(HttpReply reply) {
    Set<String> texts = new LinkedHashSet<>();
    header(reply.headers(), "X-Error-Message").ifPresent(texts::add);
    String type = header(reply.headers(), "Content-Type").orElse("");
    if (type.startsWith("application/json") || (type.isEmpty() && startsLikeJson(reply.body()))) {
      HubJson.parse(reply.body()).ifPresent(body -> collect(body, texts));
    } else if (type.startsWith("text/plain") && !looksLikeHtml(reply.text())) {
      texts.add(reply.text());
    }
    var lines = new LinkedHashSet<String>();
    texts.forEach(text -> lines.add(OneLine.of(text, MAX_UPSTREAM_CHARS)));
    lines.remove("");
    return OneLine.of(String.join(" · ", lines), 2 * MAX_UPSTREAM_CHARS);
  }

  private static void collect(JsonNode body, Set<String> texts) {
    JsonNode error = body.path("error");
    if (error.isString()) {
      texts.add(error.asString());
    }
    if (error.isArray()) {
      error.forEach(element -> element.stringValueOpt().ifPresent(texts::add));
    }
    error.path("message").stringValueOpt().ifPresent(texts::add);
    body.path("error_description").stringValueOpt().ifPresent(texts::add);
    for (JsonNode element : body.path("errors")) {
      element
          .stringValueOpt()
          .or(() -> element.path("message").stringValueOpt())
          .ifPresent(texts::add);
    }
    // The cause is what the reader needs; the traceback beside it is not.
    body.path("cause_message").stringValueOpt().ifPresent(texts::add);
    if (texts.isEmpty()) {
      body.path("message").stringValueOpt().ifPresent(texts::add);
    }
  }

  private static boolean startsLikeJson(byte[] body) {
    return body.length > 0 && body[0] == '{';
  }

  private static boolean looksLikeHtml(String text) {
    return text.stripLeading().startsWith("<");
  }

  private static Optional<String> requestId(Headers headers) {
    return header(headers, "X-Request-Id")
        .or(() -> header(headers, "X-Amzn-Trace-Id"))
        .or(() -> header(headers, "X-Amz-Cf-Id"))
        .map(id -> OneLine.of(id, 200));
  }

  private static Optional<String> header(Headers headers, String name) {
    return Optional.ofNullable(headers.get(name))
        .map(value -> OneLine.of(value, 2 * MAX_UPSTREAM_CHARS))
        .filter(value -> !value.isEmpty());
  }
}
