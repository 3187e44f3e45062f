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
import java.util.List;

/// `/api/scheduled-jobs` (spec hub-api §9.17).
public final class ScheduleRoutes {
  private static final String ALL = "/api/scheduled-jobs/{ns}";
  private static final String ONE = ALL + "/{id}";

  private final JobRights rights;
  private final LocalSchedules schedules;
  private final JobVolumes volumes;

  public ScheduleRoutes(RepoAccess access, LocalSchedules schedules) {
    this.rights = new JobRights(access);
    this.schedules = schedules;
    this.volumes = new JobVolumes(access.store());
  }

  public void addTo(Router.Builder routes) {
    routes
        .post(ALL, this::create)
        .get(ALL, this::list)
        .get(ONE, request -> Reply.json(seen(request).json()))
        .delete(ONE, this::delete)
        .post(ONE + "/suspend", request -> suspend(request, true))
        .post(ONE + "/resume", request -> suspend(request, false))
        .post(ONE + "/run", this::run)
        .post(ONE + "/schedule", this::reschedule)
        .put(ONE + "/labels", this::relabel);
  }

  private Reply create(Request request) throws IOException {
    Caller.SignedIn caller = rights.runner(request);
    JsonObject asked = request.json();
    volumes.check(
        caller, rights.access(), JobRequest.of(asked.object("jobSpec").orElse(JsonObject.EMPTY)));
    LocalSchedule made = schedules.create(request.path("ns"), caller.user().name(), asked);
    return Reply.json(made.json());
  }

  private Reply list(Request request) {
    rights.requireSeen(request);
    List<String> labels = request.query().all("label");
    List<JsonValue> found =
        schedules.list(request.path("ns")).stream()
            .filter(schedule -> JobRights.haveLabels(schedule.request().labels(), labels))
            .<JsonValue>map(LocalSchedule::json)
            .toList();
    return Reply.json(new JsonArray(found));
  }

  private Reply delete(Request request) throws IOException {
    schedules.delete(mine(request));
    return Reply.empty(200);
  }

  private Reply suspend(Request request, boolean on) throws IOException {
    LocalSchedule schedule = mine(request);
    schedules.suspend(schedule, on);
    return Reply.json(schedule.json());
  }

  private Reply run(Request request) throws IOException {
    return Reply.json(schedules.run(mine(request), request.endpoint()).json());
  }

  private Reply reschedule(Request request) throws IOException {
    LocalSchedule schedule = mine(request);
    schedules.reschedule(schedule, request.json().string("schedule").orElse(""));
    return Reply.json(schedule.json());
  }

  private Reply relabel(Request request) throws IOException {
    LocalSchedule schedule = mine(request);
    schedule.relabel(JobRequest.labels(request.json()));
    return Reply.json(schedule.json());
  }

  private LocalSchedule mine(Request request) {
    rights.runner(request);
    return seen(request);
  }

  private LocalSchedule seen(Request request) {
    rights.requireSeen(request);
    return schedules
        .find(request.path("ns"), request.path("id"))
        .orElseThrow(() -> HubError.of(404, "Scheduled job not found"));
  }
}
