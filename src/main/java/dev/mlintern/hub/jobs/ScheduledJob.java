package dev.mlintern.hub.jobs;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A job that is started again and again (spec hub-api §9.17).
///
/// @param schedule a word such as `@daily`, or cron fields
/// @param lastJob id and time of the last start
public record ScheduledJob(
    JobRef ref,
    String schedule,
    boolean suspended,
    boolean concurrency,
    Optional<LastJob> lastJob,
    Optional<Instant> nextRunAt,
    Optional<JobImage> image,
    String flavor) {
  /// The last start.
  public record LastJob(String id, Optional<Instant> at) {
    public LastJob {
      Objects.requireNonNull(id, "id");
    }
  }

  static ScheduledJob of(JsonNode json, String namespace) {
    JsonNode status = json.path("status");
    JsonNode last = status.path("lastJob");
    JsonNode spec = json.path("jobSpec");
    return new ScheduledJob(
        new JobRef(
            json.path("owner").path("name").asString(namespace), json.path("id").asString("")),
        json.path("schedule").asString(""),
        json.path("suspend").asBoolean(false),
        json.path("concurrency").asBoolean(false),
        last.path("id").stringValueOpt().map(id -> new LastJob(id, Job.time(last.path("at")))),
        Job.time(status.path("nextJobRunAt")),
        Job.image(spec),
        spec.path("flavor").asString(""));
  }
}
