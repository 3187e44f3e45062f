package dev.mlintern.localhub.jobs;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.account.Caller;
import dev.mlintern.localhub.api.RepoAccess;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Reply;
import dev.mlintern.localhub.web.Request;
import dev.mlintern.localhub.web.Router;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// `/api/jobs` (spec hub-api §9.16). Metrics, events, exposed ports and SSH are not served.
public final class JobRoutes {
  /// As the Hub does it.
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

  private final RepoAccess access;
  private final LocalJobs jobs;

  public JobRoutes(RepoAccess access, LocalJobs jobs) {
    this.access = access;
    this.jobs = jobs;
  }

  public void addTo(Router.Builder routes) {
    routes
        .get("/api/jobs/hardware", _ -> Reply.json(JobHardwareList.LISTING))
        .post("/api/jobs/{ns}", this::submit)
        .get("/api/jobs/{ns}", this::list)
        .get("/api/jobs/{ns}/count", this::count)
        .get("/api/jobs/{ns}/{id}", request -> Reply.json(job(request).json()))
        .get("/api/jobs/{ns}/{id}/logs", this::logs)
        .post("/api/jobs/{ns}/{id}/cancel", this::cancel)
        .post("/api/jobs/{ns}/{id}/duplicate", this::duplicate)
        .put("/api/jobs/{ns}/{id}/labels", this::relabel);
  }

  private Reply submit(Request request) throws IOException {
    Caller.SignedIn caller = runner(request);
    String user = caller.user().name();
    LocalJob job =
        jobs.submit(
            JobRequest.of(request.json()),
            request.path("ns"),
            user,
            LocalJob.person(user),
            request.endpoint());
    return Reply.json(job.json());
  }

  private Reply list(Request request) {
    List<JsonValue> found = matching(request).stream().<JsonValue>map(LocalJob::json).toList();
    return Reply.json(new JsonArray(found));
  }

  private Reply count(Request request) {
    return Reply.json(JsonObject.builder().put("count", matching(request).size()).build());
  }

  private List<LocalJob> matching(Request request) {
    requireSeen(request);
    List<String> stages = request.query().all("stage");
    List<String> labels = request.query().all("label");
    return jobs.list(request.path("ns")).stream()
        .filter(job -> stages.isEmpty() || stages.contains(job.stage().name()))
        .filter(job -> labels.stream().allMatch(label -> hasLabel(job, label)))
        .toList();
  }

  private static boolean hasLabel(LocalJob job, String label) {
    int equals = label.indexOf('=');
    return equals > 0
        && label.substring(equals + 1).equals(job.labels().get(label.substring(0, equals)));
  }

  private Reply logs(Request request) {
    LocalJob job = job(request);
    long tail =
        request.query().has("tail") ? request.query().integer("tail", 0, 0, Integer.MAX_VALUE) : -1;
    return Reply.stream("text/event-stream", out -> job.log().stream(out, tail, KEEP_ALIVE));
  }

  private Reply cancel(Request request) throws IOException {
    runner(request);
    LocalJob job = job(request);
    jobs.cancel(job);
    return Reply.json(job.json());
  }

  private Reply duplicate(Request request) throws IOException {
    Caller.SignedIn caller = runner(request);
    LocalJob original = job(request);
    JobRequest again =
        jobs.request(original)
            .orElseThrow(
                () ->
                    HubError.conflict(
                        "The embedded Hub was restarted since; submit the job anew",
                        Optional.empty()));
    JsonObject initiator =
        JsonObject.builder().put("type", "duplicated-job").put("id", original.id()).build();
    LocalJob job =
        jobs.submit(again, request.path("ns"), caller.user().name(), initiator, request.endpoint());
    return Reply.json(job.json());
  }

  private Reply relabel(Request request) throws IOException {
    runner(request);
    LocalJob job = job(request);
    job.relabel(JobRequest.labels(request.json()));
    return Reply.json(job.json());
  }

  private LocalJob job(Request request) {
    requireSeen(request);
    return jobs.find(request.path("ns"), request.path("id"))
        .orElseThrow(() -> HubError.of(404, "Job not found"));
  }

  private void requireSeen(Request request) {
    if (!access.signedIn(request).maySeeJobsOf(request.path("ns"))) {
      throw HubError.forbidden("You don't have access to the jobs of this namespace");
    }
  }

  private Caller.SignedIn runner(Request request) {
    Caller.SignedIn caller = access.signedIn(request);
    if (!caller.mayRunJobsIn(request.path("ns"))) {
      throw HubError.forbidden("You don't have the right to run jobs in this namespace");
    }
    return caller;
  }
}
