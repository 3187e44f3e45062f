package dev.mlintern.hooks;

import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubToken;
import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.policy.KnownNamespaces;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/// Asks the Hub who the token belongs to, within a deadline that also holds for name servers; every
/// failure is told apart and says what to do.
final class WhoAmI {
  private static final String NEEDED = "until then only public reading works";

  private final Settings settings;
  private final Instant now;

  WhoAmI(Settings settings, Instant now) {
    this.settings = settings;
    this.now = now;
  }

  WhoIs ask(Duration deadline) {
    Optional<HubToken.Found> found;
    try {
      found = HubToken.locate(settings);
    } catch (HttpFailure.Refused unusable) {
      return unknown("invalid_token", unusable.getMessage());
    }
    if (found.isEmpty()) {
      return unknown(
          "no_token",
          "no token: HF_TOKEN, HUGGING_FACE_HUB_TOKEN and "
              + HubToken.file(settings)
              + " are empty. Run `hf auth login` or set HF_TOKEN; "
              + NEEDED
              + ".");
    }
    return ask(found.get(), deadline);
  }

  private WhoIs ask(HubToken.Found token, Duration deadline) {
    var cache = IdentityCache.of(settings, token.token());
    Optional<Identity> fresh = cache.fresh(now);
    if (fresh.isPresent()) {
      return new WhoIs.Known(fresh.get());
    }
    if (settings.flag(Setting.HF_HUB_OFFLINE)) {
      return new WhoIs.Unknown("offline", "HF_HUB_OFFLINE is set.", cache.last());
    }
    WhoIs answer;
    try {
      answer = read(within(deadline, token), token, cache);
    } catch (IOException | IllegalArgumentException | HttpFailure e) {
      answer = unreachable(e);
    }
    return answer instanceof WhoIs.Unknown(var kind, var advice, _) && !kind.endsWith("_token")
        ? new WhoIs.Unknown(kind, advice, cache.last())
        : answer;
  }

  /// On a thread of its own: a name server that does not answer has no other time limit.
  private HubConnection.Reply within(Duration deadline, HubToken.Found token) throws IOException {
    var reply = new CompletableFuture<HubConnection.Reply>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                reply.complete(
                    new HubConnection(settings)
                        .get("/api/whoami-v2", Optional.of(token.token()), deadline));
              } catch (IOException | RuntimeException e) {
                reply.completeExceptionally(e);
              }
            });
    try {
      return reply.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw new SocketTimeoutException("no answer");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      if (e.getCause() instanceof HttpFailure failure) {
        throw failure;
      }
      throw new IllegalArgumentException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private WhoIs read(HubConnection.Reply reply, HubToken.Found token, IdentityCache cache) {
    return switch (reply.status()) {
      case 200 -> identity(reply, cache);
      case 401 ->
          unknown(
              "invalid_token",
              "invalid token: the Hub refuses the one from "
                  + token.source()
                  + " (401)"
                  + overridden(token)
                  + ". Make a new one at https://huggingface.co/settings/tokens; "
                  + NEEDED
                  + ".");
      case 403 -> unknown("forbidden", "the Hub forbids this token to say whose it is (403).");
      case 429 ->
          unknown("rate_limited", "the Hub's rate limit for whoami is used up (429); later again.");
      default -> unknown("http_" + reply.status(), "the Hub answered HTTP " + reply.status() + ".");
    };
  }

  private String overridden(HubToken.Found token) {
    boolean fileTooling =
        token.source().startsWith("H") && java.nio.file.Files.isReadable(HubToken.file(settings));
    return fileTooling ? "; it overrides the log-in in " + HubToken.file(settings) : "";
  }

  private WhoIs identity(HubConnection.Reply reply, IdentityCache cache) {
    JsonObject whoami;
    try {
      if (!(JsonReader.read(reply.body()) instanceof JsonObject object)) {
        throw new IllegalStateException("not an object");
      }
      whoami = object;
    } catch (JsonException | IllegalStateException _) {
      return unknown(
          "bad_json",
          "unexpected response: the Hub's answer is not JSON (a captive portal or proxy page?).");
    }
    Optional<Identity> identity = Identity.read(whoami);
    if (identity.isEmpty()) {
      return unknown("no_name", "the Hub's answer names no user (an app or organisation token?).");
    }
    try {
      cache.store(whoami, now);
      KnownNamespaces.of(settings).store(identity.get().namespaces());
    } catch (IOException _) {
      // The state folder cannot be written: asked again next time.
    }
    return new WhoIs.Known(identity.get());
  }

  private WhoIs unreachable(Exception e) {
    String endpoint = settings.text(Setting.HF_ENDPOINT).orElseThrow();
    return switch (e) {
      case SocketTimeoutException _ ->
          unknown("timeout", "timeout: " + endpoint + " did not answer in time.");
      case UnknownHostException _ ->
          unknown("dns", "no network: the name of " + endpoint + " cannot be resolved.");
      case ConnectException _ ->
          unknown("connect", "no network: " + endpoint + " refuses connections.");
      case NoRouteToHostException _ ->
          unknown("connect", "no network: no route to " + endpoint + ".");
      case SSLException _ ->
          unknown(
              "tls",
              "the TLS connection to "
                  + endpoint
                  + " failed; behind a company proxy set SSL_CERT_FILE to its authority.");
      case IOException io when String.valueOf(io.getMessage()).contains("proxy") ->
          unknown("proxy", "the proxy refuses the connection to " + endpoint + ".");
      case IllegalArgumentException _ ->
          unknown("settings", "HF_ENDPOINT, SSL_CERT_FILE or a proxy setting cannot be used.");
      case HttpFailure failure -> unknown("settings", failure.getMessage());
      default -> unknown("network", "network error while asking " + endpoint + ".");
    };
  }

  private static WhoIs.Unknown unknown(String kind, String advice) {
    return new WhoIs.Unknown(kind, advice, Optional.empty());
  }
}
