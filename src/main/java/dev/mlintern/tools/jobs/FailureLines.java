package dev.mlintern.tools.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The lines of a log in which the reason of a failure stands: from the last chain of Python
/// tracebacks that is more than a launcher's complaint on, else the last lines. What was printed
/// before, such as an error that the script handled, is none.
///
/// @param lines without the programs' own source lines
/// @param frames files the last chain of tracebacks goes through
/// @param exception the last exception, e.g. `ValueError: x`
record FailureLines(List<String> lines, List<String> frames, Optional<String> exception) {
  private static final int WITHOUT_TRACEBACK = 60;
  private static final String HEADER = "Traceback (most recent call last)";

  /// `[rank0]: `, `0: `, `2026-11-27 03:00:00,123 ERROR - `, `(TrainWorker pid=12) `.
  private static final Pattern PREFIX =
      Pattern.compile(
          "^(?:\\[rank\\d+\\]: ?|\\[default\\d+\\]: ?|\\(\\w+ pid=\\d+[^)]{0,60}\\) ?|\\d+:"
              + " (?=Traceback))");
  private static final Pattern EXCEPTION =
      Pattern.compile("^(?:[A-Za-z_]\\w*\\.)*[A-Z]\\w*(?::.*|$)");
  private static final Pattern LAUNCHER =
      Pattern.compile("ChildFailedError|CalledProcessError|ProcessExitedException|^SystemExit");

  FailureLines {
    lines = List.copyOf(lines);
    frames = List.copyOf(frames);
  }

  static FailureLines of(List<String> log) {
    List<String> all = log.stream().map(line -> PREFIX.matcher(line).replaceFirst("")).toList();
    int from = Math.max(0, all.size() - WITHOUT_TRACEBACK);
    Optional<String> exception = Optional.empty();
    int chain = -1;
    for (int i = 0; i < all.size(); i++) {
      if (!all.get(i).startsWith(HEADER)) {
        continue;
      }
      chain = chain >= 0 && goesOn(all, i) ? chain : i;
      Optional<String> raised = raised(all, i);
      boolean launcher = raised.filter(text -> LAUNCHER.matcher(text).find()).isPresent();
      if (!launcher || exception.isEmpty()) {
        from = chain;
        exception = raised.or(() -> Optional.of(HEADER));
      }
    }
    var lines = new ArrayList<String>();
    var frames = new ArrayList<String>();
    for (String line : all.subList(from, all.size())) {
      if (line.startsWith("  File \"")) {
        frames.add(line.strip());
      } else if (exception.isEmpty() || !line.startsWith("    ")) {
        lines.add(line);
      }
    }
    return new FailureLines(lines, frames, exception);
  }

  /// Whether the traceback at this line belongs to the one before it.
  private static boolean goesOn(List<String> all, int header) {
    for (int i = header - 1; i >= Math.max(0, header - 3); i--) {
      String line = all.get(i);
      if (line.startsWith("During handling of the above exception")
          || line.startsWith("The above exception was the direct cause")) {
        return true;
      }
    }
    return false;
  }

  private static Optional<String> raised(List<String> all, int header) {
    for (int i = header + 1; i < all.size(); i++) {
      String line = all.get(i);
      if (!line.isBlank() && !Character.isWhitespace(line.charAt(0))) {
        return Optional.of(line).filter(text -> EXCEPTION.matcher(text).matches());
      }
    }
    return Optional.empty();
  }

  /// Whether the program failed inside one of these libraries.
  boolean inside(String... libraries) {
    for (String library : libraries) {
      if (frames.stream().anyMatch(frame -> frame.contains("/" + library + "/"))) {
        return true;
      }
    }
    return false;
  }
}
