package dev.mlintern.localhub.jobs;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.localhub.account.Accounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One job and its folder: `job.json`, `log.jsonl`, `work/`. Every change of stage is on disk
/// before anybody is told. Thread-safe.
final class LocalJob {
  private final Path folder;
  private final JobLog log;
  private final JsonObject made;
  private Map<String, String> labels;
  private Stage stage;
  private Optional<String> message = Optional.empty();
  private boolean brokenOff;
  private Optional<Instant> startedAt = Optional.empty();
  private Optional<Instant> finishedAt = Optional.empty();
  private Optional<String> address = Optional.empty();

  private LocalJob(Path folder, JobLog log, JsonObject made, Stage stage) {
    this.folder = folder;
    this.log = log;
    this.made = made;
    this.stage = stage;
    this.labels = labelsOf(made);
  }

  private static Map<String, String> labelsOf(JsonObject made) {
    var labels = new LinkedHashMap<String, String>();
    made.object("labels")
        .ifPresent(
            object ->
                object.names().forEach(key -> labels.put(key, object.string(key).orElse(""))));
    return labels;
  }

  static LocalJob create(
      Path folder, String id, String namespace, String user, JobRequest request, JsonObject maker)
      throws IOException {
    Files.createDirectories(folder.resolve("work"));
    JsonObject owner = person(namespace);
    JsonObject made =
        JsonObject.builder()
            .put("type", "job")
            .put("id", id)
            .put("createdAt", Times.format(Instant.now()))
            .putAll(request.toJson())
            .put("owner", owner)
            .put("createdBy", person(user))
            .put("initiator", maker)
            .build();
    var job =
        new LocalJob(folder, JobLog.create(folder.resolve("log.jsonl")), made, Stage.SCHEDULING);
    job.save();
    return job;
  }

  static JsonObject person(String name) {
    return JsonObject.builder()
        .put("id", Accounts.idOf(name))
        .put("name", name)
        .put("type", "user")
        .put("avatarUrl", "/avatars/" + Accounts.idOf(name) + ".svg")
        .build();
  }

  /// A job of an earlier run. One that was running then is not any more.
  static LocalJob load(Path folder) throws IOException {
    JsonObject saved = JsonReader.readObject(Files.readString(folder.resolve("job.json")));
    JsonObject status = saved.object("status").orElse(JsonObject.EMPTY);
    Stage stage = Stage.valueOf(status.string("stage").orElse("ERROR"));
    var job = new LocalJob(folder, JobLog.finished(folder.resolve("log.jsonl")), saved, stage);
    job.message = status.string("message");
    job.startedAt = saved.string("startedAt").map(Instant::parse);
    job.finishedAt = saved.string("finishedAt").map(Instant::parse);
    if (!stage.isFinal()) {
      job.brokenOff = true;
      job.finish(Stage.ERROR, Optional.of("The embedded Hub was stopped while the job ran"));
    }
    return job;
  }

  /// Whether it ran when the Hub of an earlier run ended, which did not end it.
  boolean wasBrokenOff() {
    return brokenOff;
  }

  String id() {
    return made.string("id").orElseThrow();
  }

  String namespace() {
    return made.object("owner").flatMap(owner -> owner.string("name")).orElse("");
  }

  String createdAt() {
    return made.string("createdAt").orElse("");
  }

  Path workFolder() {
    return folder.resolve("work");
  }

  JobLog log() {
    return log;
  }

  synchronized Stage stage() {
    return stage;
  }

  synchronized Map<String, String> labels() {
    return Map.copyOf(labels);
  }

  synchronized void relabel(Map<String, String> changed) throws IOException {
    labels = new LinkedHashMap<>(changed);
    save();
  }

  /// Says where an exposed port is reached.
  synchronized void exposeAt(String url) throws IOException {
    address = Optional.of(url);
    save();
  }

  /// @return false when it was stopped before
  synchronized boolean begin() throws IOException {
    if (stage != Stage.SCHEDULING) {
      return false;
    }
    stage = Stage.RUNNING;
    startedAt = Optional.of(Instant.now());
    save();
    return true;
  }

  /// The first ending counts.
  synchronized void finish(Stage ending, Optional<String> why) throws IOException {
    if (stage.isFinal()) {
      return;
    }
    stage = ending;
    message = why;
    finishedAt = Optional.of(Instant.now());
    save();
  }

  /// As the Hub answers it.
  synchronized JsonObject json() {
    var status = JsonObject.builder().put("stage", stage.name());
    message.ifPresentOrElse(
        text -> status.put("message", text), () -> status.put("message", JsonNull.INSTANCE));
    if (!stage.isFinal()) {
      address.ifPresent(url -> status.put("exposeUrls", JsonArray.ofStrings(List.of(url))));
    }
    var json =
        JsonObject.builder()
            .putAll(made)
            .put("labels", JobRequest.object(labels))
            .put("status", status.build());
    startedAt.ifPresent(at -> json.put("startedAt", Times.format(at)));
    finishedAt.ifPresent(at -> json.put("finishedAt", Times.format(at)));
    return json.put("durations", durations()).build();
  }

  private JsonObject durations() {
    Instant created = Instant.parse(made.string("createdAt").orElseThrow());
    Instant end = finishedAt.orElseGet(Instant::now);
    Instant start = startedAt.orElse(end);
    return JsonObject.builder()
        .put("schedulingSecs", seconds(created, start))
        .put("runningSecs", seconds(start, end))
        .put("totalSecs", seconds(created, end))
        .build();
  }

  private static long seconds(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toSeconds());
  }

  private void save() throws IOException {
    Path temporary = folder.resolve("job.json.new");
    Files.writeString(temporary, json().toJson());
    Files.move(
        temporary,
        folder.resolve("job.json"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
