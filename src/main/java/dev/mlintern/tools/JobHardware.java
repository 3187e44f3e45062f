package dev.mlintern.tools;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubException;
import dev.mlintern.json.JsonException;
import dev.mlintern.policy.HardwareCache;
import dev.mlintern.policy.HardwareCatalogue;
import dev.mlintern.tools.Subtasks.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// The Job hardware with its prices as of now: asks the Hub (`GET /api/jobs/hardware`, no token
/// needed) when nobody did so within a day, and keeps the answer where the approval hook finds it.
public final class JobHardware {
  private static final Duration ASK_AGAIN_AFTER = Duration.ofDays(1);

  private final HubClient hub;
  private final HardwareCache cache;

  public JobHardware(HubClient hub, HardwareCache cache) {
    this.hub = Objects.requireNonNull(hub, "hub");
    this.cache = Objects.requireNonNull(cache, "cache");
  }

  /// What is known, and why it is not newer.
  ///
  /// @param catalogue never empty: what was known when this was built, at worst
  /// @param trouble why the Hub's list could not be had or kept, for the reader of a price
  public record Known(HardwareCatalogue catalogue, Optional<String> trouble) {}

  /// The hardware and prices; never fails for a Hub that does not answer.
  ///
  /// @param patience longest wait for the Hub's list
  public Known known(CallScope scope, Duration patience) throws InterruptedException {
    Instant now = Instant.now();
    if (cache.fetchedWithin(ASK_AGAIN_AFTER, now)) {
      return new Known(cache.catalogue(now), Optional.empty());
    }
    Optional<String> trouble;
    try (var subtasks = new Subtasks()) {
      trouble =
          subtasks
              .start(() -> listing(scope))
              .outcomeWithin(patience)
              .map(outcome -> kept(outcome, now))
              .orElse(Optional.of("the Hub's price list did not come in time"));
    }
    return new Known(cache.catalogue(now), trouble);
  }

  private String listing(CallScope scope) {
    var address = hub.addresses().api("jobs", "hardware").build();
    return hub.reply(HttpRequest.get(address), scope).text();
  }

  private Optional<String> kept(Outcome<String> listing, Instant now) {
    return switch (listing) {
      case Outcome.Failed<String>(HubException e) ->
          Optional.of("the Hub answered HTTP " + e.status());
      case Outcome.Failed<String>(HttpFailure e) -> Optional.of(e.getMessage());
      case Outcome.Failed<String>(RuntimeException e) -> throw e;
      case Outcome.Done<String>(String text) -> kept(text, now);
    };
  }

  private Optional<String> kept(String listing, Instant now) {
    try {
      cache.store(listing, now);
      return Optional.empty();
    } catch (IOException | JsonException e) {
      return Optional.of("the Hub's price list could not be kept: " + e.getMessage());
    }
  }
}
