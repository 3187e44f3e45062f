package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.e2e.ClaudeProject;
import dev.mlintern.e2e.FinishedCommand;
import dev.mlintern.e2e.RunningCommand;
import dev.mlintern.e2e.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// When the launcher builds with Maven, and what it does when that fails; Maven is replaced where
/// only the launcher's part matters.
class LauncherBuildIT extends LauncherStage {
  @Test
  void buildsWithMavenOnFirstUse() throws IOException {
    Path fresh = temp.resolve("fresh clone");
    ClaudeProject.copyTree(PROJECT.resolve("src/main"), fresh.resolve("src/main"));
    Files.copy(PROJECT.resolve("pom.xml"), fresh.resolve("pom.xml"));
    copyTheLauncher(fresh);

    FinishedCommand run =
        command(fresh.resolve("ml-intern"), "--help")
            .with("HOME", System.getProperty("user.home"))
            .with("ML_INTERN_AOT_CACHE", 0)
            .run(Duration.ofMinutes(5));

    assertThat(run.stderr()).doesNotContain("failed");
    assertThat(run.exitCode()).isZero();
    assertThat(run.stdout()).isEqualTo(helpOfTheJar());
    assertThat(fresh.resolve("target/launcher/lock")).doesNotExist();
  }

  @Test
  void doesNotBuildAgainWhileSourcesStayTheSame() throws IOException {
    givenMaven("exit 0");

    launcher("--help").run(BOUND);
    FinishedCommand second = launcher("--help").run(BOUND);

    assertThat(second.exitCode()).isZero();
    assertThat(mavenRuns()).isEqualTo(1);
  }

  @Test
  void buildsAgainWhenASourceIsNewer() throws IOException {
    givenMaven("exit 0");

    launcher("--help").run(BOUND);
    age(checkout.resolve("src/main/Source.java"), Duration.ofSeconds(-5));
    FinishedCommand second = launcher("--help").run(BOUND);

    assertThat(second.exitCode()).isZero();
    assertThat(mavenRuns()).isEqualTo(2);
  }

  @Test
  void twoFirstStartsBuildOnce() throws IOException {
    givenMaven("sleep 2");

    try (RunningCommand first = launcher("--help").start();
        RunningCommand second = launcher("--help").start()) {
      assertThat(first.await(BOUND).stdout()).isEqualTo(helpOfTheJar());
      assertThat(second.await(BOUND).stdout()).isEqualTo(helpOfTheJar());
    }
    assertThat(mavenRuns()).isEqualTo(1);
  }

  @Test
  void aBuildSurvivesAClientThatGivesUpWaiting() throws IOException {
    givenMaven("sleep 2");

    try (RunningCommand impatient = launcher("--help").start()) {
      Path evidence = checkout.resolve("maven-runs");
      Waiting.until(
          () -> Optional.of(evidence).filter(Files::exists), BOUND, () -> "Maven's start");
      impatient.process().destroy();
      assertThat(impatient.await(BOUND).exitCode()).isEqualTo(143);
    }
    FinishedCommand next = launcher("--help").run(BOUND);

    assertThat(next.stdout()).isEqualTo(helpOfTheJar());
    assertThat(mavenRuns()).isEqualTo(1);
  }

  @Test
  void takesOverTheLockOfADeadBuild() throws Exception {
    givenMaven("exit 0");
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Path lock = Files.createDirectories(checkout.resolve("target/launcher/lock"));
    Files.writeString(lock.resolve("pid"), dead.pid() + "\n");

    assertThat(launcher("--help").run(BOUND).stdout()).isEqualTo(helpOfTheJar());
  }

  @Test
  void aFailedBuildSaysWhyOnStderrAndLeavesNothingHalfMade() throws IOException {
    givenMaven("echo '[ERROR] Source.java:[1,1] cannot find symbol'; exit 1");

    FinishedCommand run = launcher("--help").run(BOUND);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.stdout()).isEmpty();
    assertThat(run.stderr()).contains("cannot find symbol", "build.log");
    try (Stream<Path> left = Files.list(checkout.resolve("target/launcher"))) {
      assertThat(left.map(file -> file.getFileName().toString())).containsExactly("build.log");
    }
  }

  @Test
  void aFailedRebuildGoesOnWithTheLastGoodBuildAndSaysSo() throws IOException {
    givenMaven("exit 0");
    launcher("--help").run(BOUND);

    givenMaven("exit 1");
    age(checkout.resolve("src/main/Source.java"), Duration.ofSeconds(-5));
    FinishedCommand run = launcher("--help").run(BOUND);

    assertThat(run.stdout()).isEqualTo(helpOfTheJar());
    assertThat(run.stderr()).contains("older than the sources");
  }

  @Test
  void doesNotAdoptAJarThatMavenHasNotFinished() throws IOException {
    givenMaven("exit 0");
    Files.createDirectories(checkout.resolve("target"));
    byte[] whole = Files.readAllBytes(JAR);
    Files.write(checkout.resolve("target/ml-intern.jar"), Arrays.copyOf(whole, whole.length / 2));

    assertThat(launcher("--help").run(BOUND).stdout()).isEqualTo(helpOfTheJar());
    assertThat(mavenRuns()).isEqualTo(1);
  }

  @Test
  void saysWhatToInstallWithoutMaven() throws IOException {
    FinishedCommand run = launcher("--help").with("PATH", pathWithoutJava()).run(BOUND);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.stdout()).isEmpty();
    assertThat(run.stderr()).contains("Maven (mvn) is needed once");
  }

  /// A Maven that counts its runs, does `action` and, if that succeeds, delivers the jar.
  private void givenMaven(String action) throws IOException {
    script(
        tools.resolve("mvn"),
        """
        echo run >>'%s'
        for argument in "$@"; do
          case $argument in -Dml-intern.build-directory=*) out=${argument#*=} ;; esac
        done
        (%s) || exit
        mkdir -p "$out" && cp '%s' "$out/ml-intern.jar"
        """
            .formatted(quoted(checkout.resolve("maven-runs")), action, quoted(JAR)));
  }

  private static String quoted(Path path) {
    return path.toString().replace("'", "'\\''");
  }

  private long mavenRuns() throws IOException {
    return Files.readAllLines(checkout.resolve("maven-runs")).size();
  }
}
