package dev.mlintern.tools.jobs;

import dev.mlintern.hub.jobs.Job;
import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonReader;
import dev.mlintern.policy.Policy;
import dev.mlintern.policy.StateFiles;
import dev.mlintern.policy.Usd;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.LedgerThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The jobs started here, one file each in `jobs/` of the state folder: whose they are, and which
/// charge of which session's ledger is to be settled when they have ended. Written whole, private
/// to the user; several servers may share the folder.
final class StartedJobs {
  private static final Logger LOG = LoggerFactory.getLogger(StartedJobs.class);

  /// How long the end of a job is remembered.
  private static final Duration KEPT = Duration.ofDays(30);

  private final Settings settings;
  private final Clock clock;

  StartedJobs(Settings settings, Clock clock) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /// Remembers a job.
  void add(StartedJob job) throws IOException {
    LedgerThread.call(
        () -> {
          write(job);
          forgetOld();
          return null;
        });
  }

  /// Whose job it is, if it was started here.
  Optional<String> namespaceOf(String id) {
    return find(id).map(job -> job.ref().namespace());
  }

  /// What is remembered of a job.
  Optional<StartedJob> find(String id) {
    if (!id.matches("[A-Za-z0-9_-]{1,96}")) {
      return Optional.empty();
    }
    try {
      return LedgerThread.call(() -> read(file(id)));
    } catch (IOException e) {
      LOG.warn("the record of job {} cannot be read", id, e);
      return Optional.empty();
    }
  }

  /// Takes note of how a job is. When it has ended and was started here, its charge is settled at
  /// what it really cost, once.
  ///
  /// Failing to write that down is no reason to fail a call: the charge then stays at its worst
  /// case.
  void seen(Job job) {
    if (!job.stage().isFinal()) {
      return;
    }
    Optional<StartedJob> known = find(job.ref().id());
    if (known.isEmpty() || known.get().ended().isPresent()) {
      return;
    }
    StartedJob started = known.get();
    Optional<Usd> cost =
        JobTime.ran(job, clock.instant())
            .flatMap(ran -> started.usdPerHour().map(usd -> usd.forHours(ran)));
    try {
      LedgerThread.call(
          () -> {
            if (started.chargeId().isPresent() && cost.isPresent()) {
              Policy.of(settings, clock)
                  .ledger(started.session())
                  .settle(started.chargeId().get(), cost.get());
            }
            write(started.withEnd(new StartedJob.Ended(job.status().word(), cost)));
            return null;
          });
    } catch (IOException e) {
      LOG.warn("the end of job {} could not be written down", job.ref().id(), e);
    }
  }

  private void write(StartedJob job) throws IOException {
    StateFiles.replace(file(job.ref().id()), job.toJson().toJson());
  }

  private Path file(String id) {
    return folder().resolve(id + ".json");
  }

  private Path folder() {
    return settings.stateDirectory().resolve("jobs");
  }

  private static Optional<StartedJob> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(StartedJob.fromJson(JsonReader.readObject(Files.readString(file))));
    } catch (JsonException | IllegalArgumentException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private void forgetOld() throws IOException {
    Instant limit = clock.instant().minus(KEPT);
    try (var files = Files.newDirectoryStream(folder(), "*.json")) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
