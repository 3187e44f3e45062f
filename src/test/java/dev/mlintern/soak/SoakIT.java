package dev.mlintern.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A short soak of the packaged server; `bench/soak` is the long one.
@Timeout(300)
class SoakIT {
  @TempDir Path folder;

  @Test
  void nothing_is_lost_and_nothing_happens_twice() throws Exception {
    List<String> server =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-jar",
            System.getProperty("ml-intern.jar"),
            "mcp");

    SoakReport report = Soak.run(20_261_127, 300, server, folder);

    assertThat(report.brokenPromises()).isEmpty();
    assertThat(report.count()).isGreaterThanOrEqualTo(250);
  }
}
