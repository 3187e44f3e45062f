package dev.mlintern.mcp;

import dev.mlintern.tools.ToolCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// When to reach for which tool: `resources/instructions.md`, less what is about tools that are not
/// served.
///
/// A line that begins with `[a, b]` is about these tools and told only when all of them are served;
/// the brackets are for us. Clients cut instructions at 2,048 characters (spec claude-code §1).
public final class Instructions {
  private Instructions() {}

  public static String forTools(ToolCatalogue catalogue) {
    StringBuilder told = new StringBuilder();
    document()
        .lines()
        .filter(line -> isTold(line, catalogue.names()))
        .forEach(line -> told.append(line.substring(tagEnd(line)).stripLeading()).append('\n'));
    return told.toString().strip();
  }

  private static boolean isTold(String line, List<String> served) {
    int end = tagEnd(line);
    return end == 0 || served.containsAll(List.of(line.substring(1, end - 1).split(", ?")));
  }

  /// Index after the tag; 0 when there is none.
  private static int tagEnd(String line) {
    return line.startsWith("[") ? line.indexOf(']') + 1 : 0;
  }

  private static String document() {
    try (InputStream in = Instructions.class.getResourceAsStream("/instructions.md")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read /instructions.md", e);
    }
  }
}
