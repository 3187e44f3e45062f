package dev.mlintern.hooks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A copy of the project's hook launcher with or without its jars, in a folder whose name has
/// blanks, and runs of it as Claude Code makes them.
final class HookFolder {
  private final Path root;

  private HookFolder(Path root) {
    this.root = root;
  }

  /// What a run printed and how it ended.
  record Run(int exitCode, String stdout, String stderr) {}

  static HookFolder copyTo(Path folder) throws IOException {
    Path root = folder.resolve("my proj (x)");
    Path hooks = Files.createDirectories(root.resolve(".claude/hooks"));
    try (var files = Files.list(project().resolve(".claude/hooks"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, hooks.resolve(file.getFileName()));
      }
    }
    Files.createDirectories(root.resolve("target"));
    return new HookFolder(root);
  }

  /// Puts a packaged jar where Maven leaves it.
  HookFolder withJar(String name) throws IOException {
    Files.copy(packaged(name), root.resolve("target").resolve(name));
    return this;
  }

  Path root() {
    return root;
  }

  /// A folder that passes for a JDK 25, whose `java` is this shell script.
  Path fakeJdk(String script) throws IOException {
    Path jdk = root.resolve("jdk " + Math.abs(script.hashCode()));
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25\"\nIMPLEMENTOR=\"Nobody\"\n");
    Path java = jdk.resolve("bin/java");
    Files.writeString(java, "#!/bin/sh\n" + script + "\n");
    if (!java.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + java + " executable");
    }
    return jdk;
  }

  Run run(String mode, String stdin, Map<String, String> environment) throws Exception {
    var command = List.of("sh", root.resolve(".claude/hooks/ml-intern-hook").toString(), mode);
    return run(command, stdin, environment);
  }

  static Run run(List<String> command, String stdin, Map<String, String> environment)
      throws Exception {
    var builder = new ProcessBuilder(new ArrayList<>(command));
    var complete = new HashMap<>(Map.of("ML_INTERN_AOT_CACHE", "0"));
    complete.putAll(environment);
    builder.environment().keySet().removeIf(name -> name.startsWith("ML_INTERN_"));
    builder.environment().putAll(complete);
    // Files, no pipes: what the session end leaves running would hold a pipe open.
    Path out = Files.createTempFile("hook", ".out");
    Path err = Files.createTempFile("hook", ".err");
    try {
      Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      feed(process, stdin);
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the hook hangs: " + command);
      }
      return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static void feed(Process process, String stdin) {
    try (var in = process.getOutputStream()) {
      in.write(stdin.getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // the hook ended without reading all of it
    }
  }

  static Path packaged(String name) {
    return Path.of(System.getProperty("ml-intern.jar")).resolveSibling(name);
  }

  private static Path project() {
    return Path.of(System.getProperty("ml-intern.basedir"));
  }
}
