package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mlintern.e2e.ClaudeProject;
import dev.mlintern.e2e.Command;
import dev.mlintern.e2e.FinishedCommand;
import dev.mlintern.e2e.RunningCommand;
import dev.mlintern.e2e.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The launcher as people and Claude Code start it: real processes, in a copy of the project whose
/// path has blanks and a quote, with Maven replaced where only the launcher's part matters.
class LauncherIT {
  private static final Path PROJECT = Path.of(System.getProperty("ml-intern.basedir"));
  private static final Path JAR = Path.of(System.getProperty("ml-intern.jar"));
  private static final Path JDK = Path.of(System.getProperty("java.home"));
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}\
      """;

  private static final String JDK_SEARCH = ".claude/hooks/find-jdk.sh";

  @TempDir Path temp;
  private Path checkout;
  private Path tools;

  @BeforeEach
  void copyTheProject() throws IOException {
    checkout = temp.resolve("it's a check out");
    tools = Files.createDirectories(temp.resolve("tools"));
    Files.createDirectories(checkout.resolve("src/main"));
    copyTheLauncher(checkout);
    Files.copy(PROJECT.resolve("pom.xml"), checkout.resolve("pom.xml"));
    Files.writeString(checkout.resolve("src/main/Source.java"), "class Source {}");
    age(checkout.resolve("src/main/Source.java"), Duration.ofHours(2));
    age(checkout.resolve("src/main"), Duration.ofHours(2));
    age(checkout.resolve("pom.xml"), Duration.ofHours(2));
  }

  private static void copyTheLauncher(Path to) throws IOException {
    Files.copy(PROJECT.resolve("ml-intern"), to.resolve("ml-intern"));
    Files.createDirectories(to.resolve(JDK_SEARCH).getParent());
    Files.copy(PROJECT.resolve(JDK_SEARCH), to.resolve(JDK_SEARCH));
  }

  // ---- finding itself and a JDK ----

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

  // ---- building ----

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

  // ---- the AOT cache ----

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

  // ---- the shell it runs in ----

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

  // ---- the stage ----

  /// Without a cache: one made in the background would outlive the test and its folder.
  private Command launcher(String... arguments) {
    return command(checkout.resolve("ml-intern"), arguments).with("ML_INTERN_AOT_CACHE", 0);
  }

  private Command cachingLauncher(String... arguments) {
    return command(checkout.resolve("ml-intern"), arguments);
  }

  private Command command(Path script, String... arguments) {
    var line = Stream.concat(Stream.of(script.toString()), Stream.of(arguments));
    return Command.of(temp, line.toArray(String[]::new))
        .with("ML_INTERN_JAVA_HOME", JDK)
        .with("HOME", temp)
        .with("PATH", tools + ":" + System.getenv("PATH"));
  }

  private void givenAJarMadeByMaven() throws IOException {
    Files.createDirectories(checkout.resolve("target"));
    Files.copy(JAR, checkout.resolve("target/ml-intern.jar"));
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

  private static void script(Path path, String body) throws IOException {
    Files.writeString(path, "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// The commands the launcher uses, without java and mvn beside them.
  private String pathWithoutJava() throws IOException {
    Path bin = Files.createDirectories(temp.resolve("plain bin"));
    for (String name : "sh dirname readlink find mkdir mv rm cp date touch grep sleep".split(" ")) {
      Optional<Path> found = onPath(name);
      if (found.isPresent()) {
        Files.createSymbolicLink(bin.resolve(name), found.get());
      }
    }
    return bin.toString();
  }

  private static Optional<Path> onPath(String name) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
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

  private static String helpOfTheJar() {
    String java = JDK.resolve("bin/java").toString();
    return Command.of(PROJECT, java, "-jar", JAR.toString(), "--help").run(BOUND).stdout();
  }

  private static void age(Path file, Duration by) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(by)));
  }
}
