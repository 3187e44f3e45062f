package dev.mlintern.localhub.api;

import dev.mlintern.localhub.account.Accounts;
import dev.mlintern.localhub.account.Caller;
import dev.mlintern.localhub.store.Commit;
import dev.mlintern.localhub.store.HubStore;
import dev.mlintern.localhub.store.RepoId;
import dev.mlintern.localhub.store.RepoKind;
import dev.mlintern.localhub.store.Repository;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Redirection;
import dev.mlintern.localhub.web.Request;
import java.io.IOException;
import java.util.Optional;

/// Finds the repo a call is about and decides what the caller may do with it. The answers for what
/// is hidden, gated or missing are those of spec hub-api §3.3.
public final class RepoAccess {
  private final HubStore store;
  private final Accounts accounts;

  public RepoAccess(HubStore store, Accounts accounts) {
    this.store = store;
    this.accounts = accounts;
  }

  public HubStore store() {
    return store;
  }

  /// @throws HubError 401 for a bad token
  public Caller caller(Request request) {
    return accounts.caller(request);
  }

  /// @throws HubError 401 without a good token
  public Caller.SignedIn signedIn(Request request) {
    if (caller(request) instanceof Caller.SignedIn signedIn) {
      return signedIn;
    }
    throw HubError.unauthenticated();
  }

  /// The kind in `{type}` of the path; a route without it is about a model.
  static RepoKind kind(Request request) {
    return RepoKind.ofPlural(request.path("type")).orElse(RepoKind.MODEL);
  }

  /// The repo in `{ns}/{name}` of the path, for its metadata.
  ///
  /// @throws HubError 401 or 404 when it is missing or hidden from the caller
  /// @throws Redirection when it is spelled differently or has moved
  Repository visible(Request request) {
    Caller caller = caller(request);
    RepoId id =
        RepoId.of(kind(request), request.path("ns"), request.path("name"))
            .orElseThrow(() -> missing(caller));
    Repository repository = visible(caller, id);
    if (!repository.id().path().equals(id.path())) {
      String asked = "/" + request.path("ns") + "/" + request.path("name");
      String target = request.target();
      int at = target.indexOf(asked);
      String found = "/" + repository.id().path();
      throw new Redirection(
          target.substring(0, at) + found + target.substring(at + asked.length()));
    }
    return repository;
  }

  /// The repo of an id, wherever it is now.
  ///
  /// @throws HubError 401 or 404 when it is missing or hidden from the caller
  public Repository visible(Caller caller, RepoId id) {
    Optional<Repository> found = store.find(id).or(() -> store.findMoved(id));
    return found
        .filter(repository -> caller.maySee(repository.id(), repository.meta()))
        .orElseThrow(() -> missing(caller));
  }

  /// The repo in the path, for its files.
  ///
  /// @throws HubError also 403 or 401 when it is disabled or gated
  Repository files(Request request) {
    Repository repository = visible(request);
    requireFiles(caller(request), repository);
    return repository;
  }

  /// @throws HubError 403 or 401 when the files of a repo are not open to the caller
  public static void requireFiles(Caller caller, Repository repository) {
    if (repository.meta().disabled()) {
      throw HubError.forbidden("Access to this resource is disabled.");
    }
    if (caller.isLetIn(repository.id(), repository.meta())) {
      return;
    }
    String id = repository.id().path();
    String restricted = "Access to " + repository.id().kind().word() + " " + id + " is restricted";
    throw switch (caller) {
      case Caller.Anonymous _ ->
          HubError.of(
              401,
              "GatedRepo",
              restricted
                  + ". You must have access to it and be authenticated to access it."
                  + " Please log in.");
      case Caller.SignedIn _ ->
          HubError.of(
              403,
              "GatedRepo",
              restricted
                  + " and you are not in the authorized list. Visit https://huggingface.co"
                  + repository.id().webPath()
                  + " to ask for access.");
    };
  }

  /// The repo in the path, for changing it.
  ///
  /// @throws HubError 403 when the caller or the token may not write
  Repository writable(Request request) {
    Repository repository = visible(request);
    requireWriter(request, repository.id());
    return repository;
  }

  /// @throws HubError 401 without token, 403 when the caller or the token may not write
  Caller.SignedIn requireWriter(Request request, RepoId id) {
    Caller.SignedIn caller = signedIn(request);
    if (!caller.mayWrite(id)) {
      throw HubError.forbidden(
          "You don't have the rights to change or create a "
              + id.kind().word()
              + " under this namespace");
    }
    return caller;
  }

  /// @throws HubError 401 without token, 403 when the token may not take part in discussions
  Caller.SignedIn requireDiscusser(Request request, Repository repository) {
    Caller.SignedIn caller = signedIn(request);
    if (!caller.mayDiscuss(repository.id(), repository.meta())) {
      throw HubError.forbidden("Your token doesn't have the right to take part in discussions");
    }
    return caller;
  }

  /// The repo in the path, for proposing changes: what anybody may do who can read it.
  ///
  /// @throws HubError 401 or 403 when the files are not open to the caller or the token only reads
  Repository proposable(Request request) {
    Repository repository = files(request);
    requireDiscusser(request, repository);
    return repository;
  }

  /// @throws HubError 404 `RevisionNotFound`
  public static Commit commit(Repository repository, String revision) throws IOException {
    return repository.find(revision).orElseThrow(() -> HubError.revisionNotFound(revision));
  }

  /// What somebody is told about a repo that is missing or not theirs to see.
  private static HubError missing(Caller caller) {
    return switch (caller) {
      case Caller.Anonymous _ -> HubError.unauthenticated();
      case Caller.SignedIn _ -> HubError.repoNotFound();
    };
  }
}
