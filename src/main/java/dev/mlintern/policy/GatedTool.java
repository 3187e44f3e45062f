package dev.mlintern.policy;

import static dev.mlintern.policy.ActionClass.CANCEL;
import static dev.mlintern.policy.ActionClass.PAID_RUN;
import static dev.mlintern.policy.ActionClass.READ;
import static dev.mlintern.policy.ActionClass.REPO_REMOVAL;
import static dev.mlintern.policy.ActionClass.REPO_WRITE;
import static dev.mlintern.policy.ActionClass.SANDBOX;
import static dev.mlintern.policy.ActionClass.SCHED_CHANGE;
import static dev.mlintern.policy.ActionClass.SCHED_CREATE;
import static dev.mlintern.policy.ActionClass.SOCIAL;

import dev.mlintern.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/// The tools that can spend or change something, with the closed set of their operations in
/// canonical spelling (harness §1.8; tools-act §2.2, 8.2, 9.2, 20). An operation that is not listed
/// is never guessed at.
enum GatedTool {
  HF_JOBS(
      "hf_jobs",
      "operation",
      Map.ofEntries(
          Map.entry("run", PAID_RUN),
          Map.entry("uv", PAID_RUN),
          Map.entry("ps", READ),
          Map.entry("logs", READ),
          Map.entry("inspect", READ),
          Map.entry("wait", READ),
          Map.entry("hardware", READ),
          Map.entry("metrics", READ),
          Map.entry("cancel", CANCEL),
          Map.entry("relabel", CANCEL),
          Map.entry("scheduled_ps", READ),
          Map.entry("scheduled_inspect", READ),
          Map.entry("scheduled_run", SCHED_CREATE),
          Map.entry("scheduled_uv", SCHED_CREATE),
          Map.entry("scheduled_resume", SCHED_CREATE),
          Map.entry("scheduled_trigger", PAID_RUN),
          Map.entry("scheduled_delete", SCHED_CHANGE),
          Map.entry("scheduled_suspend", SCHED_CHANGE),
          Map.entry("scheduled_relabel", SCHED_CHANGE))),
  HF_REPO_FILES(
      "hf_repo_files",
      "operation",
      Map.of(
          "list", READ,
          "read", READ,
          "info", READ,
          "history", READ,
          "upload", REPO_WRITE,
          "edit", REPO_WRITE,
          "copy", REPO_WRITE,
          "delete", REPO_WRITE)),
  HF_REPO_GIT(
      "hf_repo_git",
      "operation",
      Map.ofEntries(
          Map.entry("list_refs", READ),
          Map.entry("list_prs", READ),
          Map.entry("get_pr", READ),
          Map.entry("list_discussions", READ),
          Map.entry("get_discussion", READ),
          Map.entry("create_branch", SOCIAL),
          Map.entry("create_tag", SOCIAL),
          Map.entry("create_pr", SOCIAL),
          Map.entry("close_pr", SOCIAL),
          Map.entry("comment_pr", SOCIAL),
          Map.entry("change_pr_status", SOCIAL),
          Map.entry("create_discussion", SOCIAL),
          Map.entry("rename_pr", SOCIAL),
          Map.entry("edit_comment", SOCIAL),
          Map.entry("hide_comment", REPO_WRITE),
          Map.entry("delete_branch", REPO_WRITE),
          Map.entry("delete_tag", REPO_WRITE),
          Map.entry("merge_pr", REPO_WRITE),
          Map.entry("create_repo", REPO_WRITE),
          Map.entry("update_repo", REPO_WRITE),
          Map.entry("move_repo", REPO_REMOVAL),
          Map.entry("delete_repo", REPO_REMOVAL))),
  /// The original's former tool; other servers still carry it.
  HF_PRIVATE_REPOS(
      "hf_private_repos",
      "operation",
      Map.of("create_repo", REPO_WRITE, "upload_file", REPO_WRITE, "check_repo", READ)),
  SANDBOX_CREATE("sandbox_create", "", Map.of("", SANDBOX)),
  SANDBOX_DESTROY("sandbox_destroy", "", Map.of("", CANCEL)),
  /// Hugging Face's own server (peers §1.1): the command decides.
  HF_SANDBOX(
      "hf_sandbox",
      "cmd",
      Map.of("create", SANDBOX, "status", READ, "ps", READ, "terminate", CANCEL, "kill", CANCEL)),
  /// Hugging Face's own server.
  HF_FS_WRITE("hf_fs_write", "cmd", Map.of("put", REPO_WRITE, "rm", REPO_WRITE)),
  /// Hugging Face's own server: `uri` starts with `hf://`, which tells it from other forges' tools
  /// of this name.
  CREATE_REPO("create_repo", "", Map.of("", REPO_WRITE));

  private final String shortName;
  private final String operationKey;
  private final Map<String, ActionClass> operations;

  GatedTool(String shortName, String operationKey, Map<String, ActionClass> operations) {
    this.shortName = shortName;
    this.operationKey = operationKey;
    this.operations = operations;
  }

  String shortName() {
    return shortName;
  }

  /// The canonical arguments of a call of this tool.
  ///
  /// @throws UnclearCall when two readers could read them differently
  CanonicalArguments arguments(JsonObject input) {
    return operationKey.equals("cmd")
        ? CanonicalArguments.ofWords(input)
        : CanonicalArguments.of(input);
  }

  /// The tool of this name; other spellings (`HF-Jobs`) count, because another server may use them.
  static Optional<GatedTool> find(String shortName) {
    String canonical = CanonicalName.operation(shortName);
    for (GatedTool tool : values()) {
      if (tool.shortName.equals(canonical)) {
        return Optional.of(tool);
      }
    }
    return Optional.empty();
  }

  /// The canonical operation of a call; empty for a tool that has only one.
  ///
  /// @throws UnclearCall when it is missing or not in the closed set
  String operation(CanonicalArguments arguments) {
    if (operationKey.isEmpty()) {
      return "";
    }
    String operation =
        (operationKey.equals("operation")
                ? arguments.operation()
                : arguments.string(operationKey).map(CanonicalName::operation))
            .orElseThrow(() -> new UnclearCall("no " + operationKey + " given to " + shortName));
    if (this == HF_JOBS && (operation.equals("uv") || operation.equals("scheduled_uv"))) {
      operation = operation.replace("uv", "run"); // Hugging Face's own name of the same thing
    }
    if (!operations.containsKey(operation)) {
      throw new UnclearCall(
          "unknown operation '" + ReasonText.shown(operation, 60) + "' of " + shortName);
    }
    return operation;
  }

  /// Whether our server has it; the others exist elsewhere only.
  boolean isOurs() {
    return switch (this) {
      case HF_JOBS, HF_REPO_FILES, HF_REPO_GIT, SANDBOX_CREATE, SANDBOX_DESTROY -> true;
      case HF_PRIVATE_REPOS, HF_SANDBOX, HF_FS_WRITE, CREATE_REPO -> false;
    };
  }

  /// The class of a known operation before its arguments are looked at.
  ActionClass classOf(String operation) {
    return operations.get(operation);
  }
}
