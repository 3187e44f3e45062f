package dev.mlintern.localhub.jobs;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.account.Caller;
import dev.mlintern.localhub.api.Page;
import dev.mlintern.localhub.api.RepoAccess;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Reply;
import dev.mlintern.localhub.web.Request;
import dev.mlintern.localhub.web.Router;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `/api/jobs` (spec hub-api §9.16). Events are not served; ports and SSH are taken down and not
/// opened, but for the port of a sandbox.
public final class JobRoutes {
  /// As the Hub does it.
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

  private static final int PAGE = 100;
  private static final int MAX_PAGE = 1000;

  private final JobRights rights;
  private final LocalJobs jobs;
  private final JobVolumes volumes;

  public JobRoutes(RepoAccess access, LocalJobs jobs) {
    this.rights = new JobRights(access);
    this.volumes = new JobVolumes(access.store());
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
        .get("/api/jobs/{ns}/{id}/metrics", this::metrics)
        .post("/api/jobs/{ns}/auth-check/{right}", this::authCheck)
        .post("/api/jobs/{ns}/{id}/cancel", this::cancel)
        .post("/api/jobs/{ns}/{id}/duplicate", this::duplicate)
        .put("/api/jobs/{ns}/{id}/labels", this::relabel);
  }

  private Reply submit(Request request) throws IOException {
    Caller.SignedIn caller = rights.runner(request);
    String user = caller.user().name();
    JobRequest asked = JobRequest.of(request.json());
    volumes.check(caller, rights.access(), asked);
    LocalJob job =
        jobs.submit(asked, request.path("ns"), user, LocalJob.person(user), request.endpoint());
    return Reply.json(job.json());
  }

  private Reply list(Request request) {
    Page<LocalJob> page = Page.of(request, matching(request), PAGE, MAX_PAGE);
    List<JsonValue> found = page.items().stream().<JsonValue>map(LocalJob::json).toList();
    return page.linked(Reply.json(new JsonArray(found)));
  }

  private Reply count(Request request) {
    return Reply.json(JsonObject.builder().put("count", matching(request).size()).build());
  }

  private List<LocalJob> matching(Request request) {
    rights.requireSeen(request);
    List<String> stages = request.query().all("stage");
    List<String> labels = request.query().all("label");
    return jobs.list(request.path("ns")).stream()
        .filter(job -> stages.isEmpty() || stages.contains(job.stage().name()))
        .filter(job -> JobRights.haveLabels(job.labels(), labels))
        .toList();
  }

  private Reply logs(Request request) {
    LocalJob job = job(request);
    long tail =
        request.query().has("tail") ? request.query().integer("tail", 0, 0, Integer.MAX_VALUE) : -1;
    return Reply.stream("text/event-stream", out -> job.log().stream(out, tail, KEEP_ALIVE));
  }

  private Reply metrics(Request request) {
    LocalJob job = job(request);
    if (job.stage().isFinal()) {
      throw HubError.of(500, "Job is not running");
    }
    Map<String, String> machine =
        JobHardwareList.variables(job.json().string("flavor").orElse("cpu-basic"));
    int cores = Integer.parseInt(machine.get("CPU_CORES"));
    long memory = Long.parseLong(machine.get("MEMORY").replace("Gi", "")) << 30;
    return Reply.stream(
        "text/event-stream", out -> JobMetrics.stream(out, () -> jobs.process(job), cores, memory));
  }

  private Reply authCheck(Request request) {
    Caller.SignedIn caller;
    switch (request.path("right")) {
      case "read" -> {
        rights.requireSeen(request);
        caller = rights.access().signedIn(request);
      }
      case "write" -> caller = rights.runner(request);
      default -> throw HubError.pageNotFound();
    }
    return Reply.json(
        JsonObject.builder()
            .put("namespace", named(request.path("ns")))
            .put("user", named(caller.user().name()))
            .build());
  }

  private static JsonObject named(String name) {
    JsonObject person = LocalJob.person(name);
    return JsonObject.builder()
        .put("id", person.string("id").orElseThrow())
        .put("name", name)
        .build();
  }

  private Reply cancel(Request request) throws IOException {
    rights.runner(request);
    LocalJob job = job(request);
    jobs.cancel(job);
    return Reply.json(job.json());
  }

  private Reply duplicate(Request request) throws IOException {
    Caller.SignedIn caller = rights.runner(request);
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
    rights.runner(request);
    LocalJob job = job(request);
    job.relabel(JobRequest.labels(request.json()));
    return Reply.json(job.json());
  }

  private LocalJob job(Request request) {
    rights.requireSeen(request);
    return jobs.find(request.path("ns"), request.path("id"))
        .orElseThrow(() -> HubError.of(404, "Job not found"));
  }
}
