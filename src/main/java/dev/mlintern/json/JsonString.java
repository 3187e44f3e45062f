package dev.mlintern.json;

import java.util.Objects;

/// A JSON string; may hold lone surrogates if the document escaped them.
public record JsonString(String value) implements JsonValue {
  public JsonString {
    Objects.requireNonNull(value, "value");
  }
}
