package dev.mlintern.tools.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Constant programs that run in a sandbox; what varies is always a parameter.
final class Programs {
  static final String COMMIT = load("commit.sh");
  static final String SYNTAX = load("syntax.py");

  private Programs() {}

  private static String load(String name) {
    try (InputStream in = Programs.class.getResourceAsStream("/sandbox/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
