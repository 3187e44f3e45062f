package dev.mlintern.hub;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.HttpRequest.Credential;
import java.time.Duration;
import java.util.Objects;

/// The caller's own account (spec hub-api §9.1).
public final class HubAccount {
  /// The route is rate-limited strictly on purpose; the answer hardly ever changes.
  private static final Duration WHOAMI_TTL = Duration.ofMinutes(10);

  private final HubClient hub;

  public HubAccount(HubClient hub) {
    this.hub = Objects.requireNonNull(hub, "hub");
  }

  /// Who the token belongs to; remembered for ten minutes.
  ///
  /// @throws HubException when there is no token or the Hub refuses it
  public Account whoami(CallScope scope) {
    HttpRequest request =
        HttpRequest.get(hub.addresses().api("whoami-v2").build())
            .withCredential(Credential.WANTED)
            .withCacheFor(WHOAMI_TTL);
    return Account.of(hub.json(request, scope));
  }
}
