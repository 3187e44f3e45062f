package dev.mlintern.tools.repos;

import dev.mlintern.hub.RepoAddress;
import dev.mlintern.hub.RepoId;
import dev.mlintern.hub.RepoType;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ToolFailure;
import java.util.Locale;
import java.util.Optional;
import okhttp3.HttpUrl;

/// The repository a call is about.
record RepoGitRepo(RepoType type, RepoId id) {

  /// Reads `repo_id` and `repo_type`; an address may name the type as well, but not another one.
  static RepoGitRepo of(Arguments arguments, HttpUrl endpoint) {
    String text = arguments.requireText("repo_id");
    Optional<RepoType> type =
        arguments.text("repo_type").map(word -> RepoType.valueOf(word.toUpperCase(Locale.ROOT)));
    RepoAddress address = address(text, endpoint);
    if (type.isPresent() && address.type().filter(named -> named != type.get()).isPresent()) {
      throw new ToolFailure(
          "`repo_id` names a "
              + address.type().get().word()
              + " and `repo_type` says "
              + type.get().word()
              + ": give the plain id.");
    }
    return new RepoGitRepo(type.or(address::type).orElse(RepoType.MODEL), address.id());
  }

  /// Another repository of the same type.
  RepoGitRepo named(String text, HttpUrl endpoint) {
    RepoAddress address = address(text, endpoint);
    if (address.type().filter(named -> named != type).isPresent()) {
      throw new ToolFailure("A " + type.word() + " cannot become a " + address.type().get().word());
    }
    return new RepoGitRepo(type, address.id());
  }

  private static RepoAddress address(String text, HttpUrl endpoint) {
    try {
      return RepoAddress.parse(text, Optional.of(endpoint));
    } catch (IllegalArgumentException e) {
      throw new ToolFailure(e.getMessage(), e);
    }
  }

  /// For what must not hit the wrong one.
  RepoGitRepo requireNamespace() {
    if (id.namespace().isEmpty()) {
      throw new ToolFailure(
          "`" + id + "` leaves open whose it is: write it in full, `namespace/" + id.name() + "`.");
    }
    return this;
  }

  /// `dataset me/x`
  @Override
  public String toString() {
    return type.word() + " " + id;
  }
}
