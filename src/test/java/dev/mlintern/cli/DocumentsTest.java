package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the pages for people name is there: files, tests, rooms.
class DocumentsTest {
  private static final Pattern LINK = Pattern.compile("]\\((?!https?:|#)([^)#\\s]+)");
  private static final Pattern TEST_CLASS = Pattern.compile("`([A-Z]\\w+(?:Test|IT))`");
  private static final Pattern ROOM = Pattern.compile("(?m)^\\| (`[a-z`, ]+`) \\|");

  static Stream<Path> documents() throws IOException {
    try (Stream<Path> top = Files.list(Path.of("."));
        Stream<Path> docs = Files.list(Path.of("docs"))) {
      return Stream.concat(top, docs)
          .filter(file -> file.toString().endsWith(".md"))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyLinkIntoTheProjectLeadsSomewhere(Path document) throws IOException {
    assertThat(all(LINK, document))
        .allSatisfy(
            target ->
                assertThat(document.resolveSibling(target)).as("link in " + document).exists());
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyTestNamedExists(Path document) throws IOException {
    Set<String> known;
    try (Stream<Path> tests = Files.walk(Path.of("src/test/java"))) {
      known =
          tests
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .collect(Collectors.toSet());
    }
    assertThat(known).containsAll(all(TEST_CLASS, document));
  }

  @Test
  void everyRoomNamedIsAPackage() throws IOException {
    List<String> rooms =
        all(ROOM, Path.of("CONTRIBUTING.md")).stream()
            .flatMap(cell -> Stream.of(cell.replace("`", "").split(", ")))
            .toList();
    assertThat(rooms).contains("mcp", "policy", "localhub");
    assertThat(rooms)
        .allSatisfy(room -> assertThat(Path.of("src/main/java/dev/mlintern", room)).isDirectory());
  }

  private static List<String> all(Pattern pattern, Path document) throws IOException {
    return pattern
        .matcher(Files.readString(document))
        .results()
        .map(match -> match.group(1))
        .toList();
  }
}
