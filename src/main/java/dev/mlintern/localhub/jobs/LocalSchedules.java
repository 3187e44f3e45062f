package dev.mlintern.localhub.jobs;

import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonObject;
import dev.mlintern.localhub.web.HubError;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The scheduled jobs of one Hub: `ROOT/.hub/scheduled-jobs/<id>.json`, started when the clock says
/// so. A start is passed over while the job before is running, unless `concurrency` allows two.
public final class LocalSchedules implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LocalSchedules.class.getName());

  /// The clock may be somebody's test clock, so it is looked at, not waited for.
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final Path folder;
  private final LocalJobs jobs;
  private final Clock clock;
  private final Map<String, LocalSchedule> schedules = new ConcurrentHashMap<>();
  private volatile Optional<Thread> ticking = Optional.empty();

  private LocalSchedules(Path folder, LocalJobs jobs, Clock clock) {
    this.folder = folder;
    this.jobs = jobs;
    this.clock = clock;
  }

  /// @param state the Hub's `.hub` folder
  public static LocalSchedules open(Path state, LocalJobs jobs, Clock clock) throws IOException {
    var schedules = new LocalSchedules(state.resolve("scheduled-jobs"), jobs, clock);
    Files.createDirectories(schedules.folder);
    try (var files = Files.newDirectoryStream(schedules.folder, "*.json")) {
      for (Path file : files) {
        schedules.load(file);
      }
    }
    return schedules;
  }

  private void load(Path file) {
    try {
      LocalSchedule loaded = LocalSchedule.load(file, clock.instant());
      schedules.put(loaded.id(), loaded);
    } catch (IOException | JsonException | HubError | IllegalArgumentException e) {
      // One damaged file must not keep the Hub from starting; it stays for a person to look at.
      LOG.log(System.Logger.Level.WARNING, "a scheduled job cannot be read: " + file, e);
    }
  }

  /// Begins to start what is due.
  ///
  /// @param hub what `HF_ENDPOINT` is in the jobs
  public void begin(URI hub) {
    ticking = Optional.of(Thread.ofVirtual().name("scheduled-jobs").start(() -> tick(hub)));
  }

  private void tick(URI hub) {
    try {
      while (true) {
        schedules.values().forEach(schedule -> startIfDue(schedule, hub));
        Thread.sleep(LOOK_EVERY);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void startIfDue(LocalSchedule schedule, URI hub) {
    try {
      if (schedule.passDue(clock.instant()) && mayStart(schedule)) {
        start(schedule, hub);
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "scheduled job " + schedule.id(), e);
    }
  }

  private boolean mayStart(LocalSchedule schedule) {
    return schedule.concurrency()
        || schedule
            .lastJobId()
            .flatMap(id -> jobs.find(schedule.namespace(), id))
            .map(job -> job.stage().isFinal())
            .orElse(true);
  }

  private LocalJob start(LocalSchedule schedule, URI hub) throws IOException {
    JsonObject initiator =
        JsonObject.builder().put("type", "scheduled-job").put("id", schedule.id()).build();
    LocalJob job =
        jobs.submit(schedule.request(), schedule.namespace(), schedule.user(), initiator, hub);
    schedule.started(job.id(), clock.instant());
    return job;
  }

  /// Starts it now.
  ///
  /// @throws HubError 409 while its last job runs and it allows no second
  synchronized LocalJob run(LocalSchedule schedule, URI hub) throws IOException {
    if (!mayStart(schedule)) {
      throw HubError.conflict(
          "A job of this schedule is running and concurrency is off", Optional.empty());
    }
    return start(schedule, hub);
  }

  LocalSchedule create(String namespace, String user, JsonObject asked) throws IOException {
    LocalSchedule made =
        LocalSchedule.create(folder, LocalJobs.newId(), namespace, user, asked, clock.instant());
    schedules.put(made.id(), made);
    return made;
  }

  /// Oldest first, as they were made.
  List<LocalSchedule> list(String namespace) {
    return schedules.values().stream()
        .filter(schedule -> schedule.namespace().equalsIgnoreCase(namespace))
        .sorted(Comparator.comparing(schedule -> schedule.json().string("createdAt").orElse("")))
        .toList();
  }

  Optional<LocalSchedule> find(String namespace, String id) {
    return Optional.ofNullable(schedules.get(id))
        .filter(schedule -> schedule.namespace().equalsIgnoreCase(namespace));
  }

  void suspend(LocalSchedule schedule, boolean on) throws IOException {
    schedule.suspend(on, clock.instant());
  }

  void reschedule(LocalSchedule schedule, String text) throws IOException {
    schedule.reschedule(text, clock.instant());
  }

  void delete(LocalSchedule schedule) throws IOException {
    schedules.remove(schedule.id());
    schedule.delete();
  }

  @Override
  public void close() {
    ticking.ifPresent(Thread::interrupt);
  }
}
