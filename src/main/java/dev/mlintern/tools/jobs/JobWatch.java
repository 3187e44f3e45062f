package dev.mlintern.tools.jobs;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.jobs.HubJobs;
import dev.mlintern.hub.jobs.Job;
import dev.mlintern.hub.jobs.JobRef;
import dev.mlintern.hub.jobs.JobStage;
import dev.mlintern.hub.jobs.LogEvent;
import dev.mlintern.hub.jobs.LogStream;
import dev.mlintern.tools.Progress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/// Waits for a job's end, at most so long, reading its log meanwhile. Whether the job has ended is
/// asked of the job, never guessed from the log (spec tools-act J1). Neither a broken log nor a Hub
/// that stumbles ends the wait. For one thread.
final class JobWatch {
  private static final int MOST_LOG_FAILURES = 3;
  private static final int MOST_MISSING = 3;
  private static final String FINISHED = "===== Job finished";
  private static final Duration SECOND = Duration.ofSeconds(1);

  /// How often things are asked.
  ///
  /// @param look between two looks at a job that has run for a while; the first come sooner
  /// @param quiet how long an ended job's log may be silent before it counts as complete
  /// @param reading after which reading the log of a job that goes on printing ends
  record Pace(Duration look, Duration quiet, Duration reading) {
    static final Pace USUAL =
        new Pace(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofSeconds(20));
  }

  /// How the wait ended.
  ///
  /// @param job as it was last seen
  /// @param log what was read
  /// @param logTrouble why the log could not be read, if it could not
  /// @param lookTrouble why the job could not be looked at lately, if it could not
  record Seen(Job job, LogDigest log, Optional<String> logTrouble, Optional<String> lookTrouble) {}

  private final HubJobs jobs;
  private final Pace pace;
  private final CallScope scope;
  private final Progress progress;
  private final LogDigest digest;
  private final long since;
  private final long startNanos = System.nanoTime();
  private final Duration wait;

  private Job job;
  private LogStream log;
  private long read;
  private int logFailures;
  private int missing;
  private String lastLine = "";
  private long reportedNanos;
  private String reportedStage = "";
  private Optional<String> logTrouble = Optional.empty();
  private Optional<String> lookTrouble = Optional.empty();
  private boolean complete;
  private Duration nextLook;

  /// @param job as it is now
  /// @param since events of the log read before
  JobWatch(
      HubJobs jobs,
      Pace pace,
      Job job,
      Duration wait,
      LogWindow window,
      long since,
      CallScope scope,
      Progress progress) {
    this.jobs = jobs;
    this.pace = pace;
    this.job = job;
    this.wait = wait;
    this.since = since;
    this.read = since;
    this.digest = new LogDigest(window, since);
    this.scope = scope;
    this.progress = progress;
  }

  /// @throws HubException when the job is gone, or may not be looked at any more
  Seen untilEnd() throws InterruptedException {
    try {
      Duration interval = pace.look().dividedBy(16); // short jobs are soon over
      nextLook = interval;
      while (!job.stage().isFinal() && elapsed().compareTo(wait) < 0) {
        report();
        step(min(min(nextLook, wait).minus(elapsed()), SECOND));
        if (elapsed().compareTo(nextLook) >= 0) {
          look();
          interval = min(interval.multipliedBy(2), pace.look());
          nextLook = elapsed().plus(interval);
        }
      }
      if (job.stage().isFinal()) {
        drain();
      }
      report();
      return new Seen(job, digest, logTrouble, lookTrouble);
    } finally {
      closeLog();
    }
  }

  /// Reads one event, or waits.
  private void step(Duration patience) throws InterruptedException {
    Duration positive = patience.isNegative() ? Duration.ZERO : patience;
    if (job.stage() != JobStage.SCHEDULING) {
      open();
    }
    if (log == null) {
      scope.pause(positive);
      return;
    }
    next(positive);
  }

  private void open() {
    if (log == null && !complete && logFailures < MOST_LOG_FAILURES) {
      log = jobs.logs(job.ref(), read, scope);
    }
  }

  /// The log says that something happened.
  private void lookSoon() {
    nextLook = min(nextLook, elapsed().plus(pace.look().dividedBy(10)));
  }

  /// @return whether there was an event
  private boolean next(Duration patience) throws InterruptedException {
    try {
      switch (log.next(patience)) {
        case LogEvent.Line line -> {
          read = line.number();
          digest.add(line);
          if (line.isMarker()) {
            complete = line.text().startsWith(FINISHED);
            lookSoon();
          } else if (!line.text().isBlank()) {
            lastLine = line.text();
          }
          return true;
        }
        case LogEvent.Silence _ -> {
          return false;
        }
        case LogEvent.End _ -> {
          closeLog();
          logFailures++; // it may have ended too early; opened again, but not for ever
          lookSoon();
          return false;
        }
      }
    } catch (HubException | HttpFailure e) {
      closeLog();
      logFailures++;
      logTrouble = Optional.of(e.getMessage());
      return false;
    }
  }

  private void look() {
    try {
      job = jobs.inspect(job.ref(), scope);
      lookTrouble = Optional.empty();
      missing = 0;
    } catch (HubException e) {
      boolean lasting =
          switch (e.fault()) {
            case NOT_FOUND, REPO_MISSING -> ++missing >= MOST_MISSING;
            case UNAUTHENTICATED, FORBIDDEN -> true;
            default -> false;
          };
      if (lasting) {
        throw e;
      }
      lookTrouble = Optional.of(e.getMessage());
    } catch (HttpFailure e) {
      lookTrouble = Optional.of(e.getMessage());
    }
  }

  /// Reads what the log still holds of a job that has ended.
  private void drain() throws InterruptedException {
    logFailures = Math.min(logFailures, MOST_LOG_FAILURES - 1);
    open();
    while (log != null && !scope.isExpired() && next(pace.quiet())) {
      report();
    }
    if (read > since) {
      logTrouble = Optional.empty();
    }
  }

  private void closeLog() {
    if (log != null) {
      log.close();
      log = null;
    }
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  /// At most once a second, and whenever the stage changes.
  private void report() {
    long now = System.nanoTime();
    String stage = job.status().word();
    if (stage.equals(reportedStage) && now - reportedNanos < SECOND.toNanos()) {
      return;
    }
    reportedNanos = now;
    reportedStage = stage;
    JobRef ref = job.ref();
    String line = lastLine.isEmpty() ? "" : ": " + TerminalText.plain(lastLine);
    progress.report(
        elapsed().toMillis() / 1000.0,
        OptionalDouble.of(Math.max(wait.toMillis(), elapsed().toMillis()) / 1000.0),
        "job " + ref.id() + " " + stage + line);
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
