package dev.mlintern.hub.jobs;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubListing;
import dev.mlintern.hub.HubPage;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Jobs of the Hub (spec hub-api §9.16 and §9.17). No call that starts something is ever repeated.
public final class HubJobs {
  private static final Logger LOG = LoggerFactory.getLogger(HubJobs.class);

  /// The label a submission is found again by.
  public static final String REQUEST_LABEL = "ml-intern-request";

  /// How long the search for a submission lasts whose answer was lost. It has a time of its own:
  /// the call's may be what ran out.
  static final Duration SEARCH = Duration.ofSeconds(20);

  /// How often that is looked for: a listing may be behind.
  static final int SEARCHES = 3;

  private final HubClient hub;
  private final JobRequests requests;
  private final Duration pause;

  public HubJobs(HubClient hub) {
    this(hub, Duration.ofSeconds(1));
  }

  /// @param pause before the first repetition of a broken log stream, and between searches
  public HubJobs(HubClient hub, Duration pause) {
    this.hub = Objects.requireNonNull(hub, "hub");
    this.requests = new JobRequests(hub);
    this.pause = Objects.requireNonNull(pause, "pause");
  }

  /// Jobs that start by the clock.
  public HubSchedules schedules() {
    return new HubSchedules(hub, this, pause);
  }

  /// Where people look at a job.
  public String webUrl(JobRef job) {
    return hub.endpoint()
        .newBuilder()
        .addPathSegment("jobs")
        .addPathSegment(job.namespace())
        .addPathSegment(job.id())
        .toString();
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
    HttpRequest post = JobRequests.post(requests.api("jobs", namespace), spec.toJson());
    try {
      return requests.job(post, namespace, scope);
    } catch (HubException | HttpFailure e) {
      if (!JobRequests.mayHaveBeenCarriedOut(e)) {
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
    HubListing listing = hub.pages(JobRequests.get(url.build()), limit, 20, scope);
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
    HubPage page = hub.page(JobRequests.get(url.build()), scope);
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
    return requests.job(
        JobRequests.get(requests.api("jobs", job.namespace(), job.id())), job.namespace(), scope);
  }

  /// Asks the Hub to stop a job; the answer's stage says what came of it.
  public Job cancel(JobRef job, CallScope scope) {
    HttpUrl url = requests.api("jobs", job.namespace(), job.id(), "cancel");
    // Stopping twice is stopping once.
    return requests.job(JobRequests.post(url).withIdempotent(true), job.namespace(), scope);
  }

  /// Replaces all labels.
  public Job relabel(JobRef job, Map<String, String> labels, CallScope scope) {
    HttpUrl url = requests.api("jobs", job.namespace(), job.id(), "labels");
    return requests.job(
        JobRequests.putLabels(url, labels).withIdempotent(true), job.namespace(), scope);
  }

  /// The log from event `skip + 1` on; close it.
  public LogStream logs(JobRef job, long skip, CallScope scope) {
    return new LogStream(
        hub, requests.api("jobs", job.namespace(), job.id(), "logs"), skip, scope, pause);
  }

  /// What a running job's machine is doing now: the first event of a stream that has one a second
  /// (spec hub-api §9.16).
  ///
  /// @return empty when none came within `patience`
  /// @throws HubException 500 when the job has ended
  public Optional<JsonNode> metrics(JobRef job, Duration patience, CallScope scope)
      throws InterruptedException {
    HttpUrl url = requests.api("jobs", job.namespace(), job.id(), "metrics");
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

  /// One odd entry must not take the list with it.
  private static Optional<Job> listed(JsonNode json, String namespace) {
    try {
      return Optional.of(Job.of(json, namespace));
    } catch (IllegalArgumentException e) {
      LOG.warn("an entry of the list of jobs is left out: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
