package dev.mlintern.hooks.upload;

import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubToken;
import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The sessions that ended and what became of them, in `uploads` of the state folder:
///
/// ```
/// inbox/*.json     payloads of SessionEnd nobody has looked at yet
/// <session>.json   one entry a session
/// due              there while something may be left to do: a later session starts a sweep
/// upload.log       what happened
/// ```
///
/// A payload leaves the inbox after its entry is written, and an entry is replaced whole: whenever
/// a process dies, nothing is lost, and doing it again changes nothing. Only the holder of
/// [#work] changes entries.
public final class UploadQueue {
  private static final int MOST_PAYLOAD_BYTES = 64 << 10;
  private static final String DUE = "due";
  private static final String SUFFIX = ".json";

  private final Settings settings;
  private final Clock clock;
  private final Path folder;
  private final Path inbox;
  private final UploadLog log;

  private UploadQueue(Settings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.folder = settings.stateDirectory().resolve("uploads");
    this.inbox = folder.resolve("inbox");
    this.log = new UploadLog(folder);
  }

  public static UploadQueue of(Settings settings, Clock clock) {
    return new UploadQueue(settings, clock);
  }

  /// The queue's folder.
  public Path folder() {
    return folder;
  }

  /// Where redacted copies lie while they are sent. Of a worker that died they still do.
  Path workFolder() {
    return folder.resolve("work");
  }

  /// Puts a payload into the inbox, unless uploads are switched off.
  ///
  /// @return whether there is something to do now
  public boolean accept(JsonObject payload) throws IOException {
    if (!settings.flag(Setting.ML_INTERN_SAVE_SESSIONS)) {
      return false;
    }
    Path file = inbox.resolve(clock.millis() + "-" + System.nanoTime() + SUFFIX);
    StateFiles.replace(file, payload.toJson());
    return isWorthStarting();
  }

  /// Throws away payloads that say nothing, and those of people who are not logged in, and says
  /// whether the uploader has something to do. Cheap: it is asked before the uploader is started.
  public boolean isWorthStarting() throws IOException {
    if (!settings.flag(Setting.ML_INTERN_SAVE_SESSIONS)) {
      return false;
    }
    boolean tickets = false;
    boolean loggedIn = isLoggedIn();
    for (Path file : payloads()) {
      Optional<Ticket> ticket = read(file);
      if (ticket.isPresent() && !loggedIn) {
        skip(ticket.get(), file);
      } else {
        tickets |= ticket.isPresent();
      }
    }
    return loggedIn && (tickets || Files.exists(folder.resolve(DUE)) || Files.exists(workFolder()));
  }

  private boolean isLoggedIn() {
    try {
      return HubToken.locate(settings).isPresent();
    } catch (HttpFailure.Refused unusable) {
      return true; // somebody wanted to be: the uploader says what is wrong with the token
    }
  }

  /// Without a token nobody asked for uploads: no work, no noise, and no surprise upload later.
  private void skip(Ticket ticket, Path file) throws IOException {
    try (FileMutex _ = FileMutex.acquire(mutex(), Duration.ofSeconds(1))) {
      Instant now = clock.instant();
      if (entry(ticket.session()).filter(UploadEntry::isDue).isEmpty()) {
        save(
            UploadEntry.pending(ticket, now)
                .refused(new UploadRefusal(UploadFault.NO_TOKEN, "no Hugging Face token"), now));
      }
    }
    Files.deleteIfExists(file);
  }

  /// The sole right to change entries, until closed; empty when another process has it.
  Optional<FileMutex> work() throws IOException {
    StateFiles.createDirectory(folder);
    try {
      return Optional.of(FileMutex.acquire(mutex(), Duration.ZERO));
    } catch (IOException e) {
      if (Files.isWritable(folder)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Path mutex() {
    return folder.resolve("worker");
  }

  boolean hasPayloads() throws IOException {
    return !payloads().isEmpty();
  }

  /// Turns the inbox into entries. For the holder of [#work].
  void takeIn() throws IOException {
    for (Path file : payloads()) {
      Optional<Ticket> ticket = read(file);
      if (ticket.isPresent()) {
        save(UploadEntry.pending(ticket.get(), clock.instant()));
        Files.deleteIfExists(file);
      }
    }
  }

  /// The payload's ticket; a payload that says nothing is logged and thrown away.
  private Optional<Ticket> read(Path file) throws IOException {
    try {
      if (Files.size(file) > MOST_PAYLOAD_BYTES) {
        throw new UploadRefusal(UploadFault.REFUSED_PATH, "the payload is too long");
      }
      if (JsonReader.read(Files.readAllBytes(file)) instanceof JsonObject payload) {
        return Optional.of(Ticket.of(payload));
      }
      throw new UploadRefusal(UploadFault.REFUSED_PATH, "the payload is not a JSON object");
    } catch (NoSuchFileException _) {
      return Optional.empty(); // another process was quicker
    } catch (JsonException | UploadRefusal e) {
      log.add(clock.instant(), "", "malformed payload", String.valueOf(e.getMessage()));
      Files.deleteIfExists(file);
      return Optional.empty();
    }
  }

  private List<Path> payloads() throws IOException {
    return files(inbox);
  }

  /// Every entry, newest first. Files that are no entries are passed over.
  public List<UploadEntry> entries() throws IOException {
    var entries = new ArrayList<UploadEntry>();
    for (Path file : files(folder)) {
      String name = file.getFileName().toString();
      entry(name.substring(0, name.length() - SUFFIX.length())).ifPresent(entries::add);
    }
    entries.sort(Comparator.comparing(UploadEntry::updated).reversed());
    return entries;
  }

  Optional<UploadEntry> entry(String session) throws IOException {
    if (!Ticket.isSessionId(session)) {
      return Optional.empty();
    }
    try {
      return UploadEntry.of(JsonReader.readObject(Files.readString(file(session))));
    } catch (NoSuchFileException | JsonException _) {
      return Optional.empty();
    }
  }

  /// Writes an entry, and says in the log what it says. For the holder of [#work].
  void save(UploadEntry entry) throws IOException {
    StateFiles.replace(file(entry.session()), entry.toJson().toJson());
    if (entry.status() != UploadEntry.Status.PENDING) {
      String what = entry.fault().map(UploadFault::word).orElse(entry.status().name());
      log.add(entry.updated(), entry.session(), what, entry.detail());
    }
  }

  /// Notes that something may be left to do, or that nothing is.
  void markDue(boolean due) throws IOException {
    Path marker = folder.resolve(DUE);
    if (due) {
      StateFiles.replace(marker, "");
    } else {
      Files.deleteIfExists(marker);
    }
  }

  private Path file(String session) {
    return folder.resolve(session + SUFFIX);
  }

  private static List<Path> files(Path folder) throws IOException {
    var files = new ArrayList<Path>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      found.forEach(files::add);
    } catch (NoSuchFileException | NotDirectoryException _) {
      return List.of();
    }
    files.sort(Comparator.naturalOrder());
    return files;
  }
}
