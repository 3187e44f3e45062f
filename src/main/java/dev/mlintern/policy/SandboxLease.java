package dev.mlintern.policy;

import dev.mlintern.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/// A claim on a sandbox: who answers for it, and until when. Written before the sandbox is asked
/// for and removed when the Hub said that it is over, so that whatever happens in between, somebody
/// can find it and end it.
///
/// @param nonce public; the job carries it as a label and the file is named after it
/// @param endpoint the Hub it runs on
/// @param namespace who pays
/// @param jobId absent as long as the Hub has not answered the submission
/// @param name how the user knows it
/// @param session the client's session it was made for
/// @param holder the process that answers for it; nobody's when it was left on purpose
/// @param usdPerHour price, when one is known
/// @param createdAt when it was asked for
/// @param ends when the Hub itself ends it at the latest
/// @param idle how long it may be unused
/// @param expires when it has to end unless it is used before; never after `ends`
/// @param keep whether it outlives the server on the user's request
/// @param chargeId its entry in the session's [BudgetLedger]
public record SandboxLease(
    String nonce,
    String endpoint,
    String namespace,
    Optional<String> jobId,
    String name,
    Optional<String> session,
    Optional<LeaseHolder> holder,
    String hardware,
    String image,
    Optional<Usd> usdPerHour,
    Instant createdAt,
    Instant ends,
    Duration idle,
    Instant expires,
    boolean keep,
    State state,
    Optional<String> chargeId) {
  /// How far its life got.
  public enum State {
    /// Asked for; not usable yet.
    STARTING,
    /// In use.
    READY,
    /// To be ended; the Hub has not confirmed it.
    ENDING
  }

  public SandboxLease {
    if (!isNonce(nonce)) {
      throw new IllegalArgumentException("not a nonce");
    }
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(jobId, "jobId");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(holder, "holder");
    Objects.requireNonNull(hardware, "hardware");
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(usdPerHour, "usdPerHour");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(ends, "ends");
    Objects.requireNonNull(idle, "idle");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(chargeId, "chargeId");
    expires = expires.isAfter(ends) ? ends : expires;
  }

  static boolean isNonce(String text) {
    return text.matches("[0-9a-f]{32}");
  }

  /// Whether the process that answers for it is alive.
  public boolean isHeld() {
    return holder.filter(LeaseHolder::isAlive).isPresent();
  }

  /// Whether this process answers for it.
  public boolean isOurs() {
    return holder.filter(LeaseHolder.OURS::equals).isPresent();
  }

  /// Whether nobody answers for it and nobody asked to keep it, or its time is over.
  public boolean isLeftOver(Instant now) {
    return !isHeld() && (!keep || state != State.READY || now.isAfter(expires));
  }

  /// Used now, and in use for `time` to come.
  public SandboxLease usedAt(Instant now, Duration time) {
    Instant until = now.plus(time).plus(idle);
    return until.isAfter(expires) ? expiring(until) : this;
  }

  public SandboxLease expiring(Instant at) {
    return with(jobId, holder, at, state);
  }

  public SandboxLease startedAs(String job) {
    return with(Optional.of(job), holder, expires, state);
  }

  public SandboxLease in(State next) {
    return with(jobId, holder, expires, next);
  }

  public SandboxLease heldBy(Optional<LeaseHolder> next) {
    return with(jobId, next, expires, state);
  }

  /// Taken over by another session.
  public SandboxLease takenOver(
      Optional<String> bySession, Optional<String> itsCharge, boolean nowKeep) {
    return new SandboxLease(
        nonce,
        endpoint,
        namespace,
        jobId,
        name,
        bySession,
        Optional.of(LeaseHolder.OURS),
        hardware,
        image,
        usdPerHour,
        createdAt,
        ends,
        idle,
        expires,
        nowKeep,
        state,
        itsCharge);
  }

  private SandboxLease with(
      Optional<String> job, Optional<LeaseHolder> heldBy, Instant until, State next) {
    return new SandboxLease(
        nonce,
        endpoint,
        namespace,
        job,
        name,
        session,
        heldBy,
        hardware,
        image,
        usdPerHour,
        createdAt,
        ends,
        idle,
        until,
        keep,
        next,
        chargeId);
  }

  /// What running for `time` costs, when the price is known.
  public Optional<Usd> costOf(Duration time) {
    return usdPerHour.map(price -> price.forHours(time.isNegative() ? Duration.ZERO : time));
  }

  JsonObject toJson() {
    var json =
        JsonObject.builder()
            .put("nonce", nonce)
            .put("endpoint", endpoint)
            .put("namespace", namespace)
            .put("name", name)
            .put("hardware", hardware)
            .put("image", image)
            .put("created_at", createdAt.getEpochSecond())
            .put("ends", ends.getEpochSecond())
            .put("idle_seconds", idle.toSeconds())
            .put("expires", expires.getEpochSecond())
            .put("keep", keep)
            .put("state", state.name().toLowerCase(Locale.ROOT));
    jobId.ifPresent(id -> json.put("job", id));
    session.ifPresent(id -> json.put("session", id));
    holder.ifPresent(held -> json.put("holder", held.toJson()));
    usdPerHour.ifPresent(price -> json.put("usd_micros_per_hour", price.micros()));
    chargeId.ifPresent(id -> json.put("charge", id));
    return json.build();
  }

  /// @throws IllegalArgumentException when the object is not a lease
  static SandboxLease fromJson(JsonObject json) {
    OptionalLong price = json.integer("usd_micros_per_hour");
    return new SandboxLease(
        required(json, "nonce"),
        required(json, "endpoint"),
        required(json, "namespace"),
        json.string("job"),
        required(json, "name"),
        json.string("session"),
        json.object("holder").map(LeaseHolder::fromJson),
        required(json, "hardware"),
        required(json, "image"),
        price.isPresent() ? Optional.of(new Usd(price.getAsLong())) : Optional.empty(),
        instant(json, "created_at"),
        instant(json, "ends"),
        Duration.ofSeconds(number(json, "idle_seconds")),
        instant(json, "expires"),
        json.bool("keep").orElse(false),
        State.valueOf(required(json, "state").toUpperCase(Locale.ROOT)),
        json.string("charge"));
  }

  private static Instant instant(JsonObject json, String name) {
    return Instant.ofEpochSecond(number(json, name));
  }

  static long number(JsonObject json, String name) {
    return json.integer(name).orElseThrow(() -> new IllegalArgumentException("no " + name));
  }

  static String required(JsonObject json, String name) {
    return json.string(name).orElseThrow(() -> new IllegalArgumentException("no " + name));
  }
}
