package dev.mlintern.hooks.upload;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubRepoAdmin;
import dev.mlintern.hub.RepoId;
import dev.mlintern.hub.RepoInfo;
import dev.mlintern.hub.RepoType;
import dev.mlintern.settings.Settings;
import java.util.Objects;
import java.util.Optional;

/// Who may read the user's transcripts on the Hub (harness §3.2, §3.9).
public final class SharedTraces {
  private final HubClient hub;
  private final SessionDataset dataset;

  public SharedTraces(HubClient hub, Settings settings) {
    this.hub = Objects.requireNonNull(hub, "hub");
    this.dataset = new SessionDataset(hub, settings);
  }

  /// The dataset as the Hub has it at this moment.
  ///
  /// @param isPrivate empty while there is none
  public record State(String name, String url, Optional<Boolean> isPrivate) {}

  /// @throws UploadRefusal when the settings name no dataset of the user's own
  /// @throws dev.mlintern.hub.HubException when the Hub refuses
  public State look(CallScope scope) {
    RepoId wanted = dataset.wanted(scope);
    return state(wanted, dataset.look(wanted, scope));
  }

  /// Opens the dataset to everybody or closes it; one that is not there is made. What is told is
  /// read back.
  ///
  /// @throws UploadRefusal when the settings name no dataset of the user's own
  /// @throws dev.mlintern.hub.HubException when the Hub refuses
  public State share(boolean isPrivate, CallScope scope) {
    RepoId wanted = dataset.wanted(scope);
    RepoInfo before = dataset.lookOrMake(wanted, scope);
    if (before.isPrivate() != isPrivate) {
      new HubRepoAdmin(hub)
          .settings(RepoType.DATASET, before.id(), Optional.of(isPrivate), Optional.empty(), scope);
    }
    return state(wanted, dataset.look(wanted, scope));
  }

  private State state(RepoId wanted, Optional<RepoInfo> found) {
    RepoId id = found.map(RepoInfo::id).orElse(wanted);
    return new State(
        id.value(), hub.addresses().webUrl(RepoType.DATASET, id), found.map(RepoInfo::isPrivate));
  }
}
