package dev.mlintern.hub.jobs;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The true state of a job.
///
/// @param word the stage as the Hub wrote it
/// @param message the Hub's reason, when it gives one
/// @param cancelReason e.g. `NO_CREDITS`
/// @param exposeUrls where exposed ports are reached
public record JobStatus(
    JobStage stage,
    String word,
    Optional<String> message,
    Optional<String> cancelReason,
    List<String> exposeUrls) {
  public JobStatus {
    Objects.requireNonNull(stage, "stage");
    Objects.requireNonNull(word, "word");
    exposeUrls = List.copyOf(exposeUrls);
  }

  static JobStatus of(JsonNode json) {
    String word = json.path("stage").asString("");
    return new JobStatus(
        JobStage.of(word),
        word.isBlank() ? "UNKNOWN" : word,
        json.path("message").stringValueOpt().filter(text -> !text.isBlank()),
        json.path("cancelReason").stringValueOpt().filter(text -> !text.isBlank()),
        json.path("exposeUrls").valueStream().map(url -> url.asString("")).toList());
  }
}
