package dev.mlintern.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/// `ml-intern sandbox sweep` in a process that outlives this one: for the end of a server that is
/// given no time to wait for the Hub. A Hub that is out of reach just then is asked again for a
/// while; what is still left is for the next start.
final class DetachedSweep {
  private static final String MINUTES = "10";

  private DetachedSweep() {}

  static void start() {
    List<String> line = new ArrayList<>();
    // Signals to our process group must not reach it.
    Stream.of("/usr/bin/setsid", "/bin/setsid")
        .filter(program -> Files.isExecutable(Path.of(program)))
        .findFirst()
        .ifPresent(line::add);
    try {
      line.addAll(OwnProgram.commandLine("sandbox", "sweep", "--keep-trying", MINUTES));
      new ProcessBuilder(line)
          .redirectInput(new File("/dev/null"))
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      // The leases stay on disk: the next start finds them.
      LoggerFactory.getLogger(DetachedSweep.class).warn("no process to end sandboxes", e);
    }
  }
}
