package dev.mlintern.hooks.upload;

import dev.mlintern.policy.StateFiles;
import dev.mlintern.redact.MachineSecrets;
import dev.mlintern.redact.RedactionReport;
import dev.mlintern.redact.RedactionTally;
import dev.mlintern.redact.Redactor;
import dev.mlintern.redact.StreamRedaction;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A session as it would be sent: redacted copies in a folder of their own, and what was done to
/// them.
///
/// @param session the session's id
/// @param pieces the transcript first, then those of its subagents
/// @param lines lines in all pieces
/// @param dropped lines left out: bookkeeping of the client, or not readable
/// @param replaced secrets taken out, by kind
public record PreparedSession(
    String session, List<Piece> pieces, long lines, long dropped, RedactionReport replaced) {
  private static final int MOST_PIECES = 200;

  /// @param content the redacted copy
  /// @param place its path in the dataset
  public record Piece(Path content, String place) {}

  public PreparedSession {
    pieces = List.copyOf(pieces);
  }

  /// Makes the copies.
  ///
  /// @param folder where they go; made private, must be empty
  /// @throws UploadRefusal when the session must not leave this machine
  static PreparedSession of(
      String session,
      TranscriptFile transcript,
      Path folder,
      Settings settings,
      Map<String, String> environment)
      throws IOException {
    TraceSurvey survey;
    try (InputStream in = transcript.open()) {
      survey = TraceSurvey.of(in);
    }
    requireWanted(survey);
    var secrets =
        new MachineSecrets(
            environment,
            settings.tokenFile(),
            settings.userHome(),
            settings.huggingFaceHome(),
            List.copyOf(survey.folders()));
    var making = new Making(session, survey, folder, settings, Redactor.knowing(secrets.collect()));
    making.trace(transcript, "");
    making.subagents(transcript);
    return making.done();
  }

  private static void requireWanted(TraceSurvey survey) {
    if (survey.said() == 0) {
      throw new UploadRefusal(UploadFault.NOTHING_TO_UPLOAD, "nothing was said in the session");
    }
    if (survey.asksForNoUpload()) {
      throw new UploadRefusal(UploadFault.NO_UPLOAD_WANTED, "a prompt says #no-upload");
    }
    survey
        .projectMarker()
        .ifPresent(
            marker -> {
              throw new UploadRefusal(UploadFault.NO_UPLOAD_WANTED, marker + " is there");
            });
  }

  /// The work in progress.
  private static final class Making {
    private final String session;
    private final String place;
    private final Path folder;
    private final Settings settings;
    private final Redactor redactor;
    private final PersonalData personal;
    private final List<Piece> pieces = new ArrayList<>();
    private final RedactionTally replaced = new RedactionTally();
    private long lines;
    private long dropped;

    Making(String session, TraceSurvey survey, Path folder, Settings settings, Redactor redactor) {
      this.session = session;
      this.place = "sessions/" + survey.begun() + "/" + session;
      this.folder = folder;
      this.settings = settings;
      this.redactor = redactor;
      this.personal =
          new PersonalData(settings.flag(Setting.ML_INTERN_REDACT_PII), settings.userHome());
    }

    PreparedSession done() {
      return new PreparedSession(session, pieces, lines, dropped, replaced.report());
    }

    /// @param agent name of a subagent's file without its ending; empty for the session's own
    void trace(TranscriptFile file, String agent) throws IOException {
      Piece piece = piece((agent.isEmpty() ? place : place + "/" + agent) + ".jsonl");
      TraceCopy.Outcome outcome;
      try (InputStream in = file.open();
          OutputStream out = fresh(piece.content())) {
        outcome = TraceCopy.copy(in, out, redactor, personal);
      }
      requireClean(piece, outcome.left(), " in lines " + outcome.leftIn());
      lines += outcome.lines();
      dropped += outcome.dropped() + outcome.unreadable();
      replaced.add(outcome.replaced());
      pieces.add(piece);
    }

    void subagents(TranscriptFile transcript) throws IOException {
      String name = transcript.path().getFileName().toString();
      Path beside = transcript.path().resolveSibling(name.replaceFirst("\\.jsonl$", ""));
      for (Path file : listed(beside.resolve("subagents"), "agent-*.jsonl")) {
        String agent = file.getFileName().toString().replaceFirst("\\.jsonl$", "");
        if (isPlain(agent) && pieces.size() < MOST_PIECES) {
          trace(TranscriptFile.transcript(file, settings), agent);
        }
      }
      if (!settings.flag(Setting.ML_INTERN_UPLOAD_TOOL_RESULTS)) {
        return;
      }
      for (Path file : listed(beside.resolve("tool-results"), "*")) {
        String result = file.getFileName().toString();
        if (isPlain(result) && pieces.size() < MOST_PIECES) {
          text(TranscriptFile.of(file, settings), "tool-results/" + result);
        }
      }
    }

    private void text(TranscriptFile file, String name) throws IOException {
      Piece piece = piece(place + "/" + name);
      StreamRedaction.Outcome outcome;
      try (InputStream in = file.open();
          OutputStream out = fresh(piece.content())) {
        outcome = StreamRedaction.copy(redactor, in, out);
      }
      requireClean(piece, outcome.left(), "");
      replaced.add(outcome.replaced());
      pieces.add(piece);
    }

    private Piece piece(String path) {
      return new Piece(folder.resolve("piece-" + pieces.size()), path);
    }

    private static OutputStream fresh(Path file) throws IOException {
      Files.deleteIfExists(file);
      return new BufferedOutputStream(
          Channels.newOutputStream(StateFiles.openToAppend(file)), 1 << 16);
    }

    private static void requireClean(Piece piece, RedactionReport left, String where) {
      if (!left.isEmpty()) {
        throw new UploadRefusal(
            UploadFault.REDACTION_INCOMPLETE,
            "the final check still found "
                + String.join(", ", left.counts().keySet())
                + where
                + " of "
                + piece.place());
      }
    }

    private static List<Path> listed(Path folder, String glob) throws IOException {
      var files = new ArrayList<Path>();
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
        found.forEach(files::add);
      } catch (NoSuchFileException | NotDirectoryException _) {
        return List.of();
      }
      files.sort(null);
      return files;
    }

    /// It becomes a path in the dataset.
    private static boolean isPlain(String name) {
      return name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,120}") && !name.contains("..");
    }
  }
}
