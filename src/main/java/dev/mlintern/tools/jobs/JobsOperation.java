package dev.mlintern.tools.jobs;

import dev.mlintern.hub.jobs.JobStage;
import dev.mlintern.policy.Usd;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.ToolFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The operations of `hf_jobs`, each with exactly its own arguments (spec tools-act §2.2 and §20).
sealed interface JobsOperation {
  /// Time a call waits for a job unless it says otherwise.
  int DEFAULT_WAIT_SECONDS = 60;

  record Run(JobDraft draft, Duration patience, boolean dryRun) implements JobsOperation {}

  /// @param stages none for all
  record Ps(
      Optional<String> namespace,
      List<JobStage> stages,
      Map<String, String> labels,
      int limit,
      Optional<String> cursor)
      implements JobsOperation {}

  record Logs(JobPointer job, Optional<String> namespace, LogQuery query)
      implements JobsOperation {}

  record Inspect(List<JobPointer> jobs, Optional<String> namespace) implements JobsOperation {}

  record Wait(List<JobPointer> jobs, Optional<String> namespace, Duration patience, LogQuery query)
      implements JobsOperation {}

  record Cancel(List<JobPointer> jobs, Optional<String> namespace, boolean dryRun)
      implements JobsOperation {}

  record HardwareList() implements JobsOperation {}

  record Metrics(JobPointer job, Optional<String> namespace) implements JobsOperation {}

  record Relabel(JobPointer job, Optional<String> namespace, Map<String, String> labels)
      implements JobsOperation {}

  record ScheduledRun(
      JobDraft draft, String schedule, boolean suspended, boolean concurrency, boolean dryRun)
      implements JobsOperation {}

  /// @param all suspended ones too
  record ScheduledPs(Optional<String> namespace, boolean all) implements JobsOperation {}

  record ScheduledInspect(JobPointer schedule, Optional<String> namespace)
      implements JobsOperation {}

  record ScheduledDelete(JobPointer schedule, Optional<String> namespace)
      implements JobsOperation {}

  record ScheduledSuspend(JobPointer schedule, Optional<String> namespace)
      implements JobsOperation {}

  record ScheduledResume(JobPointer schedule, Optional<String> namespace, boolean dryRun)
      implements JobsOperation {}

  record ScheduledTrigger(
      JobPointer schedule,
      Optional<String> namespace,
      Duration patience,
      Optional<Usd> maxCost,
      boolean dryRun)
      implements JobsOperation {}

  record ScheduledRelabel(
      JobPointer schedule, Optional<String> namespace, Map<String, String> labels)
      implements JobsOperation {}

  /// Which lines of a log, see [LogWindow].
  ///
  /// @param tail lines; the last ones, or the first ones after `since`
  record LogQuery(int tail, Optional<Integer> since, Optional<String> grep, int maxChars) {
    static LogQuery of(Arguments arguments, int tail) {
      return new LogQuery(
          arguments.integer("tail", tail),
          arguments.get("since_line").map(line -> line.asInt()),
          arguments.verbatim("grep").filter(words -> !words.isBlank()),
          arguments.integer("max_chars", ReplyText.DEFAULT_MAX_CHARS));
    }
  }

  static JobsOperation of(Arguments arguments) {
    Optional<String> namespace = arguments.text("namespace");
    boolean dryRun = arguments.flag("dry_run", false);
    Duration patience = Duration.ofSeconds(arguments.integer("wait_seconds", DEFAULT_WAIT_SECONDS));
    return switch (arguments.requireText("operation")) {
      case "run" -> new Run(JobDraft.of(arguments), patience, dryRun);
      case "ps" ->
          new Ps(
              namespace,
              stages(arguments),
              labels(arguments),
              arguments.integer("limit", 25),
              arguments.text("cursor"));
      case "logs" -> new Logs(one(arguments, "job_id"), namespace, LogQuery.of(arguments, 100));
      case "inspect" -> new Inspect(JobPointer.all(arguments, "job_id"), namespace);
      case "wait" ->
          new Wait(
              JobPointer.all(arguments, "job_id"), namespace, patience, LogQuery.of(arguments, 30));
      case "cancel" -> new Cancel(JobPointer.all(arguments, "job_id"), namespace, dryRun);
      case "hardware" -> new HardwareList();
      case "metrics" -> new Metrics(one(arguments, "job_id"), namespace);
      case "relabel" -> new Relabel(one(arguments, "job_id"), namespace, labels(arguments));
      case "scheduled_run" ->
          new ScheduledRun(
              JobDraft.of(arguments),
              arguments.requireText("schedule"),
              arguments.flag("suspend", false),
              arguments.flag("concurrency", false),
              dryRun);
      case "scheduled_ps" -> new ScheduledPs(namespace, arguments.flag("all", false));
      case "scheduled_inspect" -> new ScheduledInspect(schedule(arguments), namespace);
      case "scheduled_delete" -> new ScheduledDelete(schedule(arguments), namespace);
      case "scheduled_suspend" -> new ScheduledSuspend(schedule(arguments), namespace);
      case "scheduled_resume" -> new ScheduledResume(schedule(arguments), namespace, dryRun);
      case "scheduled_trigger" ->
          new ScheduledTrigger(
              schedule(arguments), namespace, patience, JobDraft.maxCost(arguments), dryRun);
      case "scheduled_relabel" ->
          new ScheduledRelabel(schedule(arguments), namespace, labels(arguments));
      case String other -> throw new ToolFailure("hf_jobs has no operation `" + other + "`.");
    };
  }

  /// How long the call itself wants to wait for jobs.
  static Duration waiting(Arguments arguments) {
    return switch (arguments.text("operation").orElse("")) {
      case "run", "wait", "scheduled_trigger" ->
          Duration.ofSeconds(arguments.integer("wait_seconds", DEFAULT_WAIT_SECONDS));
      default -> Duration.ZERO;
    };
  }

  private static JobPointer schedule(Arguments arguments) {
    return one(arguments, "scheduled_job_id");
  }

  private static JobPointer one(Arguments arguments, String name) {
    List<JobPointer> pointers = JobPointer.all(arguments, name);
    if (pointers.size() > 1) {
      throw new ToolFailure(
          "hf_jobs "
              + arguments.requireText("operation")
              + " takes one id; inspect, wait and cancel take several.");
    }
    return pointers.getFirst();
  }

  /// The stages a listing asks for: those whose name holds the words given; without, the ones in
  /// which a job still costs or will cost something.
  private static List<JobStage> stages(Arguments arguments) {
    List<String> words = arguments.texts("status");
    if (words.isEmpty()) {
      return arguments.flag("all", false)
          ? List.of()
          : List.of(JobStage.SCHEDULING, JobStage.RUNNING);
    }
    var stages = new ArrayList<JobStage>();
    for (String word : words) {
      List<JobStage> matching = matching(word.toUpperCase(Locale.ROOT));
      if (matching.isEmpty()) {
        throw new ToolFailure(
            "hf_jobs ps: no stage `"
                + word
                + "`. Stages: scheduling, running, completed, error, canceled, deleted.");
      }
      stages.addAll(matching);
    }
    return stages.stream().distinct().toList();
  }

  private static List<JobStage> matching(String word) {
    String hubs = word.equals("FAILED") ? "ERROR" : word.replace("CANCELLED", "CANCELED");
    return Stream.of(JobStage.values())
        .filter(stage -> stage != JobStage.UNKNOWN && stage.name().contains(hubs))
        .toList();
  }

  private static Map<String, String> labels(Arguments arguments) {
    var labels = new LinkedHashMap<String, String>();
    arguments
        .get("labels")
        .ifPresent(
            object ->
                object.forEachEntry(
                    (key, value) ->
                        labels.put(key, value.isString() ? value.stringValue() : "" + value)));
    return labels;
  }
}
