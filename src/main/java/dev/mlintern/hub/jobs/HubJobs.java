package dev.mlintern.hub.jobs;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFault;
import dev.mlintern.hub.HubListing;
import dev.mlintern.hub.HubPage;
import dev.mlintern.hub.jobs.ScheduledJob.LastJob;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Jobs of the Hub (spec hub-api §9.16 and §9.17). No call that starts something is ever repeated.
public final class HubJobs {
  private static final Logger LOG = LoggerFactory.getLogger(HubJobs.class);

  /// The label a submission is found again by.
  public static final String REQUEST_LABEL = "ml-intern-request";

  /// How long the search for a submission lasts whose answer was lost. It has a time of its own:
  /// the call's may be what ran out.
  private static final Duration SEARCH = Duration.ofSeconds(20);

  private static final int SEARCHES = 3;
  private static final MediaType JSON = MediaType.get("application/json");

  private final HubClient hub;
  private final Duration pause;

  public HubJobs(HubClient hub) {
    this(hub, Duration.ofSeconds(1));
  }

  /// @param pause before the first repetition of a broken log stream, and between searches
  public HubJobs(HubClient hub, Duration pause) {
    this.hub = Objects.requireNonNull(hub, "hub");
    this.pause = Objects.requireNonNull(pause, "pause");
  }

  /// Where people look at a job.
  public String webUrl(JobRef job) {
    return url(hub.endpoint().newBuilder(), "jobs", job.namespace(), job.id()).toString();
  }

  /// Submits a job, once.
  ///
  /// @param spec must carry [#REQUEST_LABEL]: when the answer is lost, the job is looked up by it
  /// @throws HubException when the Hub refuses: nothing was started
  /// @throws HttpFailure when it was not reached, or was and has no such job
  /// @throws JobSubmissionUnclear when nobody knows
  public Job run(String namespace, JobSpec spec, CallScope scope) {
    String request =
        spec.label(REQUEST_LABEL)
            .orElseThrow(() -> new IllegalArgumentException("no label " + REQUEST_LABEL));
    JobRef.requireName("namespace", namespace);
    HttpRequest post = post(api("jobs", namespace), spec.toJson());
    try {
      JsonNode answer = hub.json(post, scope);
      try {
        return Job.of(answer, namespace);
      } catch (IllegalArgumentException e) {
        return found(namespace, request, unusable(e));
      }
    } catch (HubException e) {
      if (!mayHaveBeenCarriedOut(e)) {
        throw e;
      }
      return found(namespace, request, e);
    } catch (HttpFailure.Network | HttpFailure.TimedOut e) {
      if (wasNeverSent(e)) {
        throw e;
      }
      return found(namespace, request, e);
    }
  }

  /// The job of a submission whose answer did not arrive.
  private Job found(String namespace, String request, RuntimeException lost) {
    CallScope scope = CallScope.lasting(SEARCH);
    try {
      for (int search = 1; search <= SEARCHES; search++) {
        Optional<Job> job = find(namespace, request, scope);
        if (job.isPresent()) {
          return job.get();
        }
        scope.pause(pause);
      }
    } catch (HubException | HttpFailure e) {
      throw new JobSubmissionUnclear(
          "The answer to the submission was lost ("
              + lost.getMessage()
              + ") and the jobs could not be listed afterwards ("
              + e.getMessage()
              + "). The job may be running: before submitting again, list the jobs of `"
              + namespace
              + "` with label "
              + REQUEST_LABEL
              + "="
              + request
              + ".",
          lost);
    }
    throw lost;
  }

  /// The job a submission started.
  public Optional<Job> find(String namespace, String request, CallScope scope) {
    return list(namespace, List.of(), Map.of(REQUEST_LABEL, request), 1, scope).jobs().stream()
        .findFirst();
  }

  /// Jobs of a namespace, newest first.
  ///
  /// @param stages none for all
  /// @param labels each must be on the job
  /// @param limit about how many; whole pages are read
  public JobPage list(
      String namespace,
      Collection<JobStage> stages,
      Map<String, String> labels,
      int limit,
      CallScope scope) {
    HttpUrl.Builder url = listing(namespace, stages, labels);
    HubListing listing = hub.pages(get(url.build()), limit, 20, scope);
    return page(namespace, listing.items(), listing.next());
  }

  /// One page of the same listing, as long as the Hub makes it.
  ///
  /// @param cursor of [JobPage#cursor]; absent for the first page
  public JobPage page(
      String namespace,
      Collection<JobStage> stages,
      Map<String, String> labels,
      Optional<String> cursor,
      CallScope scope) {
    HttpUrl.Builder url = listing(namespace, stages, labels);
    cursor.ifPresent(from -> url.addQueryParameter("cursor", from));
    HubPage page = hub.page(get(url.build()), scope);
    return page(namespace, page.items(), page.next());
  }

  private HttpUrl.Builder listing(
      String namespace, Collection<JobStage> stages, Map<String, String> labels) {
    JobRef.requireName("namespace", namespace);
    HttpUrl.Builder url = hub.addresses().api("jobs", namespace);
    stages.forEach(stage -> url.addQueryParameter("stage", stage.name()));
    labels.forEach((key, value) -> url.addQueryParameter("label", key + "=" + value));
    return url;
  }

  private static JobPage page(String namespace, List<JsonNode> items, Optional<HttpUrl> next) {
    return new JobPage(
        items.stream().flatMap(json -> listed(json, namespace).stream()).toList(), next);
  }

  /// One job as it is now.
  ///
  /// @throws HubException 404 when there is none
  public Job inspect(JobRef job, CallScope scope) {
    return job(get(api("jobs", job.namespace(), job.id())), job.namespace(), scope);
  }

  /// Asks the Hub to stop a job; the answer's stage says what came of it.
  public Job cancel(JobRef job, CallScope scope) {
    HttpUrl url = api("jobs", job.namespace(), job.id(), "cancel");
    // Stopping twice is stopping once.
    return job(post(url).withIdempotent(true), job.namespace(), scope);
  }

  /// Starts the same job again.
  public Job duplicate(JobRef job, CallScope scope) {
    return job(post(api("jobs", job.namespace(), job.id(), "duplicate")), job.namespace(), scope);
  }

  /// Replaces all labels.
  public Job relabel(JobRef job, Map<String, String> labels, CallScope scope) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    ObjectNode object = body.putObject("labels");
    labels.forEach(object::put);
    HttpUrl url = api("jobs", job.namespace(), job.id(), "labels");
    return job(wanted(HttpRequest.of("PUT", url, Optional.of(body(body)))), job.namespace(), scope);
  }

  /// The log from event `skip + 1` on; close it.
  public LogStream logs(JobRef job, long skip, CallScope scope) {
    return new LogStream(hub, api("jobs", job.namespace(), job.id(), "logs"), skip, scope, pause);
  }

  /// What a running job's machine is doing now: the first event of a stream that has one a second
  /// (spec hub-api §9.16).
  ///
  /// @return empty when none came within `patience`
  /// @throws HubException 500 when the job has ended
  public Optional<JsonNode> metrics(JobRef job, Duration patience, CallScope scope)
      throws InterruptedException {
    HttpUrl url = api("jobs", job.namespace(), job.id(), "metrics");
    try (var events = new LogStream(hub, url, 0, scope.atMost(patience), pause)) {
      return switch (events.next(patience)) {
        case LogEvent.Line line -> object(line.text());
        case LogEvent.Silence _, LogEvent.End _ -> Optional.empty();
      };
    }
  }

  private static Optional<JsonNode> object(String text) {
    try {
      return Optional.of(JsonMapper.shared().readTree(text)).filter(JsonNode::isObject);
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }

  /// Stores a schedule.
  ///
  /// @param concurrency whether a run may start while the one before still runs
  /// @param suspended whether it waits to be resumed
  public ScheduledJob schedule(
      String namespace,
      JobSpec spec,
      String schedule,
      boolean concurrency,
      boolean suspended,
      CallScope scope) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.set("jobSpec", spec.toJson());
    body.put("schedule", schedule).put("concurrency", concurrency).put("suspend", suspended);
    return scheduled(post(api("scheduled-jobs", namespace), body), namespace, scope);
  }

  /// All schedules of a namespace; the Hub does not page them.
  public List<ScheduledJob> schedules(String namespace, CallScope scope) {
    var schedules = new ArrayList<ScheduledJob>();
    for (JsonNode json : hub.page(get(api("scheduled-jobs", namespace)), scope).items()) {
      try {
        schedules.add(ScheduledJob.of(json, namespace));
      } catch (IllegalArgumentException e) {
        LOG.warn("an entry of the list of scheduled jobs is left out: {}", e.getMessage());
      }
    }
    return List.copyOf(schedules);
  }

  public ScheduledJob schedule(JobRef id, CallScope scope) {
    HttpUrl url = api("scheduled-jobs", id.namespace(), id.id());
    return scheduled(get(url), id.namespace(), scope);
  }

  public void deleteSchedule(JobRef id, CallScope scope) {
    HttpUrl url = api("scheduled-jobs", id.namespace(), id.id());
    hub.reply(wanted(HttpRequest.of("DELETE", url, Optional.empty())), scope);
  }

  /// Suspends or resumes a schedule and reads it back: the answers' bodies are not relied on.
  public ScheduledJob setSuspended(JobRef id, boolean suspended, CallScope scope) {
    String verb = suspended ? "suspend" : "resume";
    hub.reply(post(api("scheduled-jobs", id.namespace(), id.id(), verb)), scope);
    return schedule(id, scope);
  }

  /// Replaces all labels of a schedule.
  public ScheduledJob relabelSchedule(JobRef id, Map<String, String> labels, CallScope scope) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    ObjectNode object = body.putObject("labels");
    labels.forEach(object::put);
    HttpUrl url = api("scheduled-jobs", id.namespace(), id.id(), "labels");
    hub.reply(wanted(HttpRequest.of("PUT", url, Optional.of(body(body)))), scope);
    return schedule(id, scope);
  }

  /// Starts a scheduled job now, once.
  ///
  /// @param schedule as it was before: when the answer is lost, a new last job is the one started
  /// @throws HubException 409 when one runs and the schedule forbids a second
  /// @throws JobSubmissionUnclear when nobody knows whether it was started
  public Job trigger(ScheduledJob schedule, CallScope scope) {
    JobRef id = schedule.ref();
    HttpUrl url = api("scheduled-jobs", id.namespace(), id.id(), "run");
    try {
      return job(post(url), id.namespace(), scope);
    } catch (HubException e) {
      if (!mayHaveBeenCarriedOut(e)) {
        throw e;
      }
      return triggered(schedule, e);
    } catch (HttpFailure.Network | HttpFailure.TimedOut e) {
      if (wasNeverSent(e)) {
        throw e;
      }
      return triggered(schedule, e);
    }
  }

  private Job triggered(ScheduledJob before, RuntimeException lost) {
    CallScope scope = CallScope.lasting(SEARCH);
    try {
      Optional<String> last = schedule(before.ref(), scope).lastJob().map(LastJob::id);
      if (last.isPresent() && !last.equals(before.lastJob().map(LastJob::id))) {
        return inspect(new JobRef(before.ref().namespace(), last.get()), scope);
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

  private static boolean mayHaveBeenCarriedOut(HubException e) {
    return e.fault() == HubFault.SERVER_TROUBLE || e.fault() == HubFault.UNREADABLE;
  }

  private static boolean wasNeverSent(HttpFailure e) {
    return e.getCause() instanceof ConnectException || e.getCause() instanceof UnknownHostException;
  }

  /// One odd entry must not take the list with it.
  private static Optional<Job> listed(JsonNode json, String namespace) {
    try {
      return Optional.of(Job.of(json, namespace));
    } catch (IllegalArgumentException e) {
      LOG.warn("an entry of the list of jobs is left out: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static HubException unusable(IllegalArgumentException why) {
    return new HubException(
        200,
        Optional.empty(),
        "The Hub's answer cannot be used: " + why.getMessage() + ".",
        Optional.empty());
  }

  private Job job(HttpRequest request, String namespace, CallScope scope) {
    JsonNode answer = hub.json(request, scope);
    try {
      return Job.of(answer, namespace);
    } catch (IllegalArgumentException e) {
      throw unusable(e);
    }
  }

  private ScheduledJob scheduled(HttpRequest request, String namespace, CallScope scope) {
    JsonNode answer = hub.json(request, scope);
    try {
      return ScheduledJob.of(answer, namespace);
    } catch (IllegalArgumentException e) {
      throw unusable(e);
    }
  }

  private HttpUrl api(String... segments) {
    return hub.addresses().api(segments).build();
  }

  private static HttpUrl url(HttpUrl.Builder url, String... segments) {
    for (String segment : segments) {
      url.addPathSegment(segment);
    }
    return url.build();
  }

  private static HttpRequest get(HttpUrl url) {
    return wanted(HttpRequest.get(url));
  }

  /// Nothing of jobs is public.
  private static HttpRequest wanted(HttpRequest request) {
    return request.withCredential(HttpRequest.Credential.WANTED);
  }

  private static HttpRequest post(HttpUrl url) {
    return wanted(HttpRequest.post(url, RequestBody.create(new byte[0], null)));
  }

  private static HttpRequest post(HttpUrl url, ObjectNode body) {
    return wanted(HttpRequest.post(url, body(body)));
  }

  private static RequestBody body(ObjectNode json) {
    return RequestBody.create(JsonMapper.shared().writeValueAsBytes(json), JSON);
  }
}
