package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mlintern.e2e.Command;
import dev.mlintern.e2e.FinishedCommand;
import dev.mlintern.e2e.RunningCommand;
import dev.mlintern.e2e.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The launcher finds itself, a JDK, a shell and its cache: real processes.
class LauncherIT extends LauncherStage {
  @Test
  void startsThroughASymlinkFromAnyDirectory() throws IOException {
    givenAJarMadeByMaven();
    Path bin = Files.createDirectories(temp.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("hop"), checkout.resolve("ml-intern"));
    Files.createSymbolicLink(bin.resolve("intern"), Path.of("hop"));

    FinishedCommand run =
        command(bin.resolve("intern"), "--help").with("ML_INTERN_AOT_CACHE", 0).run(BOUND);

    assertThat(run.exitCode()).isZero();
    assertThat(run.stdout()).isEqualTo(helpOfTheJar());
  }

  @Test
  void startsByNameFromThePath() throws IOException {
    givenAJarMadeByMaven();

    FinishedCommand run =
        Command.of(temp, "sh", "-c", "ml-intern --help")
            .with("PATH", checkout + ":" + System.getenv("PATH"))
            .with("ML_INTERN_JAVA_HOME", JDK)
            .with("ML_INTERN_AOT_CACHE", 0)
            .run(BOUND);

    assertThat(run.stdout()).isEqualTo(helpOfTheJar());
  }

  @Test
  void passesArgumentsAndExitCodesThrough() throws IOException {
    givenAJarMadeByMaven();

    FinishedCommand run = launcher("--no such option").run(BOUND);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.stdout()).isEmpty();
    assertThat(run.stderr()).contains("--no such option");
  }

  @Test
  void becomesTheServerSoThatSignalsReachIt() throws IOException {
    givenAJarMadeByMaven();

    try (RunningCommand server = launcher("mcp").start()) {
      server.send(INITIALIZE);
      server.awaitLine(line -> line.contains("\"id\":1"), BOUND);

      assertThat(server.process().info().command().orElseThrow()).endsWith("/java");
      server
          .process()
          .toHandle()
          .destroy(); // The signal alone: Process.destroy ends the input too.
      FinishedCommand end = server.await(BOUND);
      assertThat(end.exitCode()).isEqualTo(143);
      assertThat(end.stdout().lines()).singleElement().asString().startsWith("{");
    }
  }

  @Test
  void passesOverJdksOfOtherVersions() throws IOException {
    givenAJarMadeByMaven();
    Path old = fakeJdk("17.0.15");

    FinishedCommand run =
        Command.of(temp, checkout.resolve("ml-intern").toString(), "--help")
            .with("JAVA_HOME", old)
            .with("PATH", old.resolve("bin") + ":" + System.getenv("PATH"))
            .with("HOME", homeWithAJdk25())
            .with("ML_INTERN_AOT_CACHE", 0)
            .run(BOUND);

    assertThat(run.stdout()).isEqualTo(helpOfTheJar());
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void saysWhenTheJdkItWasPointedAtIsAnotherVersion() throws IOException {
    FinishedCommand run =
        launcher("--help").with("ML_INTERN_JAVA_HOME", fakeJdk("21.0.4")).run(BOUND);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.stdout()).isEmpty();
    assertThat(run.stderr().lines())
        .singleElement()
        .asString()
        .contains("is not a JDK 25", "21.0.4");
  }

  @Test
  void saysInOneLineWhatIsMissingWithoutAnyJdk() throws IOException {
    // The usual folders of this machine must not be found: the copy looks elsewhere.
    Path search = checkout.resolve(JDK_SEARCH);
    String text = Files.readString(search);
    Files.writeString(search, text.replaceAll(" /(usr|opt|home|Library)/", " /nowhere/"));

    FinishedCommand run =
        Command.of(temp, "sh", checkout.resolve("ml-intern").toString(), "--help")
            .with("HOME", temp)
            .with("PATH", pathWithoutJava())
            .run(BOUND);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.stdout()).isEmpty();
    assertThat(run.stderr().lines())
        .singleElement()
        .asString()
        .contains("no JDK 25 found", "ML_INTERN_JAVA_HOME");
  }

  enum Damage {
    NONE,
    EMPTY,
    GARBAGE,
    TRUNCATED,
    OVERWRITTEN_IN_THE_MIDDLE,
    OF_AN_OLDER_JAR
  }

  @Test
  void makesOneCachePerBuildAndABadOneIsOnlySlow() throws IOException {
    givenAJarMadeByMaven();
    cachingLauncher("--help").run(BOUND);
    Path cache = awaitCache();
    byte[] good = Files.readAllBytes(cache);
    assertInUse(cache);

    for (Damage damage : Damage.values()) {
      inflict(damage, cache, good);
      FileTime before = Files.getLastModifiedTime(cache);

      FinishedCommand run = cachingLauncher("--help").run(BOUND);

      assertThat(run).as(damage.name()).isEqualTo(new FinishedCommand(0, helpOfTheJar(), ""));
      assertThat(Files.getLastModifiedTime(cache)).as(damage.name()).isEqualTo(before);
    }
  }

  private void assertInUse(Path cache) throws IOException {
    try (RunningCommand server = cachingLauncher("mcp").start()) {
      server.send(INITIALIZE);
      server.awaitLine(line -> line.contains("\"id\":1"), BOUND);
      Path maps = Path.of("/proc/" + server.process().pid() + "/maps");
      if (Files.exists(maps)) {
        assertThat(Files.readString(maps)).contains(cache.getFileName().toString());
      }
    }
  }

  private static void inflict(Damage damage, Path cache, byte[] good) throws IOException {
    byte[] overwritten = good.clone();
    Arrays.fill(overwritten, good.length / 4, good.length * 3 / 4, (byte) 0xA5);
    switch (damage) {
      case NONE -> Files.write(cache, good);
      case EMPTY -> Files.write(cache, new byte[0]);
      case GARBAGE -> Files.writeString(cache, "garbage".repeat(500_000));
      case TRUNCATED -> Files.write(cache, Arrays.copyOf(good, good.length / 2));
      case OVERWRITTEN_IN_THE_MIDDLE -> Files.write(cache, overwritten);
      case OF_AN_OLDER_JAR -> {
        Files.write(cache, good);
        age(cache.resolveSibling("ml-intern.jar"), Duration.ofMinutes(1));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "dash", "bash", "ksh", "mksh", "yash"})
  void runsInEveryPosixShell(String shell) throws IOException {
    givenAJarMadeByMaven();
    assumeTrue(onPath(shell).isPresent(), shell + " is not installed");

    FinishedCommand run =
        Command.of(temp, shell, checkout.resolve("ml-intern").toString(), "--help")
            .with("ML_INTERN_JAVA_HOME", JDK)
            .with("ML_INTERN_AOT_CACHE", 0)
            .run(BOUND);

    assertThat(run.stdout()).isEqualTo(helpOfTheJar());
  }

  @Test
  void isCleanForShellcheck() {
    assumeTrue(onPath("shellcheck").isPresent(), "shellcheck is not installed");

    FinishedCommand run =
        Command.of(
                PROJECT,
                "shellcheck",
                "--external-sources",
                "ml-intern",
                JDK_SEARCH,
                ".claude/hooks/ml-intern-hook")
            .run(BOUND);

    assertThat(run.stdout()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  private Command cachingLauncher(String... arguments) {
    return command(checkout.resolve("ml-intern"), arguments);
  }

  private Path fakeJdk(String version) throws IOException {
    Path jdk = temp.resolve("jdk-" + version);
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    script(jdk.resolve("bin/java"), "echo started the wrong java; exit 99");
    return jdk;
  }

  private Path homeWithAJdk25() throws IOException {
    Path jdks = Files.createDirectories(temp.resolve("user home/.jdks"));
    Files.createSymbolicLink(jdks.resolve("temurin"), JDK);
    return jdks.getParent();
  }

  private Path awaitCache() {
    Path launcherHome = checkout.resolve("target/launcher");
    return Waiting.until(
        () -> {
          try (Stream<Path> files = Files.walk(launcherHome)) {
            return files.filter(file -> file.toString().endsWith(".aot")).findFirst();
          } catch (IOException | UncheckedIOException _) {
            return Optional.empty(); // A temporary file went away while we looked.
          }
        },
        Duration.ofMinutes(3),
        () -> "an AOT cache in " + launcherHome);
  }
}
