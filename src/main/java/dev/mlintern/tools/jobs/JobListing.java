package dev.mlintern.tools.jobs;

import dev.mlintern.hub.jobs.Job;
import dev.mlintern.hub.jobs.JobPage;
import dev.mlintern.hub.jobs.JobStage;
import dev.mlintern.policy.Usd;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.ToolFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Many jobs in few words, under their stages: `687f… a10g-large 2h05m $3.13 name`.
final class JobListing {
  private static final int NAME_CHARS = 24;
  private static final int MOST_PAGES = 20;

  /// Jobs of a page already shown, then where the page begins.
  private static final Pattern CURSOR = Pattern.compile("(\\d{1,5})(?:\\.(.+))?");

  private JobListing() {}

  /// @param next where the listing goes on
  record Page(List<Job> jobs, Optional<String> next) {}

  /// Reads as many jobs as wanted, from the cursor on. The Hub decides how long its pages are, so a
  /// cursor of ours says how many of a page were shown.
  static Page read(Function<Optional<String>, JobPage> hub, JobsOperation.Ps ps) {
    Optional<String> at = Optional.empty();
    int skip = 0;
    if (ps.cursor().isPresent()) {
      Matcher cursor = CURSOR.matcher(ps.cursor().get());
      if (!cursor.matches()) {
        throw new ToolFailure("hf_jobs ps: `cursor` must be one that ps gave.");
      }
      skip = Integer.parseInt(cursor.group(1));
      at = Optional.ofNullable(cursor.group(2));
    }
    var jobs = new ArrayList<Job>();
    for (int page = 1; ; page++) {
      JobPage answer = hub.apply(at);
      List<Job> rest =
          answer.jobs().subList(Math.min(skip, answer.jobs().size()), answer.jobs().size());
      int take = Math.min(rest.size(), ps.limit() - jobs.size());
      jobs.addAll(rest.subList(0, take));
      if (take < rest.size()) {
        return new Page(jobs, Optional.of(cursor(skip + take, at)));
      }
      Optional<String> next = answer.cursor();
      if (next.isEmpty() || jobs.size() >= ps.limit() || page >= MOST_PAGES) {
        return new Page(jobs, next.map(cursor -> cursor(0, Optional.of(cursor))));
      }
      at = next;
      skip = 0;
    }
  }

  private static String cursor(int shown, Optional<String> page) {
    return shown + page.map(from -> "." + from).orElse("");
  }

  static String text(
      Page page,
      JobsOperation.Ps ps,
      String namespace,
      String webUrl,
      Function<String, Optional<Usd>> usdPerHour,
      Instant now) {
    String filter =
        ps.stages().isEmpty()
            ? "all stages"
            : ps.stages().stream()
                .map(stage -> stage.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    String labels = ps.labels().isEmpty() ? "" : ", labels " + ps.labels();
    if (page.jobs().isEmpty()) {
      return "No jobs of "
          + namespace
          + " ("
          + filter
          + labels
          + ")."
          + (ps.stages().isEmpty() ? "" : " all=true lists every stage.");
    }
    var text = new ReplyText();
    int count = page.jobs().size();
    text.line(
        count
            + (count == 1 ? " job of " : " jobs of ")
            + namespace
            + " ("
            + filter
            + labels
            + "); "
            + webUrl);
    var lines = new ArrayList<String>();
    grouped(page.jobs())
        .forEach(
            (stage, jobs) -> {
              lines.add(ForeignText.leading(stage) + ":");
              jobs.forEach(job -> lines.add(line(job, usdPerHour, now)));
            });
    int shown = text.addLines(lines);
    if (shown < lines.size()) {
      text.line((lines.size() - shown) + " lines left out: ask for a smaller limit.");
    }
    page.next()
        .ifPresent(cursor -> text.line("More: cursor=" + ForeignText.oneLine(cursor, 4_000)));
    return text.toString();
  }

  private static Map<String, List<Job>> grouped(List<Job> jobs) {
    var groups = new LinkedHashMap<String, List<Job>>();
    for (Job job : jobs) {
      groups.computeIfAbsent(JobText.word(job), _ -> new ArrayList<>()).add(job);
    }
    return groups;
  }

  private static String line(Job job, Function<String, Optional<Usd>> usdPerHour, Instant now) {
    var parts = new ArrayList<String>();
    parts.add(job.ref().id());
    parts.add(ForeignText.oneLine(job.flavor(), NAME_CHARS));
    Optional<Duration> time =
        job.stage() == JobStage.SCHEDULING
            ? job.createdAt().map(at -> Duration.between(at, now).abs())
            : JobTime.ran(job, now);
    time.map(JobTime::brief).ifPresent(parts::add);
    JobText.cost(job, usdPerHour.apply(job.flavor()), now)
        .filter(usd -> usd.isMoreThan(Usd.ZERO))
        .ifPresent(usd -> parts.add(usd.toString()));
    name(job).ifPresent(parts::add);
    return String.join(" ", parts);
  }

  private static Optional<String> name(Job job) {
    return Optional.ofNullable(job.labels().get("name"))
        .or(() -> job.image().map(Object::toString))
        .map(name -> ForeignText.oneLine(name, NAME_CHARS));
  }
}
