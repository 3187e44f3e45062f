package dev.mlintern.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A server as a real process, from the packaged jar.
public final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final Wire wire;

  private ServerProcess(Process process) {
    this.process = process;
    this.wire = new Wire(process.getOutputStream(), process.getInputStream());
  }

  /// The product: `ml-intern ARGS…`.
  public static ServerProcess product(String... args) throws IOException {
    return product(Map.of(), args);
  }

  public static ServerProcess product(Map<String, String> environment, String... args)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(java(), "-jar", jar()));
    command.addAll(List.of(args));
    return start(command, environment);
  }

  /// [SampleServer] on the product's classes.
  static ServerProcess sample(String... jvmOptions) throws IOException {
    return start(sampleCommand(jvmOptions), Map.of());
  }

  static List<String> sampleCommand(String... jvmOptions) {
    return commandOf(SampleServer.class, jvmOptions);
  }

  /// A program of the tests on the product's classes.
  public static List<String> commandOf(Class<?> program, String... jvmOptions) {
    List<String> command = new ArrayList<>(List.of(java()));
    command.addAll(List.of(jvmOptions));
    String tests = Path.of(jar()).resolveSibling("test-classes").toString();
    command.addAll(List.of("-cp", jar() + File.pathSeparator + tests));
    command.add(program.getName());
    return command;
  }

  private static ServerProcess start(List<String> command, Map<String, String> environment)
      throws IOException {
    var builder = new ProcessBuilder(command).redirectError(Redirect.DISCARD);
    builder.environment().keySet().removeIf(name -> name.startsWith("ML_INTERN_"));
    builder.environment().putAll(environment);
    return new ServerProcess(builder.start());
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String jar() {
    return System.getProperty("ml-intern.jar");
  }

  public Wire wire() {
    return wire;
  }

  public long pid() {
    return process.pid();
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /// Waits for the end of the process and returns its exit code.
  public int exitCode() throws InterruptedException {
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("the process ended").isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    wire.close();
    process.destroyForcibly();
  }
}
