package dev.mlintern.json;

/// `true` or `false`.
public record JsonBoolean(boolean value) implements JsonValue {}
