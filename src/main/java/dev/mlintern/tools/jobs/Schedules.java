package dev.mlintern.tools.jobs;

import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFault;
import dev.mlintern.hub.jobs.HubJobs;
import dev.mlintern.hub.jobs.HubSchedules;
import dev.mlintern.hub.jobs.JobRef;
import dev.mlintern.hub.jobs.JobSubmissionUnclear;
import dev.mlintern.hub.jobs.ScheduledJob;
import dev.mlintern.policy.JobTimeout;
import dev.mlintern.policy.Usd;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.jobs.JobStarter.Submitted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The operations on schedules (spec tools-act §2.6, hub-api §9.17).
final class Schedules {
  private static final int COMMAND_CHARS = 100;

  private final HubSchedules schedules;
  private final Namespaces namespaces;
  private final JobPrices prices;
  private final SubmitJobs submit;
  private final JobStarter starter;
  private final WatchJobs watch;

  Schedules(
      HubJobs jobs,
      Namespaces namespaces,
      JobPrices prices,
      SubmitJobs submit,
      JobStarter starter,
      WatchJobs watch) {
    this.schedules = jobs.schedules();
    this.namespaces = namespaces;
    this.prices = prices;
    this.submit = submit;
    this.starter = starter;
    this.watch = watch;
  }

  private static String rule(String text) {
    try {
      return CronSchedule.parse(text).text();
    } catch (IllegalArgumentException e) {
      throw new ToolFailure("hf_jobs: " + e.getMessage() + " Nothing was submitted.", e);
    }
  }

  ToolResult create(JobsOperation.ScheduledRun run, ToolCall call) throws InterruptedException {
    String schedule = rule(run.schedule());
    SubmitJobs.Checked checked = submit.checked(run.draft(), call);
    if (run.dryRun()) {
      ObjectNode body = JsonMapper.shared().createObjectNode();
      body.set("jobSpec", checked.plan().spec().toJsonWithoutSecrets());
      body.put("schedule", schedule).put("concurrency", run.concurrency());
      body.put("suspend", run.suspended());
      return ToolResult.ok(submit.dryRun("schedule", checked, body));
    }
    JobPlan plan = submit.stored(checked, call.scope());
    ScheduledJob job =
        known(
            () ->
                schedules.create(
                    checked.namespace(),
                    plan.spec(),
                    schedule,
                    run.concurrency(),
                    run.suspended(),
                    call.scope()));
    var text = new ReplyText();
    text.line("Scheduled job " + job.ref().id() + " of " + job.ref().namespace() + " is stored.");
    details(job, call).forEach(text::line);
    text.line("Every run costs at most " + checked.worstCase() + " (" + checked.price() + ").");
    checked.notes().forEach(text::line);
    return ToolResult.ok(text.toString());
  }

  ToolResult ps(JobsOperation.ScheduledPs ps, ToolCall call) {
    String namespace = namespaces.listed(ps.namespace(), call.scope());
    List<ScheduledJob> all = schedules.list(namespace, call.scope());
    List<ScheduledJob> shown = all.stream().filter(job -> ps.all() || !job.suspended()).toList();
    int suspended = all.size() - shown.size();
    String hidden =
        suspended > 0 ? " " + suspended + " suspended not shown (all=true shows them)." : "";
    if (shown.isEmpty()) {
      return ToolResult.ok("No scheduled jobs of " + namespace + "." + hidden);
    }
    var text = new ReplyText();
    text.line(
        shown.size()
            + " scheduled of "
            + namespace
            + ": id, schedule, flavor, last run, next run."
            + hidden);
    var lines = new ArrayList<String>();
    shown.forEach(job -> lines.add(line(job)));
    int added = text.addLines(lines);
    if (added < lines.size()) {
      text.line((lines.size() - added) + " more do not fit; scheduled_inspect shows one.");
    }
    return ToolResult.ok(text.toString());
  }

  private static String line(ScheduledJob job) {
    var parts = new ArrayList<String>();
    parts.add(job.ref().id());
    parts.add(shown(job.schedule(), 40));
    parts.add(shown(job.flavor(), 24));
    parts.add(lastRun(job));
    parts.add(nextRun(job));
    Optional.ofNullable(job.labels().get("name")).ifPresent(name -> parts.add(shown(name, 24)));
    return String.join(" | ", parts);
  }

  private static String lastRun(ScheduledJob job) {
    return job.lastJob()
        .map(
            last ->
                "last "
                    + last.at().map(JobText::time).orElse("at an unknown time")
                    + " (job "
                    + shown(last.id(), 40)
                    + ")")
        .orElse("never ran");
  }

  private static String nextRun(ScheduledJob job) {
    return job.suspended()
        ? "suspended"
        : job.nextRunAt().map(at -> "next " + JobText.time(at)).orElse("next run not known");
  }

  ToolResult inspect(JobsOperation.ScheduledInspect inspect, ToolCall call)
      throws InterruptedException {
    ScheduledJob job = find(inspect.schedule(), inspect.namespace(), call);
    return told(
        "Scheduled job " + job.ref().id() + " of " + job.ref().namespace() + ".", job, call);
  }

  ToolResult delete(JobsOperation.ScheduledDelete delete, ToolCall call)
      throws InterruptedException {
    ScheduledJob job = find(delete.schedule(), delete.namespace(), call);
    try {
      schedules.delete(job.ref(), call.scope());
    } catch (HubException e) {
      if (e.fault() != HubFault.NOT_FOUND) {
        throw e;
      }
    }
    return told(
        "Scheduled job " + job.ref().id() + " is deleted; jobs it started go on. It was:",
        job,
        call);
  }

  ToolResult suspend(JobsOperation.ScheduledSuspend suspend, ToolCall call)
      throws InterruptedException {
    return switched(ref(suspend.schedule(), suspend.namespace(), call), true, call);
  }

  ToolResult resume(JobsOperation.ScheduledResume resume, ToolCall call)
      throws InterruptedException {
    JobRef ref = ref(resume.schedule(), resume.namespace(), call);
    if (resume.dryRun()) {
      return told("Dry run: nothing was resumed.", schedules.inspect(ref, call.scope()), call);
    }
    return switched(ref, false, call);
  }

  /// Tells the state that was read back, not the one asked for.
  private ToolResult switched(JobRef ref, boolean suspended, ToolCall call)
      throws InterruptedException {
    ScheduledJob job = known(() -> schedules.setSuspended(ref, suspended, call.scope()));
    String state = job.suspended() ? "suspended" : "active";
    ToolResult told = told("Scheduled job " + ref.id() + " is " + state + ".", job, call);
    return job.suspended() == suspended
        ? told
        : ToolResult.error(
            "The Hub took the request, but the schedule has not changed.\n" + told.text());
  }

  ToolResult relabel(JobsOperation.ScheduledRelabel relabel, ToolCall call)
      throws InterruptedException {
    JobRef ref = ref(relabel.schedule(), relabel.namespace(), call);
    ScheduledJob job = schedules.relabel(ref, relabel.labels(), call.scope());
    return told("Scheduled job " + ref.id() + " has new labels.", job, call);
  }

  ToolResult trigger(JobsOperation.ScheduledTrigger trigger, ToolCall call)
      throws InterruptedException {
    ScheduledJob schedule = find(trigger.schedule(), trigger.namespace(), call);
    Duration timeout = schedule.timeout().orElse(JobTimeout.DEFAULT);
    Optional<Usd> usdPerHour = prices.usdPerHour(schedule.flavor(), call.scope());
    String price = JobText.price(schedule.flavor(), usdPerHour, Optional.of(timeout));
    if (trigger.maxCost().isPresent()) {
      Usd worstCase = usdPerHour.map(usd -> usd.forHours(timeout)).orElse(trigger.maxCost().get());
      if (usdPerHour.isEmpty() || worstCase.isMoreThan(trigger.maxCost().get())) {
        throw new ToolFailure(
            "hf_jobs scheduled_trigger: "
                + price
                + " is not within max_cost_usd "
                + trigger.maxCost().get().asRemaining()
                + ". Nothing was started.");
      }
    }
    if (trigger.dryRun()) {
      return told("Dry run: nothing was started. It would be " + price + ".", schedule, call);
    }
    Submitted submitted =
        starter.submit(
            schedule.ref().namespace(),
            schedule.flavor(),
            timeout,
            usdPerHour,
            call.clearance(),
            scope -> schedules.trigger(schedule, scope));
    var notes = new ArrayList<String>();
    notes.add("started by hand from schedule " + schedule.ref().id());
    submitted.trouble().ifPresent(notes::add);
    return watch.afterSubmission(
        submitted.job(), usdPerHour, timeout, notes, trigger.patience(), call);
  }

  /// @throws ToolFailure when nobody knows what came of a request
  private static ScheduledJob known(Supplier<ScheduledJob> request) {
    try {
      return request.get();
    } catch (JobSubmissionUnclear unclear) {
      throw new ToolFailure("hf_jobs: " + unclear.getMessage(), unclear);
    }
  }

  private ToolResult told(String headline, ScheduledJob job, ToolCall call)
      throws InterruptedException {
    var text = new ReplyText();
    text.line(headline);
    details(job, call).forEach(text::line);
    return ToolResult.ok(text.toString());
  }

  private List<String> details(ScheduledJob job, ToolCall call) throws InterruptedException {
    var lines = new ArrayList<String>();
    lines.add(
        "schedule "
            + shown(job.schedule(), 60)
            + " (UTC), suspended "
            + (job.suspended() ? "yes" : "no")
            + ", runs may overlap "
            + (job.concurrency() ? "yes" : "no"));
    lines.add(lastRun(job) + "; " + nextRun(job));
    lines.add(
        JobText.price(job.flavor(), prices.usdPerHour(job.flavor(), call.scope()), job.timeout()));
    job.image().ifPresent(image -> lines.add("image " + shown(image.toString(), 200)));
    if (!job.command().isEmpty()) {
      lines.add("command " + shown(JobText.command(job.command()), COMMAND_CHARS));
    }
    if (!job.labels().isEmpty()) {
      lines.add("labels " + shown(job.labels().toString(), 300));
    }
    return lines;
  }

  private ScheduledJob find(JobPointer pointer, Optional<String> namespace, ToolCall call) {
    return schedules.inspect(ref(pointer, namespace, call), call.scope());
  }

  private JobRef ref(JobPointer pointer, Optional<String> namespace, ToolCall call) {
    return namespaces.of(pointer, namespace, call.scope());
  }

  private static String shown(String text, int maxChars) {
    return ForeignText.oneLine(text, maxChars);
  }
}
