package dev.mlintern.policy;

import dev.mlintern.json.JsonObject;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/// A tool call somebody wants to make, as a door hands it to the [Policy].
///
/// @param toolName as the client calls it: `mcp__ml-intern__hf_jobs`, or the bare name
/// @param input the arguments
/// @param session id of the client's session; the budget is kept per session
/// @param toolUseId the client's id of this very call
/// @param permissionMode Claude Code's mode, as in `default` or `bypassPermissions`
/// @param directory the session's current folder
public record ToolRequest(
    String toolName,
    JsonObject input,
    Optional<String> session,
    Optional<String> toolUseId,
    Optional<String> permissionMode,
    Optional<Path> directory) {
  public ToolRequest {
    Objects.requireNonNull(toolName, "toolName");
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(toolUseId, "toolUseId");
    Objects.requireNonNull(permissionMode, "permissionMode");
    Objects.requireNonNull(directory, "directory");
  }

  /// A call that reached our own server; the server knows no permission mode.
  public static ToolRequest ofServer(
      String tool, JsonObject input, Optional<String> session, Optional<String> toolUseId) {
    return new ToolRequest(tool, input, session, toolUseId, Optional.empty(), Optional.empty());
  }

  /// Modes in which some versions of Claude Code turned a hook's `ask` into a silent yes (harness
  /// App. A).
  boolean asksNobody() {
    return switch (permissionMode.orElse("")) {
      case "bypassPermissions", "auto", "dontAsk" -> true;
      default -> false;
    };
  }
}
