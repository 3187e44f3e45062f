package dev.mlintern.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Writes a target's seeds and words where Jazzer finds them: `java … Seeds CLASS FOLDER
/// WORDS-FILE`.
final class Seeds {
  private Seeds() {}

  public static void main(String[] args) throws IOException, ReflectiveOperationException {
    var corpus = (Corpus) Class.forName(args[0]).getMethod("corpus").invoke(null);
    Path folder = Files.createDirectories(Path.of(args[1]));
    int number = 0;
    for (byte[] seed : corpus.seeds()) {
      Files.write(folder.resolve("seed-" + number++), seed);
    }
    List<String> words = corpus.words().stream().map(Seeds::quoted).toList();
    Files.write(Path.of(args[2]), words, StandardCharsets.US_ASCII);
  }

  /// As libFuzzer's dictionaries have it.
  private static String quoted(byte[] word) {
    var quoted = new StringBuilder("\"");
    for (byte b : word) {
      quoted.append("\\x%02X".formatted(b & 0xff));
    }
    return quoted.append('"').toString();
  }
}
