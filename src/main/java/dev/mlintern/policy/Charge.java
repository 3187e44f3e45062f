package dev.mlintern.policy;

import dev.mlintern.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// One line of the budget ledger: money held for, spent on, or given back by one call.
///
/// @param id unique in its session's ledger
/// @param state how far it got
/// @param what for a human: `hf_jobs run on a10g-large`
/// @param usd held while open, the real cost once settled, 0 when released
/// @param at when it was last changed
/// @param ends when a machine that was started must have ended at the latest
/// @param machine what was started, once it is known
public record Charge(
    String id,
    State state,
    String what,
    Usd usd,
    Instant at,
    Optional<Instant> ends,
    Optional<Machine> machine) {
  /// The life of a charge.
  public enum State {
    /// Approved; not yet submitted.
    RESERVED,
    /// Submitted, or about to be: the money may be being spent.
    RUNNING,
    /// Over; [#usd] is what it really cost.
    SETTLED,
    /// Never happened.
    RELEASED
  }

  /// Something on the Hub that costs money while it runs.
  ///
  /// @param id job id
  /// @param namespace who pays
  /// @param url where to look at it
  public record Machine(String id, String namespace, String url) {
    public Machine {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(namespace, "namespace");
      Objects.requireNonNull(url, "url");
    }
  }

  public Charge {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(what, "what");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(ends, "ends");
    Objects.requireNonNull(machine, "machine");
    Objects.requireNonNull(usd, "usd");
  }

  /// Whether money may still be spent on it.
  public boolean isOpen() {
    return state == State.RESERVED || state == State.RUNNING;
  }

  /// Whether a machine may still be running at `now`.
  public boolean mayRun(Instant now) {
    return state == State.RUNNING && ends.map(now::isBefore).orElse(true);
  }

  JsonObject toJson() {
    var json =
        JsonObject.builder()
            .put("id", id)
            .put("state", state.name().toLowerCase(Locale.ROOT))
            .put("what", what)
            .put("usd_micros", usd.micros())
            .put("at", at.getEpochSecond());
    ends.ifPresent(end -> json.put("ends", end.getEpochSecond()));
    machine.ifPresent(
        started ->
            json.put(
                "machine",
                JsonObject.builder()
                    .put("id", started.id())
                    .put("namespace", started.namespace())
                    .put("url", started.url())
                    .build()));
    return json.build();
  }

  /// @throws IllegalArgumentException when the object is not a charge
  static Charge fromJson(JsonObject json) {
    return new Charge(
        required(json, "id"),
        State.valueOf(required(json, "state").toUpperCase(Locale.ROOT)),
        required(json, "what"),
        new Usd(number(json, "usd_micros")),
        Instant.ofEpochSecond(number(json, "at")),
        json.has("ends")
            ? Optional.of(Instant.ofEpochSecond(number(json, "ends")))
            : Optional.empty(),
        json.object("machine")
            .map(
                machine ->
                    new Machine(
                        required(machine, "id"),
                        required(machine, "namespace"),
                        required(machine, "url"))));
  }

  private static long number(JsonObject json, String name) {
    return json.integer(name).orElseThrow(() -> new IllegalArgumentException("no " + name));
  }

  private static String required(JsonObject json, String name) {
    return json.string(name).orElseThrow(() -> new IllegalArgumentException("no " + name));
  }
}
