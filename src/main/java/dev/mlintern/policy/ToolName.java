package dev.mlintern.policy;

import java.util.Optional;

/// A tool's name taken apart (harness §1.8 step 3): `mcp__<server>__<short name>`, or a bare name.
///
/// @param server the MCP server; empty for a bare name
/// @param shortName what follows the last `__`
record ToolName(Optional<String> server, String shortName) {
  private static final String PREFIX = "mcp__";
  private static final String SEPARATOR = "__";

  static ToolName parse(String name) {
    if (!name.startsWith(PREFIX)) {
      return new ToolName(Optional.empty(), name);
    }
    String rest = name.substring(PREFIX.length());
    int at = rest.lastIndexOf(SEPARATOR);
    return at < 0
        ? new ToolName(Optional.of(rest), "")
        : new ToolName(Optional.of(rest.substring(0, at)), rest.substring(at + SEPARATOR.length()));
  }

  /// Whether our own server answers to this name: bare, as a project server, or out of a plugin.
  /// Only these can be allowed without asking.
  boolean ours() {
    return server.isEmpty() || isOurs(server.get());
  }

  private static boolean isOurs(String server) {
    boolean inPlugin = server.startsWith("plugin_");
    return server.equals("ml-intern")
        || server.equals("ml_intern")
        || inPlugin && (server.endsWith("_ml-intern") || server.endsWith("_ml_intern"));
  }
}
