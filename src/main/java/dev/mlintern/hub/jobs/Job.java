package dev.mlintern.hub.jobs;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A job as the Hub describes it.
///
/// @param image empty when the Hub names none
/// @param secretNames names alone; the Hub keeps the values
/// @param timeout the one in force, when the Hub says it
/// @param running how long it has been running, when the Hub says it
public record Job(
    JobRef ref,
    JobStatus status,
    Optional<Instant> createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    Optional<JobImage> image,
    List<String> command,
    String flavor,
    Optional<Duration> timeout,
    Map<String, String> labels,
    List<String> environmentNames,
    List<String> secretNames,
    List<JobVolume> volumes,
    Optional<Duration> running) {
  public Job {
    command = List.copyOf(command);
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    environmentNames = List.copyOf(environmentNames);
    secretNames = List.copyOf(secretNames);
    volumes = List.copyOf(volumes);
  }

  public JobStage stage() {
    return status.stage();
  }

  /// @param namespace of the request, for an answer that names no owner
  /// @throws IllegalArgumentException when the answer holds no job
  static Job of(JsonNode json, String namespace) {
    JsonNode status = json.path("status");
    return new Job(
        JobRef.of(json, namespace),
        JobStatus.of(status),
        time(json.path("createdAt")),
        time(json.path("startedAt")),
        time(json.path("finishedAt")),
        image(json),
        json.path("command").valueStream().map(word -> word.asString("")).toList(),
        json.path("flavor").asString(""),
        seconds(json.has("timeout") ? json.path("timeout") : json.path("timeoutSeconds")),
        texts(json.path("labels")),
        names(json.path("environment")),
        names(json.path("secrets")),
        json.path("volumes").valueStream().map(JobVolume::of).toList(),
        seconds(json.path("durations").path("runningSecs")));
  }

  static Optional<JobImage> image(JsonNode json) {
    return json.path("spaceId")
        .stringValueOpt()
        .<JobImage>map(JobImage.Space::new)
        .or(() -> json.path("dockerImage").stringValueOpt().map(JobImage.Docker::new));
  }

  static Optional<Instant> time(JsonNode node) {
    return node.stringValueOpt().flatMap(Job::time);
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  static Optional<Duration> seconds(JsonNode node) {
    return node.isNumber() && node.asDouble() >= 0
        ? Optional.of(Duration.ofMillis(Math.round(node.asDouble() * 1000)))
        : Optional.empty();
  }

  static Map<String, String> texts(JsonNode object) {
    var texts = new LinkedHashMap<String, String>();
    if (object.isObject()) {
      object.forEachEntry((name, value) -> texts.put(name, value.asString("")));
    }
    return texts;
  }

  /// Published as a list of names, typed elsewhere as a map: both are accepted.
  private static List<String> names(JsonNode node) {
    return node.isObject()
        ? List.copyOf(node.propertyNames())
        : node.valueStream().map(name -> name.asString("")).toList();
  }
}
