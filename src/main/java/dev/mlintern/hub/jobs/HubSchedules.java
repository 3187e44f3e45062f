package dev.mlintern.hub.jobs;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.jobs.ScheduledJob.LastJob;
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

  HubSchedules(HubClient hub, HubJobs jobs) {
    this.hub = Objects.requireNonNull(hub, "hub");
    this.jobs = Objects.requireNonNull(jobs, "jobs");
    this.requests = new JobRequests(hub);
  }

  /// Stores a schedule.
  ///
  /// @param concurrency whether a run may start while the one before still runs
  /// @param suspended whether it waits to be resumed
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
    return scheduled(
        JobRequests.post(requests.api("scheduled-jobs", namespace), body), namespace, scope);
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
    hub.reply(JobRequests.delete(url), scope);
  }

  /// Suspends or resumes a schedule and reads it back: the answers' bodies are not relied on.
  public ScheduledJob setSuspended(JobRef id, boolean suspended, CallScope scope) {
    String verb = suspended ? "suspend" : "resume";
    hub.reply(
        JobRequests.post(requests.api("scheduled-jobs", id.namespace(), id.id(), verb)), scope);
    return inspect(id, scope);
  }

  /// Replaces all labels of a schedule.
  public ScheduledJob relabel(JobRef id, Map<String, String> labels, CallScope scope) {
    HttpUrl url = requests.api("scheduled-jobs", id.namespace(), id.id(), "labels");
    hub.reply(JobRequests.putLabels(url, labels), scope);
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
    } catch (HubException e) {
      if (!JobRequests.mayHaveBeenCarriedOut(e)) {
        throw e;
      }
      return triggered(schedule, e);
    } catch (HttpFailure.Network | HttpFailure.TimedOut e) {
      if (JobRequests.wasNeverSent(e)) {
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
