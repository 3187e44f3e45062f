package dev.mlintern.cli;

import dev.mlintern.hooks.upload.PreparedSession;
import dev.mlintern.hooks.upload.SessionUploads;
import dev.mlintern.hooks.upload.UploadEntry;
import dev.mlintern.hooks.upload.UploadRefusal;
import dev.mlintern.localhub.store.Folders;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ml-intern upload`: what becomes of the transcripts of sessions that ended, and doing it by
/// hand.
@Command(
    name = "upload",
    description = {
      "List, send or look through session transcripts on their way to your own private dataset.",
      "Exit code 3: a session was not uploaded; the reason is printed."
    },
    mixinStandardHelpOptions = true)
final class UploadCommand implements Callable<Integer> {
  private static final int NOT_UPLOADED = 3;
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());

  @ArgGroup private Action action = new Action();

  /// One of them; none lists.
  private static final class Action {
    @Option(names = "--list", description = "Show the queue (the default).")
    private boolean list;

    @Option(
        names = "--now",
        description = "Send what is waiting, or SESSION whatever became of it before.")
    private boolean now;

    @Option(
        names = "--dry-run",
        description =
            "Write what would be sent of SESSION (or of the newest one) to files; send nothing.")
    private boolean dryRun;

    /// What the session-end hook starts: `--now` without a word.
    @Option(names = "--queued", hidden = true)
    private boolean queued;
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "SESSION",
      defaultValue = "",
      description = "A session's id, or the path of its transcript.")
  private String session;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FOLDER",
      description = "Where --dry-run writes (default: a new folder named after the session).")
  private Path output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Settings settings = Settings.fromEnvironment();
    var uploads =
        new SessionUploads(
            settings, Clock.systemUTC(), Settings.variables(), new Clients(settings).hub());
    try {
      if (action.dryRun) {
        return dryRun(uploads);
      }
      if (action.queued) {
        uploads.run(_ -> {});
        return 0;
      }
      return action.now ? now(uploads, settings) : list(uploads);
    } catch (UploadRefusal refusal) {
      err().println("ml-intern upload: " + refusal.getMessage());
      err().flush();
      return NOT_UPLOADED;
    }
  }

  private int now(SessionUploads uploads, Settings settings) throws IOException {
    if (!settings.flag(Setting.ML_INTERN_SAVE_SESSIONS)) {
      err().println("ml-intern upload: uploads are switched off (ML_INTERN_SAVE_SESSIONS)");
      return NOT_UPLOADED;
    }
    if (!session.isEmpty()) {
      UploadEntry entry = uploads.now(session);
      out().println(line(entry));
      out().flush();
      return entry.status() == UploadEntry.Status.SUCCESS ? 0 : NOT_UPLOADED;
    }
    var outcome = new Outcome();
    boolean worked =
        uploads.run(
            entry -> {
              out().println(line(entry));
              outcome.failed |= entry.status() != UploadEntry.Status.SUCCESS;
              outcome.any = true;
            });
    if (!worked) {
      out().println("Another uploader is at work.");
    } else if (!outcome.any) {
      out().println("Nothing is waiting.");
    }
    out().flush();
    return outcome.failed ? NOT_UPLOADED : 0;
  }

  private static final class Outcome {
    private boolean any;
    private boolean failed;
  }

  private int list(SessionUploads uploads) throws IOException {
    List<UploadEntry> entries = uploads.queue().entries();
    if (entries.isEmpty()) {
      out().println("No session has ended yet.");
    }
    entries.forEach(entry -> out().println(line(entry)));
    out().flush();
    return 0;
  }

  /// `2026-11-27 10:03  success  <id>  me/ml-intern-sessions  2 files, 40 lines, …`
  private static String line(UploadEntry entry) {
    String status = entry.status().name().toLowerCase(Locale.ROOT);
    String reason = entry.fault().map(fault -> " (" + fault.word() + ")").orElse("");
    String detail = entry.detail().isEmpty() ? "" : "  " + entry.detail();
    return MINUTES.format(entry.updated())
        + "  "
        + status
        + reason
        + "  "
        + entry.session()
        + entry.dataset().map(dataset -> "  " + dataset).orElse("")
        + detail;
  }

  private int dryRun(SessionUploads uploads) throws IOException {
    Path work = Files.createTempDirectory("ml-intern-upload-");
    try {
      PreparedSession prepared = uploads.prepare(session, work);
      Path folder = output != null ? output : Path.of(prepared.session() + "-redacted");
      long bytes = 0;
      for (PreparedSession.Piece piece : prepared.pieces()) {
        Path file = folder.resolve(piece.place());
        Files.createDirectories(file.getParent());
        Files.move(piece.content(), file, StandardCopyOption.REPLACE_EXISTING);
        bytes += Files.size(file);
        out().println(file);
      }
      out()
          .printf(
              "%d files, %d lines, %d bytes; %d lines left out; %d secrets taken out%n",
              prepared.pieces().size(),
              prepared.lines(),
              bytes,
              prepared.dropped(),
              prepared.replaced().total());
      out().print(prepared.replaced());
      out().println("Nothing was sent (--dry-run).");
      out().flush();
      return 0;
    } catch (InvalidPathException e) {
      throw new IOException("`" + session + "` is neither a session nor a path", e);
    } finally {
      Folders.delete(work);
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
