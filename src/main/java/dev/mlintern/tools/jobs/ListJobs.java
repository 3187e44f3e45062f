package dev.mlintern.tools.jobs;

import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.jobs.HubJobs;
import dev.mlintern.hub.jobs.Job;
import dev.mlintern.hub.jobs.JobRef;
import dev.mlintern.policy.Accelerator;
import dev.mlintern.policy.HardwareCatalogue;
import dev.mlintern.policy.HardwareOffer;
import dev.mlintern.policy.Usd;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.JobHardware;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// The operations that look at jobs or touch them briefly: `ps`, `inspect`, `cancel`, `relabel`,
/// `metrics`, `hardware`.
final class ListJobs {
  private static final Duration METRICS_PATIENCE = Duration.ofSeconds(10);

  private final HubJobs jobs;
  private final StartedJobs started;
  private final Namespaces namespaces;
  private final JobPrices prices;

  ListJobs(HubJobs jobs, StartedJobs started, Namespaces namespaces, JobPrices prices) {
    this.jobs = jobs;
    this.started = started;
    this.namespaces = namespaces;
    this.prices = prices;
  }

  ToolResult ps(JobsOperation.Ps ps, ToolCall call) throws InterruptedException {
    String namespace = namespaces.listed(ps.namespace(), call.scope());
    JobListing.Page page =
        JobListing.read(
            cursor -> jobs.page(namespace, ps.stages(), ps.labels(), cursor, call.scope()), ps);
    page.jobs().forEach(started::seen);
    HardwareCatalogue catalogue = prices.known(call.scope()).catalogue();
    Function<String, Optional<Usd>> price =
        flavor -> catalogue.find(flavor).map(HardwareOffer::usdPerHour);
    String web = jobs.webUrl(new JobRef(namespace, "ID"));
    return ToolResult.ok(JobListing.text(page, ps, namespace, web, price, Instant.now()));
  }

  ToolResult inspect(JobsOperation.Inspect inspect, ToolCall call) throws InterruptedException {
    Map<JobPointer, Outcome<Job>> outcomes =
        each(inspect.jobs(), inspect.namespace(), call, ref -> jobs.inspect(ref, call.scope()));
    var text = new ReplyText();
    int found = 0;
    for (var entry : outcomes.entrySet()) {
      switch (entry.getValue()) {
        case Outcome.Failed<Job>(RuntimeException why) ->
            text.line("Job " + entry.getKey().id() + ": " + WatchJobs.trouble(why));
        case Outcome.Done<Job>(Job job) -> {
          found++;
          started.seen(job);
          Optional<Usd> usdPerHour = prices.usdPerHour(job.flavor(), call.scope());
          text.line(JobText.headline(job, usdPerHour, Instant.now()));
          JobText.reason(job).ifPresent(why -> text.line("Reason: " + why));
          var details = new ArrayList<String>();
          details.add(JobText.price(job.flavor(), usdPerHour, job.timeout()));
          details.addAll(JobText.details(job, jobs.webUrl(job.ref())));
          if (!text.addIfFits(String.join("\n", details))) {
            text.line("(details left out; inspect it alone)");
          }
        }
      }
      text.gap();
    }
    return found > 0 ? ToolResult.ok(text.toString()) : ToolResult.error(text.toString());
  }

  ToolResult cancel(JobsOperation.Cancel cancel, ToolCall call) throws InterruptedException {
    Map<JobPointer, Outcome<Job>> outcomes =
        each(
            cancel.jobs(),
            cancel.namespace(),
            call,
            ref -> cancel.dryRun() ? jobs.inspect(ref, call.scope()) : cancelled(ref, call));
    var text = new ReplyText();
    boolean failed = false;
    if (cancel.dryRun()) {
      text.line("Dry run: nothing was cancelled.");
    }
    for (var entry : outcomes.entrySet()) {
      switch (entry.getValue()) {
        case Outcome.Failed<Job>(RuntimeException why) -> {
          failed = true;
          String id = entry.getKey().id();
          text.line(
              cancel.dryRun()
                  ? "Job " + id + ": " + WatchJobs.trouble(why)
                  : notCancelled(id, why));
        }
        case Outcome.Done<Job>(Job job) -> {
          started.seen(job);
          text.line(
              JobText.headline(job, prices.usdPerHour(job.flavor(), call.scope()), Instant.now()));
          if (!cancel.dryRun() && !job.stage().isFinal()) {
            text.line(
                "The Hub took the request, but the job has not stopped yet: inspect it again.");
          }
        }
      }
    }
    return failed ? ToolResult.error(text.toString()) : ToolResult.ok(text.toString());
  }

  /// A request whose answer was lost may have been carried out.
  private static String notCancelled(String id, RuntimeException why) {
    boolean unclear =
        switch (why) {
          case HubException e -> e.status() < 300 || e.status() >= 500;
          case HttpFailure.Network _, HttpFailure.TimedOut _ -> true;
          default -> false;
        };
    return !unclear
        ? "Job " + id + " was not cancelled: " + WatchJobs.trouble(why)
        : "Whether job "
            + id
            + " was cancelled is not known: "
            + WatchJobs.trouble(why)
            + " It may still run and cost: inspect it.";
  }

  /// Asks for the end and reads back what came of it.
  private Job cancelled(JobRef ref, ToolCall call) {
    Job answer;
    try {
      answer = jobs.cancel(ref, call.scope());
    } catch (HubException | HttpFailure e) {
      // It had ended before, or the request did its work and only the answer was lost.
      return now(ref, call).filter(job -> job.stage().isFinal()).orElseThrow(() -> e);
    }
    return answer.stage().isFinal() ? answer : now(ref, call).orElse(answer);
  }

  private Optional<Job> now(JobRef ref, ToolCall call) {
    try {
      return Optional.of(jobs.inspect(ref, call.scope()));
    } catch (HubException | HttpFailure _) {
      return Optional.empty();
    }
  }

  ToolResult relabel(JobsOperation.Relabel relabel, ToolCall call) {
    JobRef ref = namespaces.of(relabel.job(), relabel.namespace(), call.scope());
    var labels = new LinkedHashMap<>(relabel.labels());
    // All labels are replaced; the one a lost submission is found by stays.
    Optional.ofNullable(jobs.inspect(ref, call.scope()).labels().get(HubJobs.REQUEST_LABEL))
        .ifPresent(value -> labels.putIfAbsent(HubJobs.REQUEST_LABEL, value));
    Job job = jobs.relabel(ref, labels, call.scope());
    return ToolResult.ok("Job " + ref.id() + " now has the labels " + JobText.labels(job) + ".");
  }

  ToolResult metrics(JobsOperation.Metrics metrics, ToolCall call) throws InterruptedException {
    JobRef ref = namespaces.of(metrics.job(), metrics.namespace(), call.scope());
    Job job = jobs.inspect(ref, call.scope());
    started.seen(job);
    String headline =
        JobText.headline(job, prices.usdPerHour(job.flavor(), call.scope()), Instant.now());
    if (job.stage().isFinal()) {
      throw new ToolFailure(headline + " Only a running job has metrics.");
    }
    Optional<JsonNode> now = jobs.metrics(ref, METRICS_PATIENCE, call.scope());
    if (now.isEmpty()) {
      return ToolResult.ok(headline + " The Hub sent no metrics within 10 s; try again later.");
    }
    return ToolResult.ok(headline + "\n" + MetricsText.of(now.get()));
  }

  ToolResult hardware(ToolCall call) throws InterruptedException {
    JobHardware.Known known = prices.known(call.scope());
    var text = new ReplyText();
    text.line("Flavor: $/h, vCPU, RAM, disk, accelerator (memory in all). Billed by the second.");
    for (HardwareOffer offer : known.catalogue().offers()) {
      text.line(line(offer));
    }
    known.trouble().ifPresent(why -> text.line("These prices may be old: " + why));
    return ToolResult.ok(text.toString());
  }

  private static String line(HardwareOffer offer) {
    var hardware = offer.hardware();
    String disk = hardware.diskGb() > 0 ? ", " + hardware.diskGb() + " GB disk" : "";
    return String.format(
        Locale.ROOT,
        "%s: %s, %d vCPU, %d GB%s%s",
        ForeignText.leading(offer.flavor(), 40),
        offer.usdPerHour(),
        hardware.cpus(),
        hardware.ramGb(),
        disk,
        hardware.accelerator().map(ListJobs::accelerator).orElse(""));
  }

  private static String accelerator(Accelerator accelerator) {
    return ", "
        + accelerator.count()
        + "×"
        + ForeignText.oneLine(accelerator.model(), 40)
        + " ("
        + accelerator.totalMemoryGb()
        + " GB)";
  }

  /// Does the same with every job at once; one that fails leaves the others alone.
  private Map<JobPointer, Outcome<Job>> each(
      List<JobPointer> pointers,
      Optional<String> namespace,
      ToolCall call,
      Function<JobRef, Job> action)
      throws InterruptedException {
    var outcomes = new LinkedHashMap<JobPointer, Outcome<Job>>();
    try (var subtasks = new Subtasks()) {
      var running = new LinkedHashMap<JobPointer, Subtask<Job>>();
      for (JobPointer pointer : pointers) {
        running.put(
            pointer,
            subtasks.start(() -> action.apply(namespaces.of(pointer, namespace, call.scope()))));
      }
      for (var entry : running.entrySet()) {
        outcomes.put(entry.getKey(), entry.getValue().outcome());
      }
    }
    return outcomes;
  }
}
