package dev.mlintern.tools.repos;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.Account;
import dev.mlintern.hub.HubAccount;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFault;
import dev.mlintern.hub.HubRepoAdmin;
import dev.mlintern.hub.RepoType;
import dev.mlintern.tools.ToolFailure;
import java.util.List;
import java.util.function.Supplier;

/// Adds to two refusals what the Hub knows but does not say: whose token it is, and that the name
/// belongs to a repository of another type.
final class RepoGitTrouble {
  private final HubClient hub;
  private final RepoGitRepo repo;
  private final CallScope scope;

  private RepoGitTrouble(HubClient hub, RepoGitRepo repo, CallScope scope) {
    this.hub = hub;
    this.repo = repo;
    this.scope = scope;
  }

  /// Runs an operation; see above.
  static String explained(
      HubClient hub, RepoGitRepo repo, CallScope scope, Supplier<String> operation) {
    try {
      return operation.get();
    } catch (HubException e) {
      throw explained(hub, repo, scope, e);
    } catch (IllegalArgumentException e) {
      // A name the Hub's addresses cannot hold; the message is for the reader.
      throw new ToolFailure(e.getMessage(), e);
    }
  }

  /// The refusal with what can be added; the refusal itself when there is nothing.
  static RuntimeException explained(
      HubClient hub, RepoGitRepo repo, CallScope scope, HubException e) {
    return new RepoGitTrouble(hub, repo, scope).explained(e);
  }

  private RuntimeException explained(HubException e) {
    String more =
        e.fault() == HubFault.FORBIDDEN
            ? whoseToken()
            : e.fault() == HubFault.REPO_MISSING ? otherType() : "";
    return more.isEmpty() ? e : new ToolFailure("hf_repo_git: " + e.getMessage() + " " + more, e);
  }

  private String whoseToken() {
    try {
      Account account = new HubAccount(hub).whoami(scope);
      String role = account.tokenRole().orElse("not said");
      String owner = repo.id().namespace().orElse("");
      boolean own =
          owner.equalsIgnoreCase(account.name())
              || account.organisations().stream().anyMatch(org -> org.name().equals(owner));
      return "It is a token of `"
          + account.name()
          + "` with the role `"
          + role
          + "`; "
          + (own
              ? "writing to " + repo + " needs the role `write` (or that permission in the token)."
              : "`"
                  + owner
                  + "` is not a namespace of this account: open a pull request instead,"
                  + " or ask its owners.");
    } catch (HubException | HttpFailure _) {
      return "";
    }
  }

  private String otherType() {
    for (RepoType type : RepoType.values()) {
      if (type != repo.type() && exists(type)) {
        return "There is a " + type.word() + " of this name: set repo_type to " + type.word() + ".";
      }
    }
    return "";
  }

  private boolean exists(RepoType type) {
    try {
      new HubRepoAdmin(hub).look(type, repo.id(), List.of("likes"), scope);
      return true;
    } catch (HubException | HttpFailure _) {
      return false;
    }
  }
}
