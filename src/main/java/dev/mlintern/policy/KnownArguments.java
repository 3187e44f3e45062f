package dev.mlintern.policy;

import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The argument names the gate understands. A call that spends or changes something and carries
/// another one is not judged: `hardwareFlavour` would otherwise look like the cheap default.
///
/// The sets may hold more than a tool takes today (its server refuses those), but never less.
public final class KnownArguments {
  private static final Set<String> JOB =
      Set.of(
          "operation",
          "script",
          "script_kind",
          "dependencies",
          "with_deps",
          "python",
          "script_args",
          "image",
          "command",
          "hardware_flavor",
          "flavor",
          "hardware",
          "timeout",
          "env",
          "secrets",
          "hf_token",
          "trackio_space_id",
          "trackio_project",
          "namespace",
          "job_id",
          "job_ids",
          "scheduled_job_id",
          "schedule",
          "suspend",
          "concurrency",
          "labels",
          "name",
          "volumes",
          "expose",
          "resource_group_id",
          "max_cost_usd",
          "dry_run",
          "detach",
          "wait_seconds",
          "all",
          "status",
          "limit",
          "cursor",
          "tail",
          "since_line",
          "grep",
          "max_chars");

  private static final Set<String> FILES =
      Set.of(
          "operation",
          "repo_id",
          "repo_type",
          "revision",
          "path",
          "content",
          "content_base64",
          "find",
          "move",
          "allow_secrets",
          "patterns",
          "pattern",
          "files",
          "local_path",
          "encoding",
          "edits",
          "old_str",
          "new_str",
          "replace_all",
          "from_repo_id",
          "from_repo_type",
          "from_revision",
          "from_path",
          "to_path",
          "create_pr",
          "commit_message",
          "commit_description",
          "parent_commit",
          "if_absent",
          "create_repo",
          "private",
          "visibility",
          "dry_run",
          "recursive",
          "limit",
          "cursor",
          "offset",
          "max_chars");

  private static final Set<String> GIT =
      Set.of(
          "operation",
          "repo_id",
          "repo_type",
          "branch",
          "from_rev",
          "tag",
          "revision",
          "tag_message",
          "title",
          "description",
          "pr_num",
          "comment_id",
          "to_repo_id",
          "comment",
          "status",
          "new_status",
          "private",
          "visibility",
          "gated",
          "space_sdk",
          "exist_ok",
          "type",
          "author",
          "limit",
          "cursor",
          "include_diff",
          "max_diff_chars",
          "dry_run");

  private static final Set<String> SANDBOX =
      Set.of(
          "hardware",
          "hardware_flavor",
          "flavor",
          "trackio_space_id",
          "trackio_project",
          "image",
          "idle_timeout",
          "max_lifetime",
          "env",
          "secrets",
          "volumes",
          "hf_token",
          "packages",
          "max_cost_usd",
          "replace",
          "keep",
          "name",
          "namespace",
          "backend");

  private static final Set<String> SANDBOX_DESTROY =
      Set.of("sandbox_id", "job_id", "name", "namespace", "all", "orphans", "dry_run");

  /// What the gate itself reads as text; written otherwise, two readers could read it differently.
  private static final List<String> TEXTS =
      List.of(
          "namespace",
          "script",
          "image",
          "schedule",
          "scheduled_job_id",
          "repo_id",
          "repo_type",
          "to_repo_id",
          "revision",
          "branch",
          "tag",
          "path");

  private KnownArguments() {}

  /// The argument names known of a gated tool; empty when the tool is not gated.
  public static Set<String> of(String tool) {
    return GatedTool.find(tool).map(KnownArguments::of).orElseGet(Set::of);
  }

  /// Whether a gated tool's operation has a row in the decision table.
  public static boolean isKnownOperation(String tool, String operation) {
    return GatedTool.find(tool)
        .filter(gated -> gated.classOf(CanonicalName.operation(operation)) != null)
        .isPresent();
  }

  static Set<String> of(GatedTool tool) {
    return switch (tool) {
      case HF_JOBS -> JOB;
      case HF_REPO_FILES -> FILES;
      case HF_REPO_GIT -> GIT;
      case SANDBOX_CREATE -> SANDBOX;
      case SANDBOX_DESTROY -> SANDBOX_DESTROY;
      case HF_PRIVATE_REPOS ->
          Set.of(
              "operation",
              "repo_id",
              "repo_type",
              "private",
              "space_sdk",
              "file_content",
              "path_in_repo",
              "commit_message");
      case HF_SANDBOX, HF_FS_WRITE -> Set.of("cmd", "args", "content");
      case CREATE_REPO -> Set.of("uri", "source_uri", "private", "sdk");
    };
  }

  /// The names of a call the gate does not know, as given.
  static List<String> unknown(GatedTool tool, CanonicalArguments arguments, String operation) {
    Set<String> known = of(tool);
    var unknown = new ArrayList<String>();
    for (String name : arguments.members().names()) {
      boolean misplaced = name.equals("schedule") && !operation.startsWith("scheduled_");
      if (!known.contains(name) || misplaced) {
        unknown.add(name);
      }
    }
    return unknown;
  }

  /// Refuses what must not be taken for absent.
  ///
  /// @throws UnclearCall when an argument the gate reads has another type than its reader expects
  static void requireReadable(CanonicalArguments arguments) {
    for (String name : TEXTS) {
      JsonValue value = arguments.members().get(name).orElse(null);
      if (value != null && !(value instanceof JsonString)) {
        throw new UnclearCall("malformed " + name + ": not text");
      }
    }
    JsonValue timeout = arguments.members().get("timeout").orElse(null);
    if (timeout != null && !(timeout instanceof JsonString) && !(timeout instanceof JsonNumber)) {
      throw new UnclearCall("malformed timeout: neither text nor a number");
    }
  }

  /// Whether an unknown name could be another spelling of what says which operation is meant: a
  /// reader less strict than ours might take it for that.
  static boolean mayNameOperation(String name) {
    if (!name.chars().allMatch(c -> c < 0x80)) {
      return true; // no honest tool has such a name, a look-alike does
    }
    var letters = new StringBuilder();
    name.toLowerCase(Locale.ROOT)
        .chars()
        .filter(c -> c >= 'a' && c <= 'z')
        .forEach(c -> letters.append((char) c));
    return Set.of("operation", "args", "cmd").contains(letters.toString());
  }
}
