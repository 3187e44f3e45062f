package dev.mlintern.localhub.store;

/// A stored content.
public record Blob(String sha256, long size) {}
