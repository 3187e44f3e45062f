package dev.mlintern.tools.jobs;

import dev.mlintern.hub.jobs.Job;
import dev.mlintern.hub.jobs.JobStage;
import dev.mlintern.policy.JobTimeout;
import dev.mlintern.policy.Usd;
import dev.mlintern.tools.ForeignText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How one job is told.
final class JobText {
  private static final int COMMAND_CHARS = 300;
  private static final int MESSAGE_CHARS = 500;

  private JobText() {}

  /// `Job 687f… COMPLETED after 12m, cost $0.30.`
  static String headline(Job job, Optional<Usd> usdPerHour, Instant now) {
    var line = new StringBuilder("Job ").append(job.ref().id()).append(' ');
    line.append(word(job));
    boolean ranAtAll = job.startedAt().or(job::finishedAt).isPresent();
    Optional<String> ran = JobTime.ran(job, now).filter(_ -> ranAtAll).map(JobTime::brief);
    if (job.stage().isFinal()) {
      ran.ifPresent(time -> line.append(" after ").append(time));
    } else if (job.stage() == JobStage.SCHEDULING) {
      job.createdAt()
          .ifPresent(
              at ->
                  line.append(" (waiting for hardware for ")
                      .append(JobTime.brief(java.time.Duration.between(at, now).abs()))
                      .append(')'));
    } else {
      ran.ifPresent(time -> line.append(" for ").append(time));
    }
    cost(job, usdPerHour, now)
        .ifPresent(
            usd -> line.append(job.stage().isFinal() ? ", cost " : ", cost so far ").append(usd));
    return line.append('.').toString();
  }

  static String labels(Job job) {
    return ForeignText.oneLine(job.labels().toString(), 300);
  }

  static String word(Job job) {
    return ForeignText.oneLine(job.status().word(), 30);
  }

  static Optional<Usd> cost(Job job, Optional<Usd> usdPerHour, Instant now) {
    return JobTime.ran(job, now).flatMap(ran -> usdPerHour.map(usd -> usd.forHours(ran)));
  }

  /// `a10g-large, $1.50/h, timeout 4h, worst case $6.00`
  static String price(String flavor, Optional<Usd> usdPerHour, Optional<java.time.Duration> limit) {
    var parts = new ArrayList<String>();
    parts.add(ForeignText.leading(flavor, 40));
    parts.add(usdPerHour.map(usd -> usd + "/h").orElse("price not known"));
    limit.ifPresent(time -> parts.add("timeout " + JobTimeout.format(time)));
    if (limit.isPresent() && usdPerHour.isPresent()) {
      parts.add("worst case " + usdPerHour.get().forHours(limit.get()));
    }
    return String.join(", ", parts);
  }

  /// The Hub's reason for the stage, if there is one.
  static Optional<String> reason(Job job) {
    var parts = new ArrayList<String>();
    job.status().message().ifPresent(parts::add);
    job.status().cancelReason().map(why -> "cancel reason " + why).ifPresent(parts::add);
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(ForeignText.oneLine(String.join("; ", parts), MESSAGE_CHARS));
  }

  /// Everything that was asked of the job, for inspect.
  static List<String> details(Job job, String url) {
    var lines = new ArrayList<String>();
    lines.add(url);
    job.image().ifPresent(image -> lines.add("image " + line(image.toString(), 200)));
    if (!job.command().isEmpty()) {
      lines.add("command " + line(command(job.command()), COMMAND_CHARS));
    }
    var times = new ArrayList<String>();
    job.createdAt().ifPresent(at -> times.add("created " + time(at)));
    job.startedAt().ifPresent(at -> times.add("started " + time(at)));
    job.finishedAt().ifPresent(at -> times.add("finished " + time(at)));
    if (!times.isEmpty()) {
      lines.add(String.join(", ", times));
    }
    if (!job.labels().isEmpty()) {
      lines.add("labels " + labels(job));
    }
    var given = new ArrayList<String>();
    if (!job.environmentNames().isEmpty()) {
      given.add("env " + String.join(" ", job.environmentNames()));
    }
    if (!job.secretNames().isEmpty()) {
      given.add("secrets " + String.join(" ", job.secretNames()) + " (names only)");
    }
    job.volumes()
        .forEach(
            volume ->
                given.add(volume.type() + " " + volume.source() + " at " + volume.mountPath()));
    if (!given.isEmpty()) {
      lines.add(line(String.join("; ", given), 500));
    }
    if (!job.status().exposeUrls().isEmpty()) {
      lines.add("exposed at " + line(String.join(" ", job.status().exposeUrls()), 300));
    }
    return lines;
  }

  /// A command as words; the wrapping of our own scripts is left out, because the program is the
  /// same every time and the script unreadable.
  static String command(List<String> words) {
    if (words.size() > 6 && words.get(2).equals(ScriptPack.PROGRAM)) {
      int chunks = Integer.parseInt(words.get(5).matches("\\d{1,4}") ? words.get(5) : "0");
      int from = Math.min(words.size(), 7 + chunks);
      return "[script " + words.get(4) + "] " + String.join(" ", words.subList(from, words.size()));
    }
    return String.join(" ", words);
  }

  static String time(Instant at) {
    return at.toString().replaceFirst("(:\\d\\d)(\\.\\d+)?Z$", "$1Z");
  }

  private static String line(String text, int maxChars) {
    return ForeignText.oneLine(text, maxChars);
  }
}
