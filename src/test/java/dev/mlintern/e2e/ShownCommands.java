package dev.mlintern.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What the README and the guide tell a reader to do: their fenced blocks, and what stands in
/// backticks and begins like a command line.
final class ShownCommands {
  /// A fenced block.
  ///
  /// @param language what follows the opening fence, such as `sh`; empty for a picture
  record Block(String language, String text) {}

  private static final List<String> DOCUMENTS = List.of("README.md", "CLAUDE_CODE_GUIDE.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$");
  private static final Pattern IN_A_SENTENCE =
      Pattern.compile("`((?:\\./ml-intern|claude|mvn|npm|npx|hf|apt|brew|sdk|docker) [^`]+)`");

  private ShownCommands() {}

  static List<Block> blocks() {
    return DOCUMENTS.stream()
        .flatMap(document -> BLOCK.matcher(read(document)).results())
        .map(match -> new Block(match.group(1), match.group(2)))
        .toList();
  }

  /// The one block in a language.
  static String block(String language) {
    List<Block> found =
        blocks().stream().filter(block -> block.language().equals(language)).toList();
    if (found.size() != 1) {
      throw new AssertionError("blocks in " + language + ": " + found);
    }
    return found.getFirst().text();
  }

  /// Every command line, each once: a shell block as a whole.
  static Set<String> all() {
    Set<String> commands = new LinkedHashSet<>();
    for (Block block : blocks()) {
      if (block.language().equals("sh")) {
        commands.add(block.text().strip());
      }
    }
    for (String document : DOCUMENTS) {
      String text = BLOCK.matcher(read(document)).replaceAll("");
      IN_A_SENTENCE.matcher(text).results().forEach(match -> commands.add(match.group(1)));
    }
    return commands;
  }

  private static String read(String document) {
    try {
      return Files.readString(Path.of(System.getProperty("ml-intern.basedir"), document));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
