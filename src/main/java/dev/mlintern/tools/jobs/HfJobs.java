package dev.mlintern.tools.jobs;

import dev.mlintern.hub.HubAccount;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.jobs.HubJobs;
import dev.mlintern.policy.HardwareCache;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.JobHardware;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.SecretValues;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolSpec;
import dev.mlintern.tools.sandbox.Sandboxes;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// `hf_jobs`: runs programs on rented machines, waits, reads logs, stops, schedules (spec tools-act
/// §2 and §20).
public final class HfJobs implements Tool {
  private final ToolSpec spec = ToolSpec.load("hf_jobs");
  private final SubmitJobs submit;
  private final WatchJobs watch;
  private final ListJobs list;
  private final Schedules schedules;
  private final SecretValues secrets = new SecretValues();

  /// A tool over the given Hub, with the state and the token of the settings.
  ///
  /// @param sandboxes asked for when a script is a file in one; empty where there are none
  public HfJobs(HubClient hub, Settings settings, Supplier<Optional<Sandboxes>> sandboxes) {
    this(hub, settings, sandboxes, new HubJobs(hub), JobWatch.Pace.USUAL);
  }

  HfJobs(
      HubClient hub,
      Settings settings,
      Supplier<Optional<Sandboxes>> sandboxes,
      HubJobs jobs,
      JobWatch.Pace pace) {
    Clock clock = Clock.systemUTC();
    var started = new StartedJobs(settings, clock);
    var namespaces = new Namespaces(new HubAccount(hub), started);
    var prices = new JobPrices(new JobHardware(hub, HardwareCache.of(settings)));
    watch = new WatchJobs(jobs, started, namespaces, prices, pace);
    list = new ListJobs(jobs, started, namespaces, prices);
    var starter = new JobStarter(jobs, started, clock);
    var files = new ScriptFiles(settings, sandboxes);
    submit =
        new SubmitJobs(hub, files, settings, jobs, starter, namespaces, prices, watch, secrets);
    schedules = new Schedules(jobs, namespaces, prices, submit, starter, watch);
  }

  @Override
  public ToolSpec spec() {
    return spec;
  }

  /// The usual limit is for the requests around a wait.
  @Override
  public Duration timeLimit(Arguments arguments, Duration usual) {
    return usual.plus(JobsOperation.waiting(arguments));
  }

  @Override
  public ToolResult call(ToolCall call) throws InterruptedException {
    secrets.learn(call.arguments());
    Progress quiet =
        (done, total, message) -> call.progress().report(done, total, secrets.redact(message));
    var redacted = new ToolCall(call.arguments(), call.scope(), quiet, call.clearance());
    try {
      ToolResult result = dispatch(JobsOperation.of(call.arguments()), redacted);
      return new ToolResult(secrets.redact(result.text()), result.isError(), result.images());
    } catch (LineFilter.TooCostly e) {
      throw new ToolFailure("hf_jobs: " + e.getMessage() + ".", e);
    }
  }

  private ToolResult dispatch(JobsOperation operation, ToolCall call) throws InterruptedException {
    return switch (operation) {
      case JobsOperation.Run run -> submit.run(run, call);
      case JobsOperation.Ps ps -> list.ps(ps, call);
      case JobsOperation.Inspect inspect -> list.inspect(inspect, call);
      case JobsOperation.HardwareList _ -> list.hardware(call);
      case JobsOperation.Metrics metrics -> list.metrics(metrics, call);
      case JobsOperation.Relabel relabel -> list.relabel(relabel, call);
      case JobsOperation.Cancel cancel -> list.cancel(cancel, call);
      case JobsOperation.Logs logs -> watch.logs(logs, call);
      case JobsOperation.Wait wait -> watch.await(wait, call);
      case JobsOperation.ScheduledRun run -> schedules.create(run, call);
      case JobsOperation.ScheduledPs ps -> schedules.ps(ps, call);
      case JobsOperation.ScheduledInspect inspect -> schedules.inspect(inspect, call);
      case JobsOperation.ScheduledDelete delete -> schedules.delete(delete, call);
      case JobsOperation.ScheduledSuspend suspend -> schedules.suspend(suspend, call);
      case JobsOperation.ScheduledResume resume -> schedules.resume(resume, call);
      case JobsOperation.ScheduledTrigger trigger -> schedules.trigger(trigger, call);
      case JobsOperation.ScheduledRelabel relabel -> schedules.relabel(relabel, call);
    };
  }
}
