package dev.mlintern.cli;

import dev.mlintern.e2e.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A copy of the project whose path has blanks and a quote, and the launcher in it started as
/// people and Claude Code start it.
abstract class LauncherStage {
  static final Path PROJECT = Path.of(System.getProperty("ml-intern.basedir"));
  static final Path JAR = Path.of(System.getProperty("ml-intern.jar"));
  static final Path JDK = Path.of(System.getProperty("java.home"));
  static final Duration BOUND = Duration.ofSeconds(60);

  static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}\
      """;

  static final String JDK_SEARCH = ".claude/hooks/find-jdk.sh";

  @TempDir Path temp;
  Path checkout;
  Path tools;

  @BeforeEach
  void copyTheProject() throws IOException {
    checkout = temp.resolve("it's a check out");
    tools = Files.createDirectories(temp.resolve("tools"));
    Files.createDirectories(checkout.resolve("src/main"));
    copyTheLauncher(checkout);
    Files.copy(PROJECT.resolve("pom.xml"), checkout.resolve("pom.xml"));
    Files.writeString(checkout.resolve("src/main/Source.java"), "class Source {}");
    age(checkout.resolve("src/main/Source.java"), Duration.ofHours(2));
    age(checkout.resolve("src/main"), Duration.ofHours(2));
    age(checkout.resolve("pom.xml"), Duration.ofHours(2));
  }

  static void copyTheLauncher(Path to) throws IOException {
    Files.copy(PROJECT.resolve("ml-intern"), to.resolve("ml-intern"));
    Files.createDirectories(to.resolve(JDK_SEARCH).getParent());
    Files.copy(PROJECT.resolve(JDK_SEARCH), to.resolve(JDK_SEARCH));
  }

  /// Without a cache: one made in the background would outlive the test and its folder.
  Command launcher(String... arguments) {
    return command(checkout.resolve("ml-intern"), arguments).with("ML_INTERN_AOT_CACHE", 0);
  }

  Command command(Path script, String... arguments) {
    var line = Stream.concat(Stream.of(script.toString()), Stream.of(arguments));
    return Command.of(temp, line.toArray(String[]::new))
        .with("ML_INTERN_JAVA_HOME", JDK)
        .with("HOME", temp)
        .with("PATH", tools + ":" + System.getenv("PATH"));
  }

  void givenAJarMadeByMaven() throws IOException {
    Files.createDirectories(checkout.resolve("target"));
    Files.copy(JAR, checkout.resolve("target/ml-intern.jar"));
  }

  static void script(Path path, String body) throws IOException {
    Files.writeString(path, "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// The commands the launcher uses, without java and mvn beside them.
  String pathWithoutJava() throws IOException {
    Path bin = Files.createDirectories(temp.resolve("plain bin"));
    for (String name : "sh dirname readlink find mkdir mv rm cp date touch grep sleep".split(" ")) {
      Optional<Path> found = onPath(name);
      if (found.isPresent()) {
        Files.createSymbolicLink(bin.resolve(name), found.get());
      }
    }
    return bin.toString();
  }

  static Optional<Path> onPath(String name) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static String helpOfTheJar() {
    String java = JDK.resolve("bin/java").toString();
    return Command.of(PROJECT, java, "-jar", JAR.toString(), "--help").run(BOUND).stdout();
  }

  static void age(Path file, Duration by) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(by)));
  }
}
