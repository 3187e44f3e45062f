package dev.mlintern.hub.jobs;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.jobs.ScheduledJob.LastJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Scheduled jobs of the Hub (spec hub-api §9.17).
public final class HubSchedules {
  private static final Logger LOG = LoggerFactory.getLogger(HubSchedules.class);

  private final HubClient hub;
  private final HubJobs jobs;
  private final JobRequests requests;
  private final Duration pause;

  /// @param pause between searches
  HubSchedules(HubClient hub, HubJobs jobs, Duration pause) {
    this.hub = Objects.requireNonNull(hub, "hub");
    this.jobs = Objects.requireNonNull(jobs, "jobs");
    this.requests = new JobRequests(hub);
    this.pause = Objects.requireNonNull(pause, "pause");
  }

  /// Stores a schedule, once.
  ///
  /// @param spec must carry [HubJobs#REQUEST_LABEL]: when the answer is lost, the schedule is
  /// looked
  ///     up by it
  /// @param concurrency whether a run may start while the one before still runs
  /// @param suspended whether it waits to be resumed
  /// @throws JobSubmissionUnclear when nobody knows whether it was stored
  public ScheduledJob create(
      String namespace,
      JobSpec spec,
      String schedule,
      boolean concurrency,
      boolean suspended,
      CallScope scope) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.set("jobSpec", spec.toJson());
    body.put("schedule", schedule).put("concurrency", concurrency).put("suspend", suspended);
    String request =
        spec.label(HubJobs.REQUEST_LABEL)
            .orElseThrow(() -> new IllegalArgumentException("no label " + HubJobs.REQUEST_LABEL));
    try {
      return scheduled(
          JobRequests.post(requests.api("scheduled-jobs", namespace), body), namespace, scope);
    } catch (HubException | HttpFailure e) {
      if (!JobRequests.mayHaveBeenCarriedOut(e)) {
        throw e;
      }
      return stored(namespace, request, e);
    }
  }

  /// The schedule of a submission whose answer did not arrive. One that is not listed may be there
  /// all the same (whether the Hub lists labels is not verified live), so that is never promised.
  private ScheduledJob stored(String namespace, String request, RuntimeException lost) {
    CallScope scope = CallScope.lasting(HubJobs.SEARCH);
    String found = "no schedule with its label is listed";
    try {
      for (int search = 1; search <= HubJobs.SEARCHES; search++) {
        for (ScheduledJob schedule : list(namespace, scope)) {
          if (request.equals(schedule.labels().get(HubJobs.REQUEST_LABEL))) {
            return schedule;
          }
        }
        scope.pause(pause);
      }
    } catch (HubException | HttpFailure e) {
      found = "the schedules could not be listed afterwards (" + e.getMessage() + ")";
    }
    throw new JobSubmissionUnclear(
        "The answer to the submission was lost ("
            + lost.getMessage()
            + ") and "
            + found
            + ". A schedule spends again and again: before submitting it again, list those of `"
            + namespace
            + "` (all of them) and look for label "
            + HubJobs.REQUEST_LABEL
            + "="
            + request
            + ".",
        lost);
  }

  /// All schedules of a namespace; the Hub does not page them.
  public List<ScheduledJob> list(String namespace, CallScope scope) {
    var schedules = new ArrayList<ScheduledJob>();
    for (JsonNode json :
        hub.page(JobRequests.get(requests.api("scheduled-jobs", namespace)), scope).items()) {
      try {
        schedules.add(ScheduledJob.of(json, namespace));
      } catch (IllegalArgumentException e) {
        LOG.warn("an entry of the list of scheduled jobs is left out: {}", e.getMessage());
      }
    }
    return List.copyOf(schedules);
  }

  public ScheduledJob inspect(JobRef id, CallScope scope) {
    HttpUrl url = requests.api("scheduled-jobs", id.namespace(), id.id());
    return scheduled(JobRequests.get(url), id.namespace(), scope);
  }

  public void delete(JobRef id, CallScope scope) {
    HttpUrl url = requests.api("scheduled-jobs", id.namespace(), id.id());
    // Deleting twice is deleting once.
    hub.reply(JobRequests.delete(url).withIdempotent(true), scope);
  }

  /// Suspends or resumes a schedule and reads it back: the answers' bodies are not relied on.
  ///
  /// @throws JobSubmissionUnclear when it could not be read back
  public ScheduledJob setSuspended(JobRef id, boolean suspended, CallScope scope) {
    String verb = suspended ? "suspend" : "resume";
    HttpUrl url = requests.api("scheduled-jobs", id.namespace(), id.id(), verb);
    Optional<RuntimeException> lost = Optional.empty();
    try {
      // Doing it twice is doing it once.
      hub.reply(JobRequests.post(url).withIdempotent(true), scope);
    } catch (HubException | HttpFailure e) {
      if (!JobRequests.mayHaveBeenCarriedOut(e)) {
        throw e;
      }
      lost = Optional.of(e);
    }
    ScheduledJob now;
    try {
      now = inspect(id, CallScope.lasting(HubJobs.SEARCH));
    } catch (HubException | HttpFailure e) {
      throw new JobSubmissionUnclear(
          "Whether the schedule is now "
              + (suspended ? "suspended" : "active")
              + " is not known: "
              + lost.map(why -> "the request's answer was lost (" + why.getMessage() + ") and ")
                  .orElse("the Hub took the request, but ")
              + "it could not be read back ("
              + e.getMessage()
              + "). Look with scheduled_inspect.",
          e);
    }
    if (lost.isPresent() && now.suspended() != suspended) {
      throw lost.get();
    }
    return now;
  }

  /// Replaces all labels of a schedule.
  public ScheduledJob relabel(JobRef id, Map<String, String> labels, CallScope scope) {
    HttpUrl url = requests.api("scheduled-jobs", id.namespace(), id.id(), "labels");
    hub.reply(JobRequests.putLabels(url, labels).withIdempotent(true), scope);
    return inspect(id, scope);
  }

  /// Starts a scheduled job now, once.
  ///
  /// @param schedule as it was before: when the answer is lost, a new last job is the one started
  /// @throws HubException 409 when one runs and the schedule forbids a second
  /// @throws JobSubmissionUnclear when nobody knows whether it was started
  public Job trigger(ScheduledJob schedule, CallScope scope) {
    JobRef id = schedule.ref();
    HttpUrl url = requests.api("scheduled-jobs", id.namespace(), id.id(), "run");
    try {
      return requests.job(JobRequests.post(url), id.namespace(), scope);
    } catch (HubException | HttpFailure e) {
      if (!JobRequests.mayHaveBeenCarriedOut(e)) {
        throw e;
      }
      return triggered(schedule, e);
    }
  }

  private Job triggered(ScheduledJob before, RuntimeException lost) {
    CallScope scope = CallScope.lasting(HubJobs.SEARCH);
    try {
      Optional<String> last = inspect(before.ref(), scope).lastJob().map(LastJob::id);
      if (last.isPresent() && !last.equals(before.lastJob().map(LastJob::id))) {
        return jobs.inspect(new JobRef(before.ref().namespace(), last.get()), scope);
      }
    } catch (HubException | HttpFailure _) {
      // Then nobody knows.
    }
    throw new JobSubmissionUnclear(
        "The answer to the trigger was lost ("
            + lost.getMessage()
            + "). The job may be running: before triggering again, look at the schedule's last job"
            + " and list the jobs of `"
            + before.ref().namespace()
            + "`.",
        lost);
  }

  private ScheduledJob scheduled(HttpRequest request, String namespace, CallScope scope) {
    JsonNode answer = hub.json(request, scope);
    try {
      return ScheduledJob.of(answer, namespace);
    } catch (IllegalArgumentException e) {
      throw JobRequests.unusable(e);
    }
  }
}
