package dev.mlintern.cli;

import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// `doctor` on what is installed: Java, this program's build, its AOT cache, Claude Code.
final class InstallChecks {
  private static final int JAVA = 25;
  private static final Duration BOUND = Duration.ofSeconds(6);
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)");
  private static final String INSTALL = "npm install -g @anthropic-ai/claude-code";

  /// Hooks are started without a shell since then (spec claude-code §6, harness App. A).
  private static final List<Integer> OLDEST_CLAUDE = List.of(2, 1, 139);

  private InstallChecks() {}

  static List<DoctorLine> program() {
    List<DoctorLine> lines = new ArrayList<>();
    lines.add(java(Runtime.version().feature()));
    Path jar = ownJar();
    lines.add(build(jar));
    lines.add(aotCache(jar));
    return lines;
  }

  static DoctorLine java(int feature) {
    String found =
        System.getProperty("java.vendor.version", "Java") + " (" + Runtime.version() + ")";
    return feature == JAVA
        ? DoctorLine.ok("java", found)
        : DoctorLine.warn(
            "java",
            found + ", made and tested with " + JAVA,
            "set ML_INTERN_JAVA_HOME to a JDK " + JAVA);
  }

  private static DoctorLine build(Path jar) {
    String found = "ml-intern " + OwnProgram.version() + ", " + jar;
    return System.getProperty("ml-intern.launcher") == null
        ? DoctorLine.warn(
            "build",
            found + ", started without the launcher",
            "start it as ./ml-intern: it builds, caches and is what Claude Code starts")
        : DoctorLine.ok("build", found);
  }

  private static DoctorLine aotCache(Path jar) {
    List<String> arguments =
        List.of(ProcessHandle.current().info().arguments().orElse(new String[0]));
    String option = "-XX:AOTCache=";
    Optional<String> used =
        arguments.stream().filter(argument -> argument.startsWith(option)).findFirst();
    if (used.isPresent()) {
      return DoctorLine.ok("AOT cache", used.get().substring(option.length()));
    }
    try (Stream<Path> files = Files.list(jar.getParent())) {
      List<String> names = files.map(file -> file.getFileName().toString()).toList();
      if (names.stream().anyMatch(name -> name.endsWith(".aot.failed"))) {
        return DoctorLine.warn(
            "AOT cache",
            "could not be made: starts take about twice as long",
            "read target/launcher/aot.log; everything works without it");
      }
    } catch (IOException _) {
      // The folder of a running jar can be listed; if not, the line below is still true.
    }
    return "0".equals(Settings.variables().get("ML_INTERN_AOT_CACHE"))
        ? DoctorLine.ok("AOT cache", "off (ML_INTERN_AOT_CACHE=0): starts take twice as long")
        : DoctorLine.warn(
            "AOT cache",
            "not in use yet: starts take about twice as long",
            "it is made aside after the first start; wait half a minute");
  }

  private static Path ownJar() {
    String launched = System.getProperty("java.class.path", "");
    return Path.of(launched.split(System.getProperty("path.separator"))[0]).toAbsolutePath();
  }

  static List<DoctorLine> claudeCode() throws InterruptedException {
    BoundedRun run;
    try {
      run = BoundedRun.of(List.of("claude", "--version"), Optional.empty(), "", BOUND);
    } catch (IOException _) {
      return List.of(DoctorLine.warn("Claude Code", "no `claude` on PATH", INSTALL));
    }
    Matcher matcher = VERSION.matcher(run.stdout());
    if (run.exitCode() != 0 || !matcher.find()) {
      String found = "`claude --version` failed: " + run.summary();
      return List.of(DoctorLine.fail("Claude Code", found, INSTALL));
    }
    String version = matcher.group();
    return List.of(
        isOlder(matcher)
            ? DoctorLine.warn(
                "Claude Code", version + ": too old for the hooks of this project", INSTALL)
            : DoctorLine.ok("Claude Code", version));
  }

  private static boolean isOlder(Matcher version) {
    for (int i = 0; i < OLDEST_CLAUDE.size(); i++) {
      int part = Integer.parseInt(version.group(i + 1));
      if (part != OLDEST_CLAUDE.get(i)) {
        return part < OLDEST_CLAUDE.get(i);
      }
    }
    return false;
  }
}
