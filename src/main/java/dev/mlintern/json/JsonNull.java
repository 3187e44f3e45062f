package dev.mlintern.json;

/// The JSON `null`. Reading yields it; what we send to a protocol never holds it.
public record JsonNull() implements JsonValue {
  public static final JsonNull INSTANCE = new JsonNull();
}
