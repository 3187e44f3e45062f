package dev.mlintern.policy;

import dev.mlintern.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Shell lines that go round the gate, and others that do not: `approval/shell-lines.jsonl`.
public final class ShellLines {
  private ShellLines() {}

  public static List<String> bypasses() {
    return lines(true);
  }

  public static List<String> harmless() {
    return lines(false);
  }

  private static List<String> lines(boolean bypass) {
    try (InputStream in = ShellLines.class.getResourceAsStream("/approval/shell-lines.jsonl")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(JsonReader::readObject)
          .filter(line -> line.bool("bypass").orElseThrow() == bypass)
          .map(line -> line.string("line").orElseThrow())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
