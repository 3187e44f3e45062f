package dev.mlintern.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What a session is mostly made of, program text and documents, passes as it is.
class OrdinaryCodeTest {
  private static final List<String> TEXT =
      List.of(".java", ".md", ".json", ".xml", ".py", ".mjs", ".sh", ".yaml", ".yml", ".txt");

  @Test
  void of_a_thousand_lines_of_this_project_at_most_one_changes() throws IOException {
    Redactor redactor = Redactor.withoutKnownSecrets();
    long lines = 0;
    List<String> changed = new ArrayList<>();
    for (Path file : ownFiles()) {
      for (String line : Files.readString(file).lines().toList()) {
        lines++;
        if (!redactor.redact(line).equals(line)) {
          changed.add(file + ": " + line.strip());
        }
      }
    }

    assertThat(lines).isGreaterThan(10_000);
    assertThat(changed).hasSizeLessThanOrEqualTo((int) (lines / 1_000));
  }

  /// This room's own tests plant secrets on purpose.
  private static List<Path> ownFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String top : List.of("src", "bench", "docs", "README.md", "CLAUDE.md", "pom.xml")) {
      if (Files.exists(Path.of(top))) {
        try (Stream<Path> walk = Files.walk(Path.of(top))) {
          walk.filter(OrdinaryCodeTest::isOrdinary).forEach(files::add);
        }
      }
    }
    return files;
  }

  private static boolean isOrdinary(Path file) {
    String name = file.toString().replace('\\', '/');
    return TEXT.stream().anyMatch(name::endsWith)
        && !name.startsWith("src/test/java/dev/mlintern/redact/");
  }
}
