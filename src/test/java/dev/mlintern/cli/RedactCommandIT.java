package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.e2e.Command;
import dev.mlintern.e2e.FinishedCommand;
import dev.mlintern.e2e.RunningCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedactCommandIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private final Random random = new Random();

  private FinishedCommand redact(List<String> lines, String... options) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var arguments =
        new java.util.ArrayList<>(
            List.of(
                java,
                "-Duser.home=" + folder,
                "-jar",
                System.getProperty("ml-intern.jar"),
                "redact"));
    arguments.addAll(List.of(options));
    Command command =
        Command.of(folder, arguments.toArray(String[]::new)).with("MY_OWN_SECRET", ownSecret());
    try (RunningCommand running = command.start()) {
      lines.forEach(running::send);
      running.endInput();
      return running.await(PATIENCE);
    }
  }

  private final String own = letters(24);

  private String ownSecret() {
    return own;
  }

  private String letters(int count) {
    var text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  @Test
  void text_and_json_lines_come_out_without_their_secrets() {
    String token = "hf" + "_" + letters(34);

    FinishedCommand done =
        redact(
            List.of(
                "{\"type\":\"user\",\"text\":\"it is " + token + "\"}",
                "plain " + token,
                "and " + own,
                "[1, 2]"),
            "--report");

    assertThat(done.exitCode()).isZero();
    assertThat(done.stdout().lines())
        .containsExactly(
            "{\"type\":\"user\",\"text\":\"it is [REDACTED:HF_TOKEN]\"}",
            "plain [REDACTED:HF_TOKEN]",
            "and [REDACTED:KNOWN:MY_OWN_SECRET]",
            "[1, 2]");
    assertThat(done.stderr().lines())
        .containsExactly("3 replaced in 4 lines", "2  HF_TOKEN", "1  KNOWN:MY_OWN_SECRET");
  }

  @Test
  void the_secrets_of_the_folder_and_of_the_home_are_known() throws IOException {
    String inProject = letters(20);
    String inHome = letters(20);
    Files.writeString(folder.resolve(".env"), "SOME_SECRET=" + inProject + "\n");
    Files.writeString(folder.resolve(".git-credentials"), "https://me:" + inHome + "@host\n");

    FinishedCommand done = redact(List.of("see " + inProject + " and " + inHome));

    assertThat(done.stdout())
        .isEqualTo("see [REDACTED:KNOWN:SOME_SECRET] and [REDACTED:KNOWN:_GIT_CREDENTIALS]\n");
    assertThat(done.stderr()).isEmpty();
  }
}
