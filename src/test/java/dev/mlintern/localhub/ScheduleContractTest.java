package dev.mlintern.localhub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Scheduled jobs of the embedded Hub, on a clock that the test sets.
class ScheduleContractTest {
  private static final String ALL = "/api/scheduled-jobs/local";
  private static final long PATIENCE_MILLIS = 30_000;

  @TempDir private Path root;
  private final SetClock clock = new SetClock();
  private EmbeddedHub hub;
  private HubCalls me;

  private static final class SetClock extends Clock {
    private volatile Instant now = Instant.parse("2026-02-27T22:58:30Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  void start() throws IOException {
    hub = EmbeddedHub.start(root, 0, clock);
    me = HubCalls.signedIn(hub);
  }

  @AfterEach
  void stop() throws IOException {
    hub.close();
  }

  @ParameterizedTest
  @CsvSource({
    "@hourly, 2026-02-27T23:00:00.000Z",
    "@daily, 2026-02-28T00:00:00.000Z",
    "@weekly, 2026-03-01T00:00:00.000Z",
    "@monthly, 2026-03-01T00:00:00.000Z",
    "@yearly, 2027-01-01T00:00:00.000Z",
    "@annually, 2027-01-01T00:00:00.000Z",
    "*/15 * * * *, 2026-02-27T23:00:00.000Z",
    "59 22 * * *, 2026-02-27T22:59:00.000Z",
    "58 22 * * *, 2026-02-28T22:58:00.000Z",
    "0 9 * * 1, 2026-03-02T09:00:00.000Z",
    "0 9 * * 7, 2026-03-01T09:00:00.000Z",
    "'0 8-17/3,20 * * *', 2026-02-28T08:00:00.000Z",
    "0 0 29 2 *, 2028-02-29T00:00:00.000Z",
    "0 0 13 * 5, 2026-03-06T00:00:00.000Z",
    "45 58 22 * * *, 2026-02-27T22:58:45.000Z",
    "0 0 0 1 1 * 2030, 2030-01-01T00:00:00.000Z"
  })
  void a_schedule_says_when_it_starts_next(String schedule, String next) {
    assertThat(next(create(schedule, "true"))).isEqualTo(next);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@never",
        "* * * *",
        "60 * * * *",
        "0 24 * * *",
        "0 0 0 * *",
        "0 0 30 2 *",
        "a b c d e",
        "5-1 * * * *",
        "*/0 * * * *",
        "0 0 1 13 *",
        "0 9 * * MON",
        "1 2 3 4 5 6 7 8"
      })
  void what_is_no_schedule_is_refused(String schedule) {
    assertThat(me.post(ALL, body(schedule, "", "true")).status()).isEqualTo(400);
  }

  @Test
  void what_is_due_starts_once_and_is_remembered_as_the_last_job() {
    String id = id(create("0 * * * *", "echo", "fired"));
    clock.now = Instant.parse("2026-02-27T23:00:00Z");
    await(() -> !lastJob(id).isEmpty());

    String job = lastJob(id);
    await(() -> stage(job).equals("COMPLETED"));
    assertThat(me.get("/api/jobs/local/" + job + "/logs").text()).contains("fired");
    JsonObject started = me.get("/api/jobs/local/" + job).object();
    assertThat(started.object("initiator").orElseThrow().string("id")).contains(id);
    JsonObject status = one(id).object("status").orElseThrow();
    assertThat(status.object("lastJob").orElseThrow().string("at"))
        .contains("2026-02-27T23:00:00.000Z");
    assertThat(status.string("nextJobRunAt")).contains("2026-02-28T00:00:00.000Z");
    assertThat(me.get("/api/jobs/local").array().size()).isEqualTo(1);
  }

  @Test
  void a_start_is_passed_over_while_the_job_before_runs_and_running_it_by_hand_is_a_conflict() {
    String id = id(create("@hourly", "sleep", "300"));
    HubCalls.Answer first = me.post(ALL + "/" + id + "/run", "");
    assertThat(first.status()).isEqualTo(200);
    String job = first.object().string("id").orElseThrow();

    assertThat(me.post(ALL + "/" + id + "/run", "").status()).isEqualTo(409);
    clock.now = Instant.parse("2026-02-27T23:00:00Z");
    await(() -> next(one(id)).equals("2026-02-28T00:00:00.000Z"));
    assertThat(lastJob(id)).isEqualTo(job);

    me.post("/api/jobs/local/" + job + "/cancel", "");
    assertThat(me.post(ALL + "/" + id + "/run", "").status()).isEqualTo(200);
  }

  @Test
  void a_schedule_that_allows_it_runs_two_jobs_at_once() {
    String id = id(me.post(ALL, body("@daily", ",\"concurrency\":true", "sleep", "300")).object());

    assertThat(me.post(ALL + "/" + id + "/run", "").status()).isEqualTo(200);
    assertThat(me.post(ALL + "/" + id + "/run", "").status()).isEqualTo(200);
  }

  @Test
  void a_suspended_schedule_starts_nothing_until_it_is_resumed() {
    String other = id(create("@hourly", "true"));
    String id = id(me.post(ALL, body("@hourly", ",\"suspend\":true", "true")).object());
    assertThat(one(id).bool("suspend")).contains(true);
    assertThat(one(id).object("status").orElseThrow().toJson()).contains("\"nextJobRunAt\":null");

    clock.now = Instant.parse("2026-02-27T23:00:00Z");
    await(() -> !lastJob(other).isEmpty());
    assertThat(lastJob(id)).isEmpty();

    assertThat(me.post(ALL + "/" + id + "/resume", "").status()).isEqualTo(200);
    assertThat(next(one(id))).isEqualTo("2026-02-28T00:00:00.000Z");
    assertThat(me.post(ALL + "/" + id + "/suspend", "").status()).isEqualTo(200);
    assertThat(one(id).bool("suspend")).contains(true);
  }

  @Test
  void schedules_are_listed_by_label_changed_and_deleted() {
    String first = id(create("@daily", "true"));
    create("@weekly", "true");
    assertThat(me.put(ALL + "/" + first + "/labels", "{\"labels\":{\"team\":\"a\"}}").status())
        .isEqualTo(200);

    JsonArray labelled = me.get(ALL + "?label=team=a").array();
    assertThat(labelled.size()).isEqualTo(1);
    assertThat(me.get(ALL).array().size()).isEqualTo(2);
    me.post(ALL + "/" + first + "/schedule", "{\"schedule\":\"@monthly\"}");
    assertThat(next(one(first))).isEqualTo("2026-03-01T00:00:00.000Z");
    assertThat(me.delete(ALL + "/" + first, "").status()).isEqualTo(200);
    assertThat(me.get(ALL + "/" + first).status()).isEqualTo(404);
    assertThat(me.get(ALL).array().size()).isEqualTo(1);
  }

  @Test
  void schedules_outlive_the_hub_and_those_with_secrets_wait_for_new_ones() throws IOException {
    String plain = id(create("@hourly", "true"));
    String secret =
        id(
            me.post(
                    ALL,
                    body("@hourly", "", "true")
                        .replace("\"flavor\"", "\"secrets\":{\"KEY\":\"v4lue-of-it\"},\"flavor\""))
                .object());
    hub.close();
    try (var files = Files.walk(root.resolve(".hub"))) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContain("v4lue-of-it"));
    }
    clock.now = Instant.parse("2026-02-28T03:30:00Z");
    start();

    assertThat(next(one(plain))).isEqualTo("2026-02-28T04:00:00.000Z");
    assertThat(lastJob(plain)).isEmpty();
    assertThat(one(secret).bool("suspend")).contains(true);
    assertThat(one(secret).string("suspendReason").orElseThrow()).contains("no secrets");
  }

  @Test
  void a_stranger_sees_and_starts_nothing() {
    String id = id(create("@daily", "true"));

    assertThat(HubCalls.anonymous(hub).get(ALL).status()).isEqualTo(401);
    assertThat(me.get("/api/scheduled-jobs/somebody-else").status()).isEqualTo(403);
    assertThat(me.get("/api/scheduled-jobs/somebody-else/" + id).status()).isEqualTo(403);
  }

  private JsonObject create(String schedule, String... command) {
    HubCalls.Answer made = me.post(ALL, body(schedule, "", command));
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    return made.object();
  }

  private static String body(String schedule, String more, String... command) {
    return "{\"schedule\":\""
        + schedule
        + "\""
        + more
        + ",\"jobSpec\":{\"command\":"
        + JsonArray.ofStrings(List.of(command)).toJson()
        + ",\"flavor\":\"cpu-basic\",\"dockerImage\":\"python:3.12\"}}";
  }

  private static String id(JsonObject schedule) {
    return schedule.string("id").orElseThrow();
  }

  private JsonObject one(String id) {
    return me.get(ALL + "/" + id).object();
  }

  private static String next(JsonObject schedule) {
    return schedule.object("status").orElseThrow().string("nextJobRunAt").orElse("");
  }

  private String lastJob(String id) {
    return one(id)
        .object("status")
        .flatMap(status -> status.object("lastJob"))
        .flatMap(job -> job.string("id"))
        .orElse("");
  }

  private String stage(String job) {
    return me.get("/api/jobs/local/" + job)
        .object()
        .object("status")
        .flatMap(status -> status.string("stage"))
        .orElse("");
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofMillis(PATIENCE_MILLIS).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }
}
