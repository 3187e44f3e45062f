package dev.mlintern.e2e;

/// What a process left behind.
public record FinishedCommand(int exitCode, String stdout, String stderr) {}
