package dev.mlintern.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How to start this very program once more: same JVM, same options, same jar.
final class OwnProgram {
  private static final String LAUNCHER = System.getProperty("ml-intern.launcher");

  private OwnProgram() {}

  /// `0.1.0`; `dev` when it does not run from its jar.
  static String version() {
    return Optional.ofNullable(OwnProgram.class.getPackage().getImplementationVersion())
        .orElse("dev");
  }

  /// What a person types to start it from any folder, quoted where it has blanks.
  static String typed() {
    return LAUNCHER == null ? "./ml-intern" : quoted(LAUNCHER);
  }

  /// One word of a shell.
  static String quoted(String text) {
    return text.matches("[\\w@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /// How to make a folder a project: a plugin's folder has no `init`, it is loaded as it is.
  static String initTyped() {
    boolean checkout =
        LAUNCHER == null || Files.exists(Path.of(LAUNCHER).resolveSibling("CLAUDE.md"));
    return checkout
        ? typed() + " init"
        : "claude --plugin-dir " + typed().replaceFirst("/ml-intern('?)$", "$1");
  }

  static List<String> commandLine(String... arguments) throws IOException {
    ProcessHandle.Info self = ProcessHandle.current().info();
    List<String> given = List.of(self.arguments().orElse(new String[0]));
    List<String> line = new ArrayList<>();
    line.add(
        self.command().orElse(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    int jar = given.indexOf("-jar");
    if (jar >= 0 && jar + 1 < given.size()) {
      // Recording an AOT cache is for one process only.
      given.subList(0, jar + 2).stream()
          .filter(option -> !option.startsWith("-XX:AOTCacheOutput="))
          .forEach(line::add);
    } else {
      line.addAll(List.of("-jar", ownJar()));
    }
    line.addAll(List.of(arguments));
    return line;
  }

  private static String ownJar() throws IOException {
    try {
      return Path.of(OwnProgram.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IOException("cannot find the jar this program runs from", e);
    }
  }
}
