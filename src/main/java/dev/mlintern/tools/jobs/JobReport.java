package dev.mlintern.tools.jobs;

import dev.mlintern.hub.jobs.Job;
import dev.mlintern.policy.HardwareCatalogue;
import dev.mlintern.policy.Usd;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.ToolResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The answer about one job that was waited for: its true stage, its log, and what to do next. A
/// job that ended otherwise than it should is an error (spec tools-act J1).
final class JobReport {
  private JobReport() {}

  /// @param seen how the wait ended
  /// @param url the job's page
  /// @param price what it costs, in words
  /// @param hardware what else it could run on
  /// @param notes lines of our own to put under the headline
  /// @param waited how long; zero when nobody meant to wait
  static ToolResult of(
      JobWatch.Seen seen,
      String url,
      String price,
      Optional<Usd> usdPerHour,
      HardwareCatalogue hardware,
      List<String> notes,
      Duration waited,
      int maxChars) {
    Job job = seen.job();
    var text = new ReplyText(maxChars);
    text.line(JobText.headline(job, usdPerHour, Instant.now()));
    text.line(url);
    text.line(price);
    JobText.reason(job).ifPresent(why -> text.line("Reason: " + why));
    notes.forEach(text::line);
    diagnosis(job, seen.log().lastLines(), hardware).ifPresent(text::line);
    if (!job.stage().isFinal()) {
      text.line(unfinished(job, waited));
    }
    seen.lookTrouble()
        .ifPresent(
            why -> text.line("The Hub could not be asked lately, so this may be old: " + why));
    log(text, seen);
    return job.stage().isFailure()
        ? ToolResult.error(text.toString())
        : ToolResult.ok(text.toString());
  }

  /// Why it failed and what to change, where that can be told.
  static Optional<String> diagnosis(Job job, List<String> lastLines, HardwareCatalogue hardware) {
    return JobDiagnosis.of(JobEnding.of(job, lastLines, hardware)).map(JobDiagnosis::text);
  }

  private static String unfinished(Job job, Duration waited) {
    String id = job.ref().namespace() + "/" + job.ref().id();
    return (waited.isZero() ? "It has been submitted, not finished" : "It has not finished")
        + " and goes on without this call. To go on: {\"operation\":\"wait\",\"job_id\":\""
        + id
        + "\"}; to read its log: operation logs; to stop it and its cost: operation cancel.";
  }

  private static void log(ReplyText text, JobWatch.Seen seen) {
    LogExcerpt excerpt = seen.log().excerpt();
    seen.logTrouble().ifPresent(why -> text.line("The log could not be read to its end: " + why));
    if (excerpt.text().isEmpty()) {
      if (excerpt.read() > 0 || seen.job().stage().isFinal()) {
        text.line("Log: " + excerpt.summary());
      }
      return;
    }
    text.line(ForeignText.fenced("Log (" + excerpt.summary() + ")", excerpt.text()));
  }
}
