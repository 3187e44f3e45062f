package dev.mlintern.policy;

import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import java.util.List;
import java.util.Optional;

/// A gated tool's arguments as everybody must read them: members of an inner `args` object (Hugging
/// Face's own calling form) lifted to the top, `null` meaning absent, operation and hardware in
/// their canonical spelling.
///
/// The server builds its call from this same object: gate and executor can never disagree.
///
/// @param members the lifted arguments, values as given
/// @param operation canonical, see [CanonicalName#operation]; empty when the tool got none
/// @param hardware canonical flavor; empty when none was named
public record CanonicalArguments(
    JsonObject members, Optional<String> operation, Optional<String> hardware) {
  /// Hardware when a call names none.
  public static final String DEFAULT_HARDWARE = "cpu-basic";

  private static final List<String> HARDWARE_KEYS =
      List.of("hardware_flavor", "flavor", "hardware");

  /// Reads arguments.
  ///
  /// @throws UnclearCall when two readers could read them differently
  public static CanonicalArguments of(JsonObject input) {
    JsonObject members = lifted(input);
    Optional<String> operation = Optional.empty();
    if (members.has("operation")) {
      operation =
          Optional.of(
              members
                  .string("operation")
                  .map(CanonicalName::operation)
                  .orElseThrow(() -> new UnclearCall("the operation is not text")));
    }
    return new CanonicalArguments(members, operation, hardware(members));
  }

  /// Reads the arguments of a tool whose `args` is a list of words: nothing is lifted, and what the
  /// words say is not looked at.
  static CanonicalArguments ofWords(JsonObject input) {
    var members = JsonObject.builder();
    input.members().forEach((name, value) -> putUnlessNull(members, name, value));
    return new CanonicalArguments(members.build(), Optional.empty(), Optional.empty());
  }

  /// The canonical flavor, [#DEFAULT_HARDWARE] when none was named.
  public String hardwareOrDefault() {
    return hardware.orElse(DEFAULT_HARDWARE);
  }

  Optional<String> string(String name) {
    return members.string(name).filter(text -> !text.isBlank());
  }

  boolean isTrue(String name) {
    return members.bool(name).orElse(false);
  }

  /// The same where a word may be read as `true` by whoever carries it out: for what to tell, not
  /// for what to excuse.
  boolean mayBeTrue(String name) {
    return isTrue(name)
        || members.string(name).filter(text -> text.strip().equalsIgnoreCase("true")).isPresent();
  }

  private static JsonObject lifted(JsonObject input) {
    var lifted = JsonObject.builder();
    JsonObject inner = JsonObject.EMPTY;
    for (var member : input.members().entrySet()) {
      if (!member.getKey().equals("args")) {
        putUnlessNull(lifted, member.getKey(), member.getValue());
      } else if (member.getValue() instanceof JsonObject object) {
        inner = object;
      } else if (!(member.getValue() instanceof JsonNull)) {
        throw new UnclearCall("malformed args: not an object");
      }
    }
    for (var member : inner.members().entrySet()) {
      JsonValue outer = input.members().get(member.getKey());
      if (outer != null && !(outer instanceof JsonNull) && !outer.equals(member.getValue())) {
        throw new UnclearCall(
            "conflicting values for '"
                + ReasonText.shown(member.getKey(), 40)
                + "' inside and outside args");
      }
      putUnlessNull(lifted, member.getKey(), member.getValue());
    }
    return lifted.build();
  }

  private static void putUnlessNull(JsonObject.Builder lifted, String name, JsonValue value) {
    if (!(value instanceof JsonNull)) {
      lifted.put(name, value);
    }
  }

  private static Optional<String> hardware(JsonObject members) {
    String chosen = null;
    for (String key : HARDWARE_KEYS) {
      if (!members.has(key)) {
        continue;
      }
      if (!(members.get(key).orElseThrow() instanceof JsonString(var text)) || text.isBlank()) {
        throw new UnclearCall("malformed hardware: '" + key + "' is not a flavor name");
      }
      String flavor = CanonicalName.flavor(text);
      if (chosen != null && !chosen.equals(flavor)) {
        throw new UnclearCall(
            "conflicting hardware: "
                + ReasonText.shown(chosen, 40)
                + " and "
                + ReasonText.shown(flavor, 40));
      }
      chosen = flavor;
    }
    return Optional.ofNullable(chosen);
  }
}
