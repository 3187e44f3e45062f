package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.e2e.Command;
import dev.mlintern.e2e.FinishedCommand;
import dev.mlintern.e2e.RefusingProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./ml-intern demo` as a newcomer runs it: empty home, no token, no way out of the machine.
class DemoIT {
  private static final Path PROJECT = Path.of(System.getProperty("ml-intern.basedir"));

  @TempDir Path temp;

  @Test
  void findsTheProblemAndTheGoodDatasetAndLeavesNothingBehind() throws IOException {
    FinishedCommand run;
    try (RefusingProxy proxy = RefusingProxy.start()) {
      run = demo(proxy).run(Duration.ofMinutes(2));

      assertThat(proxy.attempts()).isEmpty();
    }

    assertThat(run.stderr().lines().filter(line -> !line.startsWith("NOTE: Picked up"))).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.stdout())
        .contains("hub_repo_search")
        .contains("demo-lab/support-chats-clean")
        .contains("Not ready for training")
        .contains("8 of the split's 37 rows repeat", "ShareGPT")
        .contains("Ready as it is")
        .contains("Claude Code asks you (ask)", "a10g-large", "$")
        .contains("COMPLETED", "learned y = 2.00x + 1.00")
        .contains("claude mcp add ml-intern -- '" + PROJECT.resolve("ml-intern") + "' mcp")
        .doesNotContain("\u001b");
    try (Stream<Path> left = Files.list(temp.resolve("tmp"))) {
      assertThat(left.filter(file -> !file.getFileName().toString().startsWith("hsperfdata")))
          .isEmpty();
    }
  }

  private Command demo(RefusingProxy proxy) throws IOException {
    Command command =
        Command.of(temp, PROJECT.resolve("ml-intern").toString(), "demo")
            .with("HOME", temp.resolve("home"))
            .with("ML_INTERN_JAVA_HOME", System.getProperty("java.home"))
            .with("ML_INTERN_AOT_CACHE", 0)
            .with(
                "JDK_JAVA_OPTIONS",
                "-Djava.io.tmpdir=" + Files.createDirectories(temp.resolve("tmp")));
    for (Map.Entry<String, String> variable : proxy.environment().entrySet()) {
      command = command.with(variable.getKey(), variable.getValue());
    }
    return command;
  }
}
