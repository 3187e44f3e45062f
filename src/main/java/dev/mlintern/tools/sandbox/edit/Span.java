package dev.mlintern.tools.sandbox.edit;

/// A range of characters.
record Span(int from, int to) {}
