package dev.mlintern.json;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// A JSON object; members keep the order of the document, names are unique.
public record JsonObject(Map<String, JsonValue> members) implements JsonValue {
  public static final JsonObject EMPTY = new JsonObject(Map.of());

  public JsonObject {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    members.forEach(
        (name, value) -> {
          Objects.requireNonNull(name, "name");
          Objects.requireNonNull(value, name);
        });
  }

  public static Builder builder() {
    return new Builder();
  }

  public Set<String> names() {
    return members.keySet();
  }

  public boolean has(String name) {
    return members.containsKey(name);
  }

  /// The member, unless it is missing. A JSON `null` is returned as [JsonNull].
  public Optional<JsonValue> get(String name) {
    return Optional.ofNullable(members.get(name));
  }

  /// The member if it is a string.
  public Optional<String> string(String name) {
    return members.get(name) instanceof JsonString(var value)
        ? Optional.of(value)
        : Optional.empty();
  }

  /// The member if it is a boolean.
  public Optional<Boolean> bool(String name) {
    return members.get(name) instanceof JsonBoolean(var value)
        ? Optional.of(value)
        : Optional.empty();
  }

  /// The member if it is an integral number that fits a `long`.
  public OptionalLong integer(String name) {
    return members.get(name) instanceof JsonNumber number ? number.asLong() : OptionalLong.empty();
  }

  /// The member if it is a number.
  public Optional<JsonNumber> number(String name) {
    return members.get(name) instanceof JsonNumber number ? Optional.of(number) : Optional.empty();
  }

  /// The member if it is an object.
  public Optional<JsonObject> object(String name) {
    return members.get(name) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
  }

  /// The member if it is an array.
  public Optional<JsonArray> array(String name) {
    return members.get(name) instanceof JsonArray array ? Optional.of(array) : Optional.empty();
  }

  /// Collects members in order. Putting a name twice replaces the value, in its first place.
  public static final class Builder {
    private final Map<String, JsonValue> members = new LinkedHashMap<>();

    private Builder() {}

    public Builder put(String name, JsonValue value) {
      members.put(name, Objects.requireNonNull(value, name));
      return this;
    }

    public Builder put(String name, String value) {
      return put(name, new JsonString(value));
    }

    public Builder put(String name, long value) {
      return put(name, JsonNumber.of(value));
    }

    public Builder put(String name, BigDecimal value) {
      return put(name, JsonNumber.of(value));
    }

    public Builder put(String name, boolean value) {
      return put(name, new JsonBoolean(value));
    }

    /// Puts the member only if there is a value: the way to leave a field out instead of `null`.
    public Builder putIfPresent(String name, Optional<? extends JsonValue> value) {
      value.ifPresent(present -> put(name, present));
      return this;
    }

    public Builder putAll(JsonObject object) {
      members.putAll(object.members());
      return this;
    }

    public JsonObject build() {
      return new JsonObject(members);
    }
  }
}
