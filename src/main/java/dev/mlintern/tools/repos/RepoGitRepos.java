package dev.mlintern.tools.repos;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.HubAccount;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFault;
import dev.mlintern.hub.HubRepoAdmin;
import dev.mlintern.hub.RepoId;
import dev.mlintern.hub.RepoInfo;
import dev.mlintern.hub.RepoType;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ToolFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Makes, changes, moves and deletes repositories.
final class RepoGitRepos {
  private static final List<String> VISIBILITY = List.of("private", "gated");
  private static final List<String> SPACE_VISIBILITY = List.of("private");
  private static final List<String> SIZE = List.of("private", "siblings", "lastModified", "likes");

  private final HubRepoAdmin admin;
  private final HubAccount account;
  private final RepoGitLinks links;
  private final RepoGitWrites writes;

  RepoGitRepos(HubClient hub, RepoGitWrites writes) {
    this.admin = new HubRepoAdmin(hub);
    this.account = new HubAccount(hub);
    this.links = new RepoGitLinks(hub);
    this.writes = writes;
  }

  String create(RepoGitOperation.CreateRepo wanted, CallScope scope) {
    boolean space = wanted.repo().type() == RepoType.SPACE;
    if (space && wanted.sdk().isEmpty()) {
      throw new ToolFailure(
          "A Space needs `space_sdk`: gradio, docker, static or streamlit. Nothing was created.");
    }
    if (!space && wanted.sdk().isPresent()) {
      throw new ToolFailure(
          "`space_sdk` is for Spaces: leave it out, or set repo_type to space. Nothing was"
              + " created.");
    }
    RepoGitRepo repo = inNamespace(wanted.repo(), scope);
    Optional<RepoInfo> before =
        look(repo, VISIBILITY, scope).filter(found -> isNamed(found, repo.id()));
    if (before.isPresent()) {
      return existing(repo, wanted, before.get());
    }
    RepoGitWrites.Done<String> done;
    try {
      done =
          writes.repeatable(
              scope,
              () -> {
                admin.create(repo.type(), repo.id(), wanted.isPrivate(), wanted.sdk(), scope);
                return "";
              },
              () ->
                  look(repo, VISIBILITY, scope)
                      .filter(found -> isNamed(found, repo.id()))
                      .map(_ -> ""));
    } catch (HubException e) {
      boolean mayExist =
          e.fault() == HubFault.CONFLICT
              || e.fault() == HubFault.FORBIDDEN
              || e.fault() == HubFault.PAYMENT_NEEDED;
      Optional<RepoInfo> there = mayExist ? look(repo, VISIBILITY, scope) : Optional.empty();
      return existing(repo, wanted, there.orElseThrow(() -> e));
    }
    return (wanted.isPrivate() ? "Private " : "Public ")
        + repo
        + " created.\n"
        + links.repo(repo)
        + done.note();
  }

  /// A bare name means the caller's own.
  private RepoGitRepo inNamespace(RepoGitRepo repo, CallScope scope) {
    return repo.id().namespace().isPresent()
        ? repo
        : new RepoGitRepo(
            repo.type(), new RepoId(account.whoami(scope).name() + "/" + repo.id().name()));
  }

  /// A moved repository still answers to its old name, which is free again.
  private static boolean isNamed(RepoInfo found, RepoId id) {
    return found.id().value().equalsIgnoreCase(id.value());
  }

  private String existing(RepoGitRepo repo, RepoGitOperation.CreateRepo wanted, RepoInfo there) {
    boolean isPrivate = there.isPrivate();
    String state = "The " + repo + " exists already and is " + (isPrivate ? "private" : "public");
    if (!wanted.existOk()) {
      throw new ToolFailure(
          state + ". Nothing was created: choose another name, or pass exist_ok to use it.");
    }
    return state
        + "; nothing was changed (exist_ok)."
        + (isPrivate == wanted.isPrivate()
            ? ""
            : " It was to be "
                + (wanted.isPrivate() ? "private" : "public")
                + ": update_repo changes that.")
        + "\n"
        + links.repo(repo);
  }

  String update(RepoGitOperation.UpdateRepo wanted, CallScope scope) {
    RepoGitRepo repo = wanted.repo();
    if (wanted.isPrivate().isEmpty() && wanted.gated().isEmpty()) {
      throw new ToolFailure("update_repo changes `private` or `gated`: name at least one.");
    }
    if (repo.type() == RepoType.SPACE && wanted.gated().isPresent()) {
      throw new ToolFailure("Spaces cannot be gated: only models and datasets. Nothing changed.");
    }
    List<String> fields = repo.type() == RepoType.SPACE ? SPACE_VISIBILITY : VISIBILITY;
    RepoInfo before = admin.look(repo.type(), repo.id(), with(fields, "siblings"), scope);
    RepoGitRepo now = new RepoGitRepo(repo.type(), before.id());
    var done =
        writes.repeatable(
            scope,
            () -> {
              admin.settings(now.type(), now.id(), wanted.isPrivate(), wanted.gated(), scope);
              return "";
            },
            () -> look(now, fields, scope).filter(found -> isAs(found, wanted)).map(_ -> ""));
    RepoInfo after = admin.look(now.type(), now.id(), fields, scope);
    List<String> changes = changes(before, after, wanted);
    String told =
        changes.isEmpty()
            ? "It was so already: nothing changed."
            : String.join("; ", changes) + ".";
    requireDone(after, wanted, told);
    boolean published = before.isPrivate() && !after.isPrivate();
    return now
        + ": "
        + told
        + (published
            ? " Everybody can now read its "
                + RepoGitLists.counted(before.json().path("siblings").size(), "file", "files")
                + " and the history."
            : "")
        + "\n"
        + links.settings(now)
        + done.note();
  }

  private static List<String> with(List<String> fields, String more) {
    List<String> all = new ArrayList<>(fields);
    all.add(more);
    return all;
  }

  private static List<String> changes(
      RepoInfo before, RepoInfo after, RepoGitOperation.UpdateRepo wanted) {
    List<String> changes = new ArrayList<>();
    if (wanted.isPrivate().isPresent() && before.isPrivate() != after.isPrivate()) {
      changes.add(visibility(before) + " → " + visibility(after));
    }
    if (wanted.gated().isPresent() && !gate(before).equals(gate(after))) {
      changes.add("gated " + gate(before) + " → " + gate(after));
    }
    return changes;
  }

  /// The Hub took the call, but did it do it?
  private static void requireDone(RepoInfo after, RepoGitOperation.UpdateRepo wanted, String told) {
    if (!isAs(after, wanted)) {
      throw new ToolFailure(
          "The Hub accepted the settings, but afterwards the repository is "
              + visibility(after)
              + ", gated "
              + gate(after)
              + ". "
              + told
              + " Look at its settings page.");
    }
  }

  private static boolean isAs(RepoInfo info, RepoGitOperation.UpdateRepo wanted) {
    return wanted.isPrivate().filter(value -> value != info.isPrivate()).isEmpty()
        && wanted.gated().filter(word -> !word.equals(gate(info))).isEmpty();
  }

  private static String visibility(RepoInfo info) {
    return info.isPrivate() ? "private" : "public";
  }

  private static String gate(RepoInfo info) {
    JsonNode gated = info.json().path("gated");
    return gated.isString() ? ForeignText.oneLine(gated.asString(), 20) : "false";
  }

  String delete(RepoGitOperation.DeleteRepo wanted, CallScope scope) {
    RepoGitRepo repo = wanted.repo();
    RepoInfo before = admin.look(repo.type(), repo.id(), SIZE, scope);
    if (before.isRenamed()) {
      throw new ToolFailure(
          "`"
              + repo.id()
              + "` leads to `"
              + before.id()
              + "`. Nothing was deleted: name the one to delete by its true id.");
    }
    var done =
        writes.repeatable(
            scope,
            () -> {
              admin.delete(repo.type(), repo.id(), scope);
              return "";
            },
            () -> look(repo, VISIBILITY, scope).isPresent() ? Optional.empty() : Optional.of(""));
    return Character.toUpperCase(repo.type().word().charAt(0))
        + repo.type().word().substring(1)
        + " "
        + repo.id()
        + " deleted for good: "
        + visibility(before)
        + ", "
        + RepoGitLists.counted(before.json().path("siblings").size(), "file", "files")
        + ", last changed "
        + RepoGitLists.day(before.json().path("lastModified").asString("at an unknown time"))
        + ", with its history and discussions."
        + done.note();
  }

  String move(RepoGitOperation.MoveRepo wanted, CallScope scope) {
    RepoGitRepo repo = wanted.repo();
    RepoGitRepo target = wanted.target();
    if (repo.equals(target)) {
      throw new ToolFailure("`repo_id` and `to_repo_id` are the same.");
    }
    var done =
        writes.repeatable(
            scope,
            () -> {
              admin.move(repo.type(), repo.id(), target.id(), scope);
              return "";
            },
            // Only the old id tells: the new one may always have been somebody's.
            () ->
                look(repo, VISIBILITY, scope)
                    .filter(found -> isNamed(found, target.id()))
                    .map(_ -> ""));
    return repo
        + " is now "
        + target.id()
        + ".\n"
        + links.repo(target)
        + "\nThe old id leads there until somebody takes it; code that names it should be changed."
        + done.note();
  }

  private Optional<RepoInfo> look(RepoGitRepo repo, List<String> fields, CallScope scope) {
    try {
      List<String> asked = repo.type() == RepoType.SPACE ? SPACE_VISIBILITY : fields;
      return Optional.of(admin.look(repo.type(), repo.id(), asked, scope));
    } catch (HubException e) {
      if (e.fault() == HubFault.REPO_MISSING) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
