package dev.mlintern.hooks.upload;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.RepoId;
import dev.mlintern.policy.FileMutex;
import dev.mlintern.policy.StateFiles;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Uploads sessions that ended: works through the [UploadQueue] behind everybody's back, or sends
/// or shows one session by hand.
public final class SessionUploads {
  private static final int MOST_IN_A_ROUND = 10;
  private static final int MOST_TRIES = 5;

  /// No new try begins after this; one that has begun may take longer (a large file).
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static final Duration LONGEST_TRY = Duration.ofMinutes(10);

  private final Settings settings;
  private final Clock clock;
  private final Map<String, String> environment;
  private final SessionDataset dataset;
  private final UploadQueue queue;
  private final Duration firstPause;

  /// @param environment the process's variables, whose secrets are taken out of transcripts
  public SessionUploads(
      Settings settings, Clock clock, Map<String, String> environment, HubClient hub) {
    this(settings, clock, environment, hub, Duration.ofSeconds(1));
  }

  SessionUploads(
      Settings settings,
      Clock clock,
      Map<String, String> environment,
      HubClient hub,
      Duration firstPause) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.environment = Map.copyOf(environment);
    this.dataset = new SessionDataset(hub, settings);
    this.queue = UploadQueue.of(settings, clock);
    this.firstPause = firstPause;
  }

  /// The queue.
  public UploadQueue queue() {
    return queue;
  }

  /// Works until nothing is waiting, unless another process does already. Does nothing at all while
  /// uploads are switched off.
  ///
  /// @param tell is told what became of each session
  /// @return whether this process was the one to work
  public boolean run(Consumer<UploadEntry> tell) throws IOException {
    if (!settings.flag(Setting.ML_INTERN_SAVE_SESSIONS)) {
      return false;
    }
    boolean worked = false;
    do {
      Optional<FileMutex> work = queue.work();
      if (work.isEmpty()) {
        return worked; // its holder looks into the inbox once more after letting go
      }
      try (FileMutex _ = work.get()) {
        round(tell);
        worked = true;
      }
    } while (queue.hasPayloads());
    return worked;
  }

  private void round(Consumer<UploadEntry> tell) throws IOException {
    queue.markDue(true);
    delete(queue.workFolder());
    queue.takeIn();
    int done = 0;
    for (UploadEntry entry : queue.entries()) {
      if (entry.isDue() && done < MOST_IN_A_ROUND) {
        UploadEntry after = upload(entry);
        tell.accept(after);
        done++;
        if (after.fault().filter(UploadFault::isPassing).isPresent()) {
          break; // the Hub cannot be reached: the others would fare no better
        }
      }
    }
    queue.markDue(queue.entries().stream().anyMatch(UploadEntry::isDue));
  }

  /// Uploads one session now, whatever became of it before.
  ///
  /// @param which a session's id, or the path of its transcript
  public UploadEntry now(String which) throws IOException {
    Ticket ticket = ticket(which);
    try (FileMutex _ = FileMutex.acquire(queue.folder().resolve("worker"), PATIENCE)) {
      delete(queue.workFolder());
      return upload(UploadEntry.pending(ticket, clock.instant()));
    }
  }

  private UploadEntry upload(UploadEntry pending) throws IOException {
    UploadEntry entry = pending.uploading(clock.instant());
    queue.save(entry);
    UploadEntry after;
    try {
      after = uploaded(entry);
    } catch (UploadRefusal refusal) {
      after = entry.refused(refusal, clock.instant());
    } catch (IOException | RuntimeException e) {
      after = entry.refused(UploadFaults.of(e), clock.instant());
    }
    queue.save(after);
    delete(queue.workFolder());
    return after;
  }

  private UploadEntry uploaded(UploadEntry entry) throws IOException {
    TranscriptFile transcript = TranscriptFile.transcript(entry.transcript(), settings);
    RepoId where = retried(dataset::require);
    Path folder = queue.workFolder().resolve(entry.session());
    StateFiles.createDirectory(folder);
    PreparedSession session =
        PreparedSession.of(entry.session(), transcript, folder, settings, environment);
    boolean isNew = retried(scope -> dataset.send(session, folder, scope));
    String what =
        isNew
            ? session.pieces().size()
                + (session.pieces().size() == 1 ? " file, " : " files, ")
                + session.lines()
                + " lines, "
                + session.replaced().total()
                + " secrets taken out"
            : "unchanged since the last upload";
    return entry.succeeded(
        where.value(), session.pieces().getFirst().place(), what, clock.instant());
  }

  /// Something asked of the Hub.
  private interface Asked<T> {
    T of(CallScope scope) throws IOException;
  }

  private <T> T retried(Asked<T> asked) {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    Duration pause = firstPause;
    for (int attempt = 1; ; attempt++) {
      CallScope scope = CallScope.lasting(LONGEST_TRY);
      UploadRefusal refusal;
      try {
        return asked.of(scope);
      } catch (IOException | RuntimeException e) {
        refusal = UploadFaults.of(e);
      }
      if (!refusal.fault().isPassing() || attempt == MOST_TRIES || System.nanoTime() > giveUp) {
        throw refusal;
      }
      scope.pause(jittered(pause));
      pause = pause.multipliedBy(2);
    }
  }

  private static Duration jittered(Duration pause) {
    long millis = pause.toMillis();
    return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
  }

  // ---- by hand ----------------------------------------------------------------------------------

  /// Makes what would be sent of a session, and sends nothing.
  ///
  /// @param which a session's id, the path of its transcript, or empty for the newest one
  /// @param folder a new or empty folder for the redacted copies
  /// @throws UploadRefusal when the session must not leave this machine
  public PreparedSession prepare(String which, Path folder) throws IOException {
    Ticket ticket = ticket(which);
    StateFiles.createDirectory(folder);
    return PreparedSession.of(
        ticket.session(),
        TranscriptFile.transcript(ticket.transcript(), settings),
        folder,
        settings,
        environment);
  }

  private Ticket ticket(String which) throws IOException {
    Path root = TranscriptFile.folder(settings);
    if (which.isEmpty()) {
      return of(newest(transcripts(root, "*.jsonl"), "there is no transcript in " + root));
    }
    if (Ticket.isSessionId(which)) {
      Optional<UploadEntry> entry = queue.entry(which);
      return entry.isPresent()
          ? new Ticket(which, entry.get().transcript())
          : of(newest(transcripts(root, which + ".jsonl"), "no session " + which + " in " + root));
    }
    return of(Path.of(which).toAbsolutePath().normalize());
  }

  private static Ticket of(Path transcript) {
    String name = transcript.getFileName().toString().replaceFirst("\\.jsonl$", "");
    return new Ticket(name, transcript);
  }

  private static List<Path> transcripts(Path root, String glob) throws IOException {
    var found = new ArrayList<Path>();
    try (DirectoryStream<Path> projects = Files.newDirectoryStream(root, Files::isDirectory)) {
      for (Path project : projects) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(project, glob)) {
          files.forEach(found::add);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException _) {
      return List.of();
    }
    return found;
  }

  private static Path newest(List<Path> files, String otherwise) {
    return files.stream()
        .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
        .orElseThrow(() -> new UploadRefusal(UploadFault.NOTHING_TO_UPLOAD, otherwise));
  }

  /// Deletes redacted copies; of a worker that died among them.
  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
