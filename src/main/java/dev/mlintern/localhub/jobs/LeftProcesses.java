package dev.mlintern.localhub.jobs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/// What a Hub that was killed left running: its jobs' processes have groups of their own and do not
/// end with it. They are known by the folder they were given, which is nobody else's.
final class LeftProcesses {
  private static final Path TABLE = Path.of("/proc");
  private static final Set<String> NAMES = Set.of("HOME", "ML_INTERN_SANDBOX_ROOT");

  private LeftProcesses() {}

  /// Kills them. Nothing happens where there is no process table.
  ///
  /// @param folders working folders of jobs that do not run any more
  static void end(Set<Path> folders) {
    if (folders.isEmpty()) {
      return;
    }
    Set<String> entries = new HashSet<>();
    for (Path folder : folders) {
      for (String name : NAMES) {
        entries.add(name + "=" + folder);
        entries.add(name + "=" + real(folder));
      }
    }
    try (Stream<Path> processes = Files.list(TABLE)) {
      processes
          .filter(process -> process.getFileName().toString().matches("\\d+"))
          .filter(process -> isOf(process, entries))
          .forEach(
              process ->
                  ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                      .ifPresent(ProcessHandle::destroyForcibly));
    } catch (IOException _) {
      // No process table here.
    }
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException _) {
      return folder;
    }
  }

  private static boolean isOf(Path process, Set<String> entries) {
    try {
      byte[] environment = Files.readAllBytes(process.resolve("environ"));
      return Arrays.stream(new String(environment, StandardCharsets.UTF_8).split("\0"))
          .anyMatch(entries::contains);
    } catch (IOException _) {
      return false; // somebody else's, or ended meanwhile
    }
  }
}
