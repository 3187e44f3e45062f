package dev.mlintern.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.e2e.Command;
import dev.mlintern.e2e.RunningCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// What `mvn package` leaves in the build folder for other people's machines.
final class HandedOut {
  static final Path BUILD = Path.of(System.getProperty("ml-intern.jar")).getParent();
  static final Duration BOUND = Duration.ofSeconds(60);
  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
          + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";

  private HandedOut() {}

  /// The one file with this ending.
  static Path file(String ending) throws IOException {
    try (Stream<Path> files = Files.list(BUILD)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(ending)).toList();
      assertThat(found).as("files ending in " + ending).hasSize(1);
      return found.getFirst();
    }
  }

  /// Starts the server in an unpacked folder as somebody without Java would.
  static RunningCommand server(Path folder, Path home) {
    return server(
        Command.of(home, "sh", folder.resolve("ml-intern").toString(), "mcp")
            .with("HOME", home)
            .with("PATH", "/usr/bin:/bin"));
  }

  /// Starts a server by the command line that a client would use, and introduces the client.
  static RunningCommand server(Command command) {
    RunningCommand server = command.start();
    server.send(INITIALIZE);
    server.awaitLine(line -> line.contains("\"id\":1"), BOUND);
    return server;
  }

  static void assertRunsOnItsOwnJava(RunningCommand server, Path folder) throws IOException {
    assertThat(server.process().info().command().map(Path::of))
        .contains(folder.toRealPath().resolve("runtime/bin/java"));
  }
}
