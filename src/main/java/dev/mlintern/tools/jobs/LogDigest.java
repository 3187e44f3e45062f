package dev.mlintern.tools.jobs;

import dev.mlintern.hub.jobs.LogEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/// Reads a job's log event by event and keeps what a reader needs of it: the lines of a
/// [LogWindow], without terminal codes and hidden characters, each progress bar as its last state,
/// repetitions counted, package installation at the log's very start left out.
///
/// However long the log is, it holds the window and the last few hundred lines. To go on later:
/// `new LogDigest(window, excerpt.cursor())`, fed from `HubJobs.logs(job, excerpt.cursor(), …)`.
/// Not for several threads.
public final class LogDigest {
  private static final int MAX_LINE_CHARS = 2_000;
  private static final int LAST_LINES = 400;
  private static final int MAX_BARS = 64;

  /// The Hub's own words around the job's output (spec hub-api §9.16).
  private static final Pattern MARKER =
      Pattern.compile("===== Job (?:started at|finished: status=).{1,60} =====");

  private final LogWindow window;
  private final long since;
  private final Map<Long, LogEntry> kept = new LinkedHashMap<>();
  private final Map<String, Long> bars = new HashMap<>();
  private final Deque<String> lastLines = new ArrayDeque<>();
  private final InstallerBlock installation = new InstallerBlock();
  private boolean installing;
  private long nextKey;
  private long lastKey = -1;
  private String lastText = "";
  private long keptChars;
  private long cursor;
  private long read;
  private long folded;
  private long matching;
  private boolean full;

  /// @param since how many events of the log were read before: 0 for its start
  public LogDigest(LogWindow window, long since) {
    this.window = Objects.requireNonNull(window, "window");
    this.since = since;
    this.cursor = since;
    // Who searches, searches everywhere.
    this.installing = since == 0 && window.grep().isEmpty();
  }

  /// Takes the next event. Events that were read before, which a reconnect may replay, and events
  /// after the window is full are ignored.
  ///
  /// @throws LineFilter.TooCostly when the filter's pattern takes too long
  public void add(LogEvent.Line event) {
    if (event.number() <= cursor || isFull(event)) {
      return;
    }
    if (!MARKER.matcher(event.text()).matches()) {
      read++;
      for (String line : TerminalText.plain(event.text()).split("\n", -1)) {
        states(event.number(), line);
      }
    }
    cursor = event.number();
  }

  /// Whether the window takes no more, so that reading on is of no use. Only a window of first
  /// lines is ever full.
  public boolean isFull() {
    return full;
  }

  private boolean isFull(LogEvent.Line event) {
    if (window.end() == LogWindow.End.FIRST && !kept.isEmpty() && !full) {
      int chars = Math.min(MAX_LINE_CHARS, event.text().length());
      full = kept.size() >= window.maxLines() || keptChars + chars > window.maxChars() - 100;
    }
    return full;
  }

  /// The log's last lines whatever the window is, at most a few hundred, progress left out: what
  /// [JobDiagnosis] reads.
  public List<String> lastLines() {
    return lastLines.isEmpty()
        ? installation.lines(LAST_LINES).stream().map(entry -> entry.text).toList()
        : List.copyOf(lastLines);
  }

  /// What there is so far.
  public LogExcerpt excerpt() {
    List<LogEntry> entries = new ArrayList<>(kept.values());
    boolean onlyInstalling = entries.isEmpty();
    if (onlyInstalling) {
      entries.addAll(installation.lines(window.maxLines()));
    }
    LogPage page = LogPage.of(entries, window);
    return new LogExcerpt(
        page.text(),
        page.shown(),
        read,
        folded,
        Math.max(0, installation.count() - (onlyInstalling ? entries.size() : 0)),
        matching,
        since,
        cursor,
        full,
        window.grep().map(LineFilter::words));
  }

  /// A line of which parts were written over one another.
  private void states(long number, String line) {
    int cut = line.indexOf('\r');
    if (cut < 0) {
      line(number, line);
      return;
    }
    List<String> states = new ArrayList<>();
    for (String state : line.split("\r")) {
      if (!state.isBlank()) {
        states.add(state.stripTrailing());
      }
    }
    for (int i = 0; i < states.size(); i++) {
      if (i + 1 < states.size() && isOverwritten(states.get(i), states.get(i + 1))) {
        continue;
      }
      line(number, states.get(i));
    }
  }

  private static boolean isOverwritten(String state, String next) {
    return ProgressLine.of(state).isEmpty()
        && (next.startsWith(state) || ProgressLine.sameShape(state, next));
  }

  private void line(long number, String line) {
    String text = cut(line.stripTrailing());
    if (text.isEmpty() && lastText.isEmpty()) {
      return;
    }
    if (installing) {
      if (installation.takes(number, text)) {
        return;
      }
      installing = false;
      installation.uncertain().forEach(entry -> line(entry.number, entry.text));
    }
    var progress = ProgressLine.of(text);
    if (progress.isPresent()) {
      progress(number, progress.get());
      return;
    }
    lastLines.add(text);
    if (lastLines.size() > LAST_LINES) {
      lastLines.remove();
    }
    if (!isWanted(text)) {
      return;
    }
    LogEntry last = kept.get(lastKey);
    if (last != null && text.equals(lastText)) {
      last.repeats++;
      folded++;
      return;
    }
    lastKey = keep(new LogEntry(number, text));
    lastText = text;
  }

  private void progress(long number, ProgressLine progress) {
    if (isWanted(progress.state())) {
      Long before = bars.remove(progress.key());
      LogEntry earlier = before == null ? null : kept.remove(before);
      if (earlier != null) {
        keptChars -= earlier.chars();
        folded++;
      } else if (before != null) {
        folded++;
      }
      if (bars.size() >= MAX_BARS) {
        bars.clear();
      }
      bars.put(progress.key(), keep(new LogEntry(number, progress.state())));
    }
    if (!progress.rest().isEmpty()) {
      line(number, progress.rest());
    }
  }

  private boolean isWanted(String text) {
    boolean wanted = window.grep().map(filter -> filter.matches(text)).orElse(true);
    if (wanted && window.grep().isPresent()) {
      matching++;
    }
    return wanted;
  }

  private long keep(LogEntry entry) {
    long key = nextKey++;
    kept.put(key, entry);
    keptChars += entry.chars();
    if (window.end() == LogWindow.End.LAST && kept.size() > window.maxLines()) {
      var eldest = kept.entrySet().iterator();
      keptChars -= eldest.next().getValue().chars();
      eldest.remove();
    }
    return key;
  }

  private static String cut(String line) {
    if (line.length() <= MAX_LINE_CHARS) {
      return line;
    }
    int end =
        Character.isLowSurrogate(line.charAt(MAX_LINE_CHARS)) ? MAX_LINE_CHARS - 1 : MAX_LINE_CHARS;
    return line.substring(0, end) + " … (+" + (line.length() - end) + " characters)";
  }
}
