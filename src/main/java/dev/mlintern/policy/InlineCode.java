package dev.mlintern.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Code of other languages on a shell line: what in it does what the gate is there for.
final class InlineCode {
  /// Calls of `huggingface_hub` that spend, publish or delete.
  static final List<String> PYTHON =
      List.of(
          "run_job(",
          "run_uv_job(",
          "create_scheduled_job(",
          "create_scheduled_uv_job(",
          "resume_scheduled_job(",
          "trigger_scheduled_job(",
          "Sandbox.create(",
          "SandboxPool(",
          "delete_repo(",
          "update_repo_settings(",
          "update_repo_visibility(",
          "super_squash_history(",
          "permanently_delete_lfs_files(",
          "move_repo(",
          "delete_branch(",
          "delete_tag(",
          "delete_bucket(",
          "delete_collection(",
          "merge_pull_request(",
          "create_inference_endpoint(",
          "create_inference_endpoint_from_catalog(",
          "update_inference_endpoint(",
          "resume_inference_endpoint(",
          "delete_inference_endpoint(",
          "request_space_hardware(",
          "duplicate_repo(",
          "create_repo(",
          "create_commit(",
          "upload_file(",
          "upload_folder(",
          "upload_large_folder(",
          "push_to_hub(",
          "delete_file(",
          "delete_files(",
          "delete_folder(",
          "duplicate_space(",
          "create_webhook(",
          "enable_webhook(");

  /// The same of `@huggingface/hub`.
  static final List<String> JAVASCRIPT =
      List.of(
          "runJob(",
          "duplicateJob(",
          "createScheduledJob(",
          "runScheduledJob(",
          "resumeScheduledJob(",
          "deleteRepo(",
          "deleteBranch(",
          "deleteCollection(");

  private static final List<String> PROGRAMS =
      List.of(" hf ", " huggingface-cli ", " hfjobs ", " curl ", " wget ", " git ");

  /// Beyond these nobody writes commands into one line; a line made to cost time is.
  private static final int MOST_COMMANDS = 50;

  private static final int MOST_COMMAND_CHARS = 400;

  private InlineCode() {}

  static Optional<String> marker(String line, List<String> markers, String program) {
    String code = line.replace(" (", "(");
    for (String marker : markers) {
      if (code.contains(marker)) {
        return Optional.of(program + " … " + marker + "…)");
      }
    }
    return Optional.empty();
  }

  /// Whether Python code may start programs at all, and does not only write of them.
  static boolean startsPrograms(String python) {
    return python.contains("system")
        || python.contains("process")
        || python.contains("popen")
        || python.contains("exec")
        || python.contains("spawn")
        || python.contains("!");
  }

  /// Commands a script may start: `system("hf jobs run x")`, `["hf", "jobs", "run"]`, as shell
  /// lines.
  static List<String> commandsOf(String script) {
    String words = plainWords(script);
    var commands = new ArrayList<String>();
    for (String program : PROGRAMS) {
      int at = words.indexOf(program);
      for (int i = 0; at >= 0 && i < MOST_COMMANDS; i++) {
        int end = Math.min(words.length(), at + MOST_COMMAND_CHARS);
        int semicolon = words.substring(at, end).indexOf(';');
        commands.add(words.substring(at + 1, semicolon < 0 ? end : at + semicolon));
        at = words.indexOf(program, at + 1);
      }
    }
    return commands;
  }

  /// The script with one blank for every run of blanks, quotes, commas and brackets.
  private static String plainWords(String script) {
    var words = new StringBuilder(script.length() + 2).append(' ');
    for (int i = 0; i < script.length(); i++) {
      char c = script.charAt(i);
      boolean separates = Character.isWhitespace(c) || "'\"`,[](){}".indexOf(c) >= 0;
      if (!separates) {
        words.append(c);
      } else if (words.charAt(words.length() - 1) != ' ') {
        words.append(' ');
      }
    }
    return words.append(' ').toString();
  }
}
