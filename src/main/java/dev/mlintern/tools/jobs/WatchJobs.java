package dev.mlintern.tools.jobs;

import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.jobs.HubJobs;
import dev.mlintern.hub.jobs.Job;
import dev.mlintern.hub.jobs.JobRef;
import dev.mlintern.hub.jobs.LogEvent;
import dev.mlintern.hub.jobs.LogStream;
import dev.mlintern.policy.Usd;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.Subtasks;
import dev.mlintern.tools.Subtasks.Outcome;
import dev.mlintern.tools.Subtasks.Subtask;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The operations `wait` and `logs`, and the wait after a submission.
final class WatchJobs {
  private static final int HEADER_CHARS = 1_800;
  private static final int SHORTEST_LOG = 1_000;
  private static final int RUN_LINES = 100;

  /// Log lines of each of several failed jobs.
  private static final int FAILED_LINES = 10;

  private final HubJobs jobs;
  private final StartedJobs started;
  private final Namespaces namespaces;
  private final JobPrices prices;
  private final JobWatch.Pace pace;

  WatchJobs(
      HubJobs jobs,
      StartedJobs started,
      Namespaces namespaces,
      JobPrices prices,
      JobWatch.Pace pace) {
    this.jobs = jobs;
    this.started = started;
    this.namespaces = namespaces;
    this.prices = prices;
    this.pace = pace;
  }

  /// Waits for a job that was just submitted, and tells how it is.
  ///
  /// The job exists from here on: whatever goes wrong, the answer names it.
  ToolResult afterSubmission(
      Job job,
      Optional<Usd> usdPerHour,
      Duration timeout,
      List<String> notes,
      Duration wait,
      ToolCall call)
      throws InterruptedException {
    var told = new ArrayList<String>();
    job.image().ifPresent(image -> told.add("image " + ForeignText.oneLine(image.toString())));
    told.addAll(notes);
    LogWindow window = LogWindow.last(RUN_LINES, ReplyText.DEFAULT_MAX_CHARS - HEADER_CHARS);
    JobWatch.Seen seen;
    try {
      seen = watch(job, wait, window, 0, call.progress(), call).untilEnd();
    } catch (HubException e) {
      return ToolResult.error(
          "Job "
              + job.ref().id()
              + " was submitted ("
              + jobs.webUrl(job.ref())
              + ", "
              + JobText.price(job.flavor(), usdPerHour, Optional.of(timeout))
              + "), but can no longer be looked at: "
              + e.getMessage());
    }
    started.seen(seen.job());
    return JobReport.of(
        seen,
        jobs.webUrl(job.ref()),
        JobText.price(job.flavor(), usdPerHour, Optional.of(timeout)),
        usdPerHour,
        prices.known(call.scope()).catalogue(),
        told,
        wait,
        ReplyText.DEFAULT_MAX_CHARS);
  }

  ToolResult await(JobsOperation.Wait wait, ToolCall call) throws InterruptedException {
    List<JobRef> refs =
        wait.jobs().stream()
            .map(job -> namespaces.of(job, wait.namespace(), call.scope()))
            .distinct()
            .toList();
    return refs.size() == 1 ? one(refs.getFirst(), wait, call) : many(refs, wait, call);
  }

  private ToolResult one(JobRef ref, JobsOperation.Wait wait, ToolCall call)
      throws InterruptedException {
    Job job = jobs.inspect(ref, call.scope());
    JobsOperation.LogQuery query = wait.query();
    LogWindow window = window(query);
    JobWatch.Seen seen =
        watch(job, wait.patience(), window, query.since().orElse(0), call.progress(), call)
            .untilEnd();
    started.seen(seen.job());
    Optional<Usd> usdPerHour = prices.usdPerHour(seen.job().flavor(), call.scope());
    return JobReport.of(
        seen,
        jobs.webUrl(ref),
        JobText.price(seen.job().flavor(), usdPerHour, seen.job().timeout()),
        usdPerHour,
        prices.known(call.scope()).catalogue(),
        List.of(),
        wait.patience(),
        query.maxChars());
  }

  private ToolResult many(List<JobRef> refs, JobsOperation.Wait wait, ToolCall call)
      throws InterruptedException {
    var outcomes = new LinkedHashMap<JobRef, Outcome<JobWatch.Seen>>();
    try (var subtasks = new Subtasks()) {
      Map<JobRef, Subtask<JobWatch.Seen>> waits = new LinkedHashMap<>();
      LogWindow window = LogWindow.last(FAILED_LINES, SHORTEST_LOG);
      for (JobRef ref : refs) {
        waits.put(
            ref,
            subtasks.start(
                () ->
                    watch(
                            jobs.inspect(ref, call.scope()),
                            wait.patience(),
                            window,
                            0,
                            Progress.NONE,
                            call)
                        .untilEnd()));
      }
      for (var entry : waits.entrySet()) {
        outcomes.put(entry.getKey(), entry.getValue().outcome());
        call.progress()
            .report(
                outcomes.size(),
                java.util.OptionalDouble.of(refs.size()),
                outcomes.size() + " of " + refs.size() + " jobs looked at to the end");
      }
    }
    return manyTold(outcomes, wait.query().maxChars(), call);
  }

  private ToolResult manyTold(
      Map<JobRef, Outcome<JobWatch.Seen>> outcomes, int maxChars, ToolCall call)
      throws InterruptedException {
    var lines = new ArrayList<String>();
    var logs = new ArrayList<String>();
    boolean failed = false;
    int ended = 0;
    for (var entry : outcomes.entrySet()) {
      switch (entry.getValue()) {
        case Outcome.Failed<JobWatch.Seen>(RuntimeException why) -> {
          failed = true;
          lines.add("Job " + entry.getKey().id() + ": " + trouble(why));
        }
        case Outcome.Done<JobWatch.Seen>(JobWatch.Seen seen) -> {
          Job job = seen.job();
          started.seen(job);
          failed |= job.stage().isFailure();
          ended += job.stage().isFinal() ? 1 : 0;
          lines.add(
              JobText.headline(job, prices.usdPerHour(job.flavor(), call.scope()), Instant.now())
                  + JobText.reason(job).map(why -> " " + why).orElse(""));
          if (job.stage().isFailure()) {
            JobReport.diagnosis(job, seen.log().lastLines(), prices.known(call.scope()).catalogue())
                .ifPresent(lines::add);
            logs.add(
                ForeignText.fenced("Last lines of " + job.ref().id(), seen.log().excerpt().text()));
          }
        }
      }
    }
    var text = new ReplyText(maxChars);
    text.line(ended + " of " + outcomes.size() + " jobs have ended.");
    lines.forEach(text::line);
    long left = logs.stream().filter(log -> !text.addIfFits(log)).count();
    if (left > 0) {
      text.line("The logs of " + left + " more failed jobs: operation logs.");
    }
    return failed ? ToolResult.error(text.toString()) : ToolResult.ok(text.toString());
  }

  static String trouble(RuntimeException why) {
    return switch (why) {
      case HubException e -> e.status() == 404 ? "not found" : e.getMessage();
      case HttpFailure e -> e.getMessage();
      case ToolFailure e -> e.getMessage();
      default -> throw why;
    };
  }

  ToolResult logs(JobsOperation.Logs logs, ToolCall call) throws InterruptedException {
    JobRef ref = namespaces.of(logs.job(), logs.namespace(), call.scope());
    JobsOperation.LogQuery query = logs.query();
    Job job = jobs.inspect(ref, call.scope());
    var digest = new LogDigest(window(query), query.since().orElse(0));
    Optional<String> trouble = read(job, digest, query.since().orElse(0), call);
    if (!job.stage().isFinal()) {
      job = jobs.inspect(ref, call.scope());
    }
    started.seen(job);
    LogExcerpt excerpt = digest.excerpt();
    var text = new ReplyText(query.maxChars());
    text.line(
        JobText.headline(job, prices.usdPerHour(job.flavor(), call.scope()), Instant.now())
            + (job.stage().isFinal() ? "" : " It still goes on; wait follows it."));
    JobText.reason(job).ifPresent(why -> text.line("Reason: " + why));
    if (job.stage().isFailure()) {
      JobReport.diagnosis(job, digest.lastLines(), prices.known(call.scope()).catalogue())
          .ifPresent(text::line);
    }
    trouble.ifPresent(why -> text.line("The log could not be read to its end: " + why));
    if (excerpt.text().isEmpty()) {
      text.line("No log lines to show (" + excerpt.summary() + ").");
      return trouble.isPresent() && excerpt.read() == 0
          ? ToolResult.error(text.toString())
          : ToolResult.ok(text.toString());
    }
    text.line(ForeignText.fenced("Log (" + excerpt.summary() + ")", excerpt.text()));
    return ToolResult.ok(text.toString());
  }

  /// Reads what there is now. A running job's stream does not end, so silence does.
  private Optional<String> read(Job job, LogDigest digest, long since, ToolCall call)
      throws InterruptedException {
    long endNanos = System.nanoTime() + pace.reading().toNanos();
    Duration patience = pace.quiet().multipliedBy(2);
    try (LogStream log = jobs.logs(job.ref(), since, call.scope())) {
      while (!digest.isFull()) {
        switch (log.next(patience)) {
          case LogEvent.Line line -> digest.add(line);
          case LogEvent.Silence _, LogEvent.End _ -> {
            return Optional.empty();
          }
        }
        patience = pace.quiet();
        if (!job.stage().isFinal() && System.nanoTime() > endNanos) {
          return Optional.of(
              "it went on printing all the "
                  + pace.reading().toSeconds()
                  + " s it was read for, so there may be later lines than these.");
        }
      }
      return Optional.empty();
    } catch (HubException | HttpFailure e) {
      return Optional.of(e.getMessage());
    }
  }

  private JobWatch watch(
      Job job, Duration wait, LogWindow window, long since, Progress progress, ToolCall call) {
    return new JobWatch(jobs, pace, job, wait, window, since, call.scope(), progress);
  }

  private static LogWindow window(JobsOperation.LogQuery query) {
    int chars = Math.max(SHORTEST_LOG, query.maxChars() - HEADER_CHARS);
    try {
      LogWindow window =
          query.since().isPresent()
              ? LogWindow.first(query.tail(), chars)
              : LogWindow.last(query.tail(), chars);
      return query.grep().map(LineFilter::of).map(window::matching).orElse(window);
    } catch (IllegalArgumentException e) {
      throw new ToolFailure("hf_jobs: " + e.getMessage() + ".", e);
    }
  }
}
