package dev.mlintern.tools.repos;

import dev.mlintern.hub.FilePath;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubFiles;
import dev.mlintern.hub.RepoAddress;
import dev.mlintern.hub.RepoId;
import dev.mlintern.hub.RepoType;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ToolFailure;
import java.util.Locale;
import java.util.Optional;

/// The repository and revision a call is about, and the path an address named with them.
///
/// @param path as given, or as the address has it
record RepoFilesTarget(RepoType type, RepoId id, String revision, Optional<String> path) {
  static RepoFilesTarget of(Arguments arguments, HubClient hub) {
    RepoAddress address =
        RepoAddress.parse(arguments.requireText("repo_id"), Optional.of(hub.endpoint()));
    Optional<RepoType> asked =
        arguments.text("repo_type").map(word -> RepoType.valueOf(word.toUpperCase(Locale.ROOT)));
    if (asked.isPresent() && address.type().isPresent() && !asked.equals(address.type())) {
      throw new ToolFailure(
          "hf_repo_files: `repo_id` names a "
              + address.type().get().word()
              + " and `repo_type` a "
              + asked.get().word()
              + ": leave one of them out.");
    }
    return new RepoFilesTarget(
        asked.or(address::type).orElse(RepoType.MODEL),
        address.id(),
        arguments.text("revision").or(address::revision).orElse(HubFiles.DEFAULT_REVISION),
        arguments.text("path").or(address::path));
  }

  /// The path, which this operation needs.
  FilePath file() {
    return new FilePath(
        path.orElseThrow(() -> new ToolFailure("hf_repo_files: `path` must not be empty.")));
  }

  /// The folder; empty for the root.
  Optional<FilePath> folder() {
    return path.map(text -> text.replaceAll("^(\\./|/)+|/+$", ""))
        .filter(text -> !text.isEmpty() && !text.equals("."))
        .map(FilePath::new);
  }

  /// `dataset me/rows`.
  String name() {
    return type.word() + " " + id;
  }

  /// `dataset me/rows at main`.
  String at() {
    return name() + " at " + revision;
  }
}
