package dev.mlintern.json;

/// A JSON value (RFC 8259) as an immutable tree.
///
/// This room is the strict, start-up-cheap JSON of the hooks, the policy, the redactor and the
/// embedded Hub. Service clients and tools use Jackson.
public sealed interface JsonValue
    permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {

  /// This value as compact JSON text.
  default String toJson() {
    return JsonWriter.write(this);
  }
}
