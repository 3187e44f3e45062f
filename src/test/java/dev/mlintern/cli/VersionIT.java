package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.e2e.Command;
import dev.mlintern.e2e.FinishedCommand;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The packaged program says which one it is, whatever it is asked through.
class VersionIT {
  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"--version", "mcp --version", "hub -V", "tools list --version"})
  void says_its_name_and_version(String line) {
    String[] words = ("java -jar " + System.getProperty("ml-intern.jar") + " " + line).split(" ");
    words[0] = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    FinishedCommand run = Command.of(temp, words).run(Duration.ofSeconds(60));

    assertThat(run.stdout()).matches("ml-intern \\d+\\.\\d+\\.\\d+\\S*\\R");
    assertThat(run.exitCode()).isZero();
  }
}
