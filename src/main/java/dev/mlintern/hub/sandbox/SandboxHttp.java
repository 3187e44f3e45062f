package dev.mlintern.hub.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.http.HttpReply;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.HttpStack;
import dev.mlintern.http.OneLine;
import dev.mlintern.hub.sandbox.SandboxException.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.RequestBody;
import okhttp3.Response;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Requests to one sandbox: its token on each, the user's Hub token only where its allow-list says
/// (the proxy before exposed ports), never anything on a redirect.
final class SandboxHttp {
  static final String TOKEN_HEADER = "X-Sandbox-Token";

  /// The server gives a sign of life every 15 s (spec tools-act §18).
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(45);

  private final HttpStack http;
  private final HttpUrl base;
  private final Supplier<String> token;

  SandboxHttp(HttpStack http, HttpUrl base, Supplier<String> token) {
    this.http = Objects.requireNonNull(http, "http");
    this.base = Objects.requireNonNull(base, "base");
    this.token = Objects.requireNonNull(token, "token");
  }

  String address() {
    return base.toString();
  }

  HttpUrl.Builder url(String path) {
    return base.newBuilder().addPathSegments(path);
  }

  HttpRequest request(String method, HttpUrl url, Optional<RequestBody> body) {
    return HttpRequest.of(method, url, body)
        .withHeader(TOKEN_HEADER, token.get())
        .withCredential(HttpRequest.Credential.WANTED)
        .withRedirects(HttpRequest.Redirects.RETURN)
        .withReadTimeout(LONGEST_SILENCE);
  }

  /// Sends and returns the successful answer.
  ///
  /// @throws SandboxException for everything else
  HttpReply send(HttpRequest request, CallScope scope) {
    try {
      HttpReply reply = http.send(request, scope);
      if (!reply.isSuccessful()) {
        throw refusal(request, reply);
      }
      requireOurs(request, reply.status(), reply.headers());
      return reply;
    } catch (HttpFailure.Network | HttpFailure.TimedOut e) {
      throw outOfReach(e);
    }
  }

  JsonNode json(HttpRequest request, CallScope scope) {
    HttpReply reply = send(request, scope);
    try {
      return JsonMapper.shared().readTree(reply.body());
    } catch (JacksonException e) {
      throw new SandboxException(
          Fault.OUT_OF_REACH,
          reply.status(),
          what(request) + " was answered by something that is not the sandbox's server (no JSON)",
          e);
    }
  }

  /// Reads an open answer.
  @FunctionalInterface
  interface Reading<T> {
    T read(Response response) throws IOException;
  }

  /// Sends and lets the successful answer be read as it comes.
  <T> T stream(HttpRequest request, CallScope scope, Reading<T> reading) {
    try (Response response = http.open(request, scope)) {
      if (!response.isSuccessful()) {
        throw refusal(request, HttpReply.of(response, 1 << 20));
      }
      requireOurs(request, response.code(), response.headers());
      return reading.read(response);
    } catch (HttpFailure.Network | HttpFailure.TimedOut e) {
      throw outOfReach(e);
    } catch (IOException e) {
      RuntimeException failure = http.failure(request, scope, e);
      throw failure instanceof HttpFailure
          ? new SandboxException(Fault.BROKEN_OFF, 200, failure.getMessage(), failure)
          : failure;
    }
  }

  /// Files come as plain bytes: a web page is something in between.
  private static void requireOurs(HttpRequest request, int status, Headers headers) {
    String type = headers.get("Content-Type");
    if (type != null && type.toLowerCase(Locale.ROOT).contains("html")) {
      throw new SandboxException(
          Fault.OUT_OF_REACH,
          status,
          what(request) + " was answered by a web page that is not the sandbox's");
    }
  }

  private static SandboxException outOfReach(HttpFailure e) {
    return new SandboxException(Fault.OUT_OF_REACH, 0, e.getMessage(), e);
  }

  private static SandboxException refusal(HttpRequest request, HttpReply reply) {
    Optional<String> words = words(reply);
    int status = reply.status();
    // The server's own errors are JSON; a gateway's are pages.
    Fault fault =
        switch (status) {
          case 401, 403 -> words.isPresent() && status == 403 ? Fault.REFUSED : Fault.UNAUTHORIZED;
          case 404 -> words.isPresent() ? Fault.NOT_FOUND : Fault.OUT_OF_REACH;
          case 408, 425, 429, 502, 503, 504 -> Fault.OUT_OF_REACH;
          case 500 -> Fault.BROKEN;
          default -> status < 400 ? Fault.OUT_OF_REACH : Fault.REFUSED;
        };
    String said = words.orElse(what(request) + " was answered with HTTP " + status);
    return new SandboxException(fault, status, said);
  }

  private static Optional<String> words(HttpReply reply) {
    try {
      JsonNode error = JsonMapper.shared().readTree(reply.body()).path("error");
      return error.isString() ? Optional.of(OneLine.of(error.asString(), 500)) : Optional.empty();
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }

  private static String what(HttpRequest request) {
    return request.method() + " " + request.url().host() + request.url().encodedPath();
  }
}
