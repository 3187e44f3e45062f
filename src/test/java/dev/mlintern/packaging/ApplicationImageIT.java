package dev.mlintern.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mlintern.e2e.Command;
import dev.mlintern.e2e.FinishedCommand;
import dev.mlintern.e2e.RunningCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The archive for machines without Java, unpacked somewhere else.
@Timeout(120)
class ApplicationImageIT {
  @TempDir private static Path temp;
  private static Path image;

  @BeforeAll
  static void unpack() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("some where"));
    FinishedCommand tar =
        Command.of(folder, "tar", "-xzf", HandedOut.file(".tar.gz").toString())
            .run(HandedOut.BOUND);
    assertThat(tar.exitCode()).as(tar.stderr()).isZero();
    image = folder.resolve("ml-intern");
  }

  @Test
  void theServerRunsOnTheJavaThatCameWithIt() throws IOException {
    try (RunningCommand server = HandedOut.server(image, temp)) {
      HandedOut.assertRunsOnItsOwnJava(server, image);
    }
  }

  @Test
  void theFirstStartAlreadyUsesTheStartUpCache() throws IOException {
    try (RunningCommand server = HandedOut.server(image, temp)) {
      Path maps = Path.of("/proc/" + server.process().pid() + "/maps");
      assumeThat(maps).isReadable();
      assertThat(Files.readString(maps)).containsPattern("some where/ml-intern/.*\\.aot");
    }
  }

  @Test
  void theApprovalHookDecidesWithoutAnyOtherJava() {
    String payload =
        "{\"hook_event_name\":\"PreToolUse\",\"session_id\":\"s\",\"tool_name\":"
            + "\"mcp__ml-intern__hf_jobs\",\"tool_input\":{\"operation\":\"run\",\"command\":[\"x\"],"
            + "\"hardware_flavor\":\"a100x8\"}}";
    Command hook =
        Command.of(temp, "sh", image.resolve("hooks/ml-intern-hook").toString(), "approve")
            .with("HOME", temp)
            .with("PATH", "/usr/bin:/bin");
    try (RunningCommand running = hook.start()) {
      running.send(payload);
      running.endInput();
      FinishedCommand finished = running.await(HandedOut.BOUND);
      assertThat(finished.exitCode()).isZero();
      assertThat(finished.stdout())
          .contains("\"permissionDecision\":\"ask\"", "a100x8")
          .doesNotContain("unavailable");
    }
  }

  @Test
  void theDemoRunsToItsEnd() {
    FinishedCommand demo =
        Command.of(temp, "sh", image.resolve("ml-intern").toString(), "demo")
            .with("HOME", temp)
            .with("PATH", "/usr/bin:/bin")
            .run(HandedOut.BOUND);
    assertThat(demo.exitCode()).as(demo.stdout() + demo.stderr()).isZero();
  }

  @Test
  void whoDidNotUnpackItCanReadAllOfIt() throws IOException {
    try (Stream<Path> files = Files.walk(image)) {
      assertThat(files.filter(file -> !isReadableByAll(file))).isEmpty();
    }
  }

  private static boolean isReadableByAll(Path file) {
    try {
      return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void noHookRemembersAJavaOfTheMachineItWasMadeOn() throws IOException {
    try (Stream<Path> files = Files.walk(image)) {
      assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".jdk"));
    }
  }
}
