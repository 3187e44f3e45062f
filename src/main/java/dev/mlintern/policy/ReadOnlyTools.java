package dev.mlintern.policy;

import java.util.Set;

/// Tools of ours outside the gate: those that only read, and those that act inside the sandbox,
/// whose creation was approved. A tool in neither list nor in [GatedTool] is asked about.
final class ReadOnlyTools {
  /// Every tool of the catalogue with `readOnlyHint: true`.
  static final Set<String> NAMES =
      Set.of(
          "hub_repo_search",
          "hub_repo_details",
          "hf_inspect_dataset",
          "hf_papers",
          "explore_hf_docs",
          "fetch_hf_docs",
          "find_hf_api",
          "github_find_examples",
          "github_list_repos",
          "github_read_file",
          "github_search_code",
          "web_search",
          "sandbox_status");

  /// Tools that act on a remote machine of the user's own.
  static final Set<String> REMOTE_EXEC = Set.of("bash", "read", "write", "edit");

  private ReadOnlyTools() {}
}
