package dev.mlintern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The generator of `bench/RESULTS.md`: its own tests, in its own language.
final class BenchReportTest {
  private static final Path BENCH =
      Path.of(System.getProperty("ml-intern.basedir", ".")).resolve("bench");

  @Test
  void noMissedGoalGoesWithoutItsMeasuredReason() throws Exception {
    Process python = start();
    String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(python.waitFor()).as(said).isZero();
    assertThat(said).containsPattern("Ran [1-9]\\d* tests");
  }

  private static Process start() {
    try {
      return new ProcessBuilder("python3", "-B", "-m", "unittest", "test_report")
          .directory(BENCH.toFile())
          .redirectErrorStream(true)
          .start();
    } catch (IOException e) {
      assumeTrue(false, "no python3 here: " + e.getMessage());
      throw new AssertionError(e);
    }
  }
}
