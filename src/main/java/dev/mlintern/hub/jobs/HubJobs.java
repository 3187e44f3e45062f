package dev.mlintern.hub.jobs;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFault;
import dev.mlintern.hub.HubListing;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Jobs of the Hub (spec hub-api §9.16 and §9.17). No call that starts something is ever repeated.
public final class HubJobs {
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
      return Job.of(hub.json(post, scope), namespace);
    } catch (HubException e) {
      boolean carriedOut = e.fault() == HubFault.SERVER_TROUBLE || e.fault() == HubFault.UNREADABLE;
      if (!carriedOut) {
        throw e;
      }
      return found(namespace, request, e);
    } catch (HttpFailure.Network | HttpFailure.TimedOut e) {
      boolean neverSent =
          e.getCause() instanceof ConnectException || e.getCause() instanceof UnknownHostException;
      if (neverSent) {
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
    JobRef.requireName("namespace", namespace);
    HttpUrl.Builder url = hub.addresses().api("jobs", namespace);
    stages.forEach(stage -> url.addQueryParameter("stage", stage.name()));
    labels.forEach((key, value) -> url.addQueryParameter("label", key + "=" + value));
    return jobs(namespace, url.build(), limit, scope);
  }

  private JobPage jobs(String namespace, HttpUrl url, int limit, CallScope scope) {
    HubListing listing = hub.pages(get(url), limit, 20, scope);
    return new JobPage(
        listing.items().stream().map(json -> Job.of(json, namespace)).toList(), listing.next());
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

  /// Stores a schedule.
  public ScheduledJob schedule(
      String namespace, JobSpec spec, String schedule, boolean concurrency, CallScope scope) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.set("jobSpec", spec.toJson());
    body.put("schedule", schedule).put("concurrency", concurrency);
    return scheduled(post(api("scheduled-jobs", namespace), body), namespace, scope);
  }

  /// All schedules of a namespace; the Hub does not page them.
  public List<ScheduledJob> schedules(String namespace, CallScope scope) {
    var schedules = new ArrayList<ScheduledJob>();
    for (JsonNode json : hub.page(get(api("scheduled-jobs", namespace)), scope).items()) {
      schedules.add(ScheduledJob.of(json, namespace));
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

  /// Starts a scheduled job now.
  ///
  /// @throws HubException 409 when one runs and the schedule forbids a second
  public Job trigger(JobRef id, CallScope scope) {
    HttpUrl url = api("scheduled-jobs", id.namespace(), id.id(), "run");
    return job(post(url), id.namespace(), scope);
  }

  private Job job(HttpRequest request, String namespace, CallScope scope) {
    return Job.of(hub.json(request, scope), namespace);
  }

  private ScheduledJob scheduled(HttpRequest request, String namespace, CallScope scope) {
    return ScheduledJob.of(hub.json(request, scope), namespace);
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
