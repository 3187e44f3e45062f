package dev.mlintern.tools.jobs;

import dev.mlintern.hub.jobs.JobRef;
import dev.mlintern.json.JsonObject;
import dev.mlintern.policy.Usd;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// What is remembered of a job that was started here.
///
/// @param session whose ledger the charge is in
/// @param chargeId the charge to settle when the job has ended
/// @param usdPerHour price at the start; empty when none was known
/// @param ended how it ended, once that was seen
record StartedJob(
    JobRef ref,
    Optional<String> session,
    Optional<String> chargeId,
    String flavor,
    Duration timeout,
    Optional<Usd> usdPerHour,
    Instant submittedAt,
    String url,
    Optional<Ended> ended) {
  /// The end of a job.
  ///
  /// @param stage as the Hub wrote it
  /// @param cost what it cost, when its price and duration are known
  record Ended(String stage, Optional<Usd> cost) {}

  StartedJob {
    Objects.requireNonNull(ref, "ref");
    Objects.requireNonNull(flavor, "flavor");
    Objects.requireNonNull(timeout, "timeout");
    Objects.requireNonNull(submittedAt, "submittedAt");
  }

  StartedJob withEnd(Ended end) {
    return new StartedJob(
        ref, session, chargeId, flavor, timeout, usdPerHour, submittedAt, url, Optional.of(end));
  }

  JsonObject toJson() {
    var json =
        JsonObject.builder()
            .put("namespace", ref.namespace())
            .put("id", ref.id())
            .put("flavor", flavor)
            .put("timeout_seconds", timeout.toSeconds())
            .put("submitted_at", submittedAt.getEpochSecond())
            .put("url", url);
    session.ifPresent(id -> json.put("session", id));
    chargeId.ifPresent(id -> json.put("charge", id));
    usdPerHour.ifPresent(usd -> json.put("usd_micros_per_hour", usd.micros()));
    ended.ifPresent(
        end -> {
          json.put("stage", end.stage());
          end.cost().ifPresent(usd -> json.put("cost_usd_micros", usd.micros()));
        });
    return json.build();
  }

  /// @throws IllegalArgumentException when the object is not one
  static StartedJob fromJson(JsonObject json) {
    return new StartedJob(
        new JobRef(text(json, "namespace"), text(json, "id")),
        json.string("session"),
        json.string("charge"),
        text(json, "flavor"),
        Duration.ofSeconds(number(json, "timeout_seconds").orElse(0L)),
        number(json, "usd_micros_per_hour").map(Usd::new),
        Instant.ofEpochSecond(number(json, "submitted_at").orElse(0L)),
        json.string("url").orElse(""),
        json.string("stage")
            .map(stage -> new Ended(stage, number(json, "cost_usd_micros").map(Usd::new))));
  }

  private static Optional<Long> number(JsonObject json, String name) {
    var number = json.integer(name);
    return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
  }

  private static String text(JsonObject json, String name) {
    return json.string(name).orElseThrow(() -> new IllegalArgumentException("no " + name));
  }
}
