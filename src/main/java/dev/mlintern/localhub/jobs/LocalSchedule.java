package dev.mlintern.localhub.jobs;

import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// One scheduled job and its file `<id>.json`. Secrets stay in memory: a schedule that has some is
/// suspended when the Hub starts anew. Thread-safe.
final class LocalSchedule {
  private final Path file;
  private final JsonObject made;
  private JobRequest request;
  private String schedule;
  private CronRule rule;
  private final boolean concurrency;
  private boolean suspended;
  private Optional<String> suspendReason = Optional.empty();
  private Optional<JsonObject> lastJob = Optional.empty();
  private Optional<Instant> next = Optional.empty();

  private LocalSchedule(
      Path file, JsonObject made, JobRequest request, String schedule, boolean concurrency) {
    this.file = file;
    this.made = made;
    this.request = request;
    this.schedule = schedule;
    this.rule = CronRule.of(schedule);
    this.concurrency = concurrency;
  }

  /// @param asked `{jobSpec, schedule, suspend?, concurrency?}`
  static LocalSchedule create(
      Path folder, String id, String namespace, String user, JsonObject asked, Instant now)
      throws IOException {
    JobRequest request = JobRequest.of(asked.object("jobSpec").orElse(JsonObject.EMPTY));
    JsonObject made =
        JsonObject.builder()
            .put("type", "scheduled-job")
            .put("id", id)
            .put("createdAt", Times.format(now))
            .put("owner", LocalJob.person(namespace))
            .put("initiator", LocalJob.person(user))
            .build();
    var schedule =
        new LocalSchedule(
            folder.resolve(id + ".json"),
            made,
            request,
            asked.string("schedule").orElse(""),
            asked.bool("concurrency").orElse(false));
    schedule.suspended = asked.bool("suspend").orElse(false);
    schedule.next = schedule.rule.next(now);
    schedule.save();
    return schedule;
  }

  /// A schedule of an earlier run. What was due while nobody was there is not made up for.
  static LocalSchedule load(Path file, Instant now) throws IOException {
    JsonObject saved = JsonReader.readObject(Files.readString(file));
    JsonObject spec = saved.object("jobSpec").orElse(JsonObject.EMPTY);
    var schedule =
        new LocalSchedule(
            file,
            saved,
            JobRequest.stored(spec),
            saved.string("schedule").orElse(""),
            saved.bool("concurrency").orElse(false));
    schedule.suspended = saved.bool("suspend").orElse(false);
    schedule.suspendReason = saved.string("suspendReason");
    schedule.lastJob = saved.object("status").flatMap(status -> status.object("lastJob"));
    schedule.next = schedule.rule.next(now);
    if (spec.array("secrets").filter(names -> names.size() > 0).isPresent()) {
      schedule.suspended = true;
      schedule.suspendReason =
          Optional.of("The embedded Hub was restarted and keeps no secrets: create it anew");
      schedule.save();
    }
    return schedule;
  }

  String id() {
    return made.string("id").orElseThrow();
  }

  String namespace() {
    return made.object("owner").flatMap(owner -> owner.string("name")).orElse("");
  }

  String user() {
    return made.object("initiator").flatMap(person -> person.string("name")).orElse(namespace());
  }

  synchronized JobRequest request() {
    return request;
  }

  synchronized Optional<String> lastJobId() {
    return lastJob.flatMap(job -> job.string("id"));
  }

  boolean concurrency() {
    return concurrency;
  }

  /// When it starts next; empty while it is suspended.
  synchronized Optional<Instant> next() {
    return suspended ? Optional.empty() : next;
  }

  /// Passes over what is due now.
  ///
  /// @return whether something was
  synchronized boolean passDue(Instant now) throws IOException {
    if (suspended || next.isEmpty() || next.get().isAfter(now)) {
      return false;
    }
    next = rule.next(now);
    save();
    return true;
  }

  synchronized void started(String job, Instant at) throws IOException {
    lastJob = Optional.of(JsonObject.builder().put("id", job).put("at", Times.format(at)).build());
    save();
  }

  synchronized void suspend(boolean on, Instant now) throws IOException {
    suspended = on;
    suspendReason = Optional.empty();
    next = rule.next(now);
    save();
  }

  synchronized void reschedule(String text, Instant now) throws IOException {
    rule = CronRule.of(text);
    schedule = text;
    next = rule.next(now);
    save();
  }

  synchronized void relabel(Map<String, String> labels) throws IOException {
    request = request.withLabels(labels);
    save();
  }

  void delete() throws IOException {
    Files.deleteIfExists(file);
  }

  /// As the Hub answers it.
  synchronized JsonObject json() {
    var status = JsonObject.builder();
    lastJob.ifPresentOrElse(
        job -> status.put("lastJob", job), () -> status.put("lastJob", JsonNull.INSTANCE));
    next()
        .ifPresentOrElse(
            at -> status.put("nextJobRunAt", Times.format(at)),
            () -> status.put("nextJobRunAt", JsonNull.INSTANCE));
    var json =
        JsonObject.builder()
            .putAll(made)
            .put("schedule", schedule)
            .put("suspend", suspended)
            .put("concurrency", concurrency)
            .put("status", status.build())
            .put("jobSpec", request.toJson());
    suspendReason.ifPresent(reason -> json.put("suspendReason", reason));
    return json.build();
  }

  private void save() throws IOException {
    Path temporary = file.resolveSibling(id() + ".new");
    Files.writeString(temporary, json().toJson());
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
