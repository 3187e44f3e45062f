package dev.mlintern.tools.jobs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The installation of packages a log begins with: one block without a gap (spec tools-act J11).
/// The same words further down may be the job's own, and so may words such as `Downloading data`
/// before an installer is known to be at work, or after it said that it is done.
final class InstallerBlock {
  private static final int MAX_UNCERTAIN = 200;
  private static final int TAIL = 3;

  private final Deque<LogEntry> lines = new ArrayDeque<>();
  private boolean certain;
  private boolean done;
  private long count;

  /// Takes the line if the block goes on with it. When it does not, the block is over, and
  /// [#uncertain] are lines like any other.
  boolean takes(long number, String line) {
    InstallerLine kind = InstallerLine.of(line);
    boolean goesOn =
        switch (kind) {
          case CERTAIN, DONE -> true;
          case LIKELY -> !done;
          case NONE -> certain && !done && (line.isBlank() || isBar(line));
        };
    if (!goesOn || !certain && lines.size() >= MAX_UNCERTAIN) {
      return false;
    }
    certain |= kind == InstallerLine.CERTAIN || kind == InstallerLine.DONE;
    done = kind == InstallerLine.DONE || done && kind != InstallerLine.CERTAIN;
    count++;
    lines.add(new LogEntry(number, line));
    while (certain && lines.size() > TAIL) {
      lines.remove();
    }
    return true;
  }

  private static boolean isBar(String line) {
    return ProgressLine.of(line).filter(bar -> !bar.isTqdm()).isPresent();
  }

  /// Lines that turned out to be none of an installer's, when the block is over.
  List<LogEntry> uncertain() {
    return certain ? List.of() : List.copyOf(lines);
  }

  /// The last lines, to be shown while there is nothing else: installing may be what hangs.
  List<LogEntry> lines(int max) {
    var all = new ArrayList<>(lines);
    return all.subList(Math.max(0, all.size() - max), all.size());
  }

  /// How many lines the installer wrote.
  long count() {
    return certain ? count : 0;
  }
}
