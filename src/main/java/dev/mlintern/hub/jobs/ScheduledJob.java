package dev.mlintern.hub.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A job that is started again and again (spec hub-api §9.17).
///
/// @param schedule a word such as `@daily`, or cron fields
/// @param lastJob id and time of the last start
/// @param timeout of each run, when the Hub says it
public record ScheduledJob(
    JobRef ref,
    String schedule,
    boolean suspended,
    boolean concurrency,
    Optional<LastJob> lastJob,
    Optional<Instant> nextRunAt,
    Optional<JobImage> image,
    String flavor,
    List<String> command,
    Optional<Duration> timeout,
    Map<String, String> labels) {
  public ScheduledJob {
    command = List.copyOf(command);
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }

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
        JobRef.of(json, namespace),
        json.path("schedule").asString(""),
        json.path("suspend").asBoolean(false),
        json.path("concurrency").asBoolean(false),
        last.path("id").stringValueOpt().map(id -> new LastJob(id, Job.time(last.path("at")))),
        Job.time(status.path("nextJobRunAt")),
        Job.image(spec),
        spec.path("flavor").asString(""),
        spec.path("command").valueStream().map(word -> word.asString("")).toList(),
        Job.seconds(spec.has("timeout") ? spec.path("timeout") : spec.path("timeoutSeconds")),
        Job.texts(json.has("labels") ? json.path("labels") : spec.path("labels")));
  }
}
