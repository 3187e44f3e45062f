package dev.mlintern.hooks.upload;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.Account;
import dev.mlintern.hub.CommitFile;
import dev.mlintern.hub.FilePath;
import dev.mlintern.hub.HubAccount;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCommits;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubRepos;
import dev.mlintern.hub.RepoId;
import dev.mlintern.hub.RepoInfo;
import dev.mlintern.hub.RepoType;
import dev.mlintern.policy.StateFiles;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The dataset of the user's own that transcripts go to. Nothing is sent before the Hub has said,
/// this very time, that it is private.
final class SessionDataset {
  private static final String CARD = "dataset-card.md";

  private final HubClient hub;
  private final Settings settings;

  SessionDataset(HubClient hub, Settings settings) {
    this.hub = Objects.requireNonNull(hub, "hub");
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  /// The dataset, made when it is not there, and seen to be private and the user's own.
  ///
  /// @throws UploadRefusal when it is not
  /// @throws HubException when the Hub refuses
  RepoId require(CallScope scope) {
    Account account = new HubAccount(hub).whoami(scope);
    RepoId wanted = wanted(account);
    RepoInfo found = lookOrMake(wanted, scope);
    requireOwn(found.id(), account);
    if (!found.isPrivate()) {
      throw new UploadRefusal(
          UploadFault.REFUSED_PUBLIC,
          found.id()
              + " is public: everybody could read the transcripts, so none are sent. Make it"
              + " private in its settings; what is waiting is sent after that.");
    }
    return found.id();
  }

  /// The dataset the settings name, seen to be the user's own; it need not be there.
  RepoId wanted(CallScope scope) {
    return wanted(new HubAccount(hub).whoami(scope));
  }

  private RepoId wanted(Account account) {
    String name =
        settings
            .text(Setting.ML_INTERN_SESSION_REPO)
            .orElseThrow()
            .replace("{hf_user}", account.name());
    try {
      var id = new RepoId(name);
      if (id.namespace().isPresent()) {
        requireOwn(id, account);
        return id;
      }
    } catch (IllegalArgumentException _) {
      // told below
    }
    throw new UploadRefusal(
        UploadFault.REJECTED, "ML_INTERN_SESSION_REPO: `" + name + "` is not a dataset's name");
  }

  private static void requireOwn(RepoId id, Account account) {
    String namespace = id.namespace().orElse("");
    boolean own =
        namespace.equalsIgnoreCase(account.name())
            || account.organisations().stream()
                .anyMatch(organisation -> organisation.name().equalsIgnoreCase(namespace));
    if (!own) {
      throw new UploadRefusal(
          UploadFault.REFUSED_NAMESPACE,
          id
              + " is neither yours nor of an organisation of yours (you are "
              + account.name()
              + ")");
    }
  }

  /// The dataset as it is at this moment; empty when there is none.
  Optional<RepoInfo> look(RepoId id, CallScope scope) {
    try {
      return Optional.of(new HubRepos(hub).infoNow(RepoType.DATASET, id, scope));
    } catch (HubException e) {
      if (e.status() != 404) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /// The same, made private when there is none.
  RepoInfo lookOrMake(RepoId id, CallScope scope) {
    return look(id, scope).orElseGet(() -> make(id, scope));
  }

  private RepoInfo make(RepoId id, CallScope scope) {
    try {
      new HubCommits(hub).create(RepoType.DATASET, id, true, scope);
    } catch (HubException e) {
      if (e.status() != 409) { // another upload has just made it
        throw e;
      }
    }
    return new HubRepos(hub).infoNow(RepoType.DATASET, id, scope);
  }

  /// Sends a session in one commit, after another look at the dataset.
  ///
  /// @param folder for the dataset's card, when it has none yet
  /// @return whether anything was new to the dataset
  boolean send(PreparedSession session, Path folder, CallScope scope) throws IOException {
    List<CommitFile> files = new ArrayList<>();
    for (PreparedSession.Piece piece : session.pieces()) {
      files.add(CommitFile.of(new FilePath(piece.place()), piece.content()));
    }
    files.add(CommitFile.ifAbsent(new FilePath("README.md"), card(folder)));
    RepoId dataset = require(scope);
    String summary = "Add session " + session.session();
    return new HubCommits(hub).commit(RepoType.DATASET, dataset, summary, files, scope).isPresent();
  }

  private static Path card(Path folder) throws IOException {
    Path file = folder.resolve("README.md");
    try (InputStream in = SessionDataset.class.getResourceAsStream(CARD)) {
      StateFiles.replace(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    return file;
  }
}
