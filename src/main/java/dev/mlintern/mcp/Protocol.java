package dev.mlintern.mcp;

import io.modelcontextprotocol.spec.ProtocolVersions;
import java.util.List;
import java.util.stream.Stream;

/// The revisions of the Model Context Protocol we speak, and their names on the wire.
///
/// Up to 2025-11-25 (where the SDK's vocabulary ends) a client says `initialize` once; from
/// 2026-07-28 on every request carries its revision in `_meta` and nothing is remembered between
/// requests. Both may share one connection.
///
/// @see <a href="https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning">
///     Versioning</a>
final class Protocol {
  /// Revisions with a handshake, oldest first.
  static final List<String> HANDSHAKE =
      List.of(
          ProtocolVersions.MCP_2024_11_05,
          ProtocolVersions.MCP_2025_03_26,
          ProtocolVersions.MCP_2025_06_18,
          ProtocolVersions.MCP_2025_11_25);

  static final String LATEST_HANDSHAKE = HANDSHAKE.getLast();

  /// The revision without one.
  static final String STATELESS = "2026-07-28";

  /// All of them, the preferred one first.
  static final List<String> SUPPORTED =
      Stream.concat(Stream.of(STATELESS), HANDSHAKE.reversed().stream()).toList();

  static final String META_VERSION = "io.modelcontextprotocol/protocolVersion";
  static final String META_CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
  static final String META_SERVER_INFO = "io.modelcontextprotocol/serverInfo";

  /// Claude Code's id of a tool call (spec claude-code §1).
  static final String META_TOOL_USE = "claudecode/toolUseId";

  static final String META_SUBSCRIPTION = "io.modelcontextprotocol/subscriptionId";

  static final String METHOD_DISCOVER = "server/discover";
  static final String METHOD_LISTEN = "subscriptions/listen";

  /// The `_meta` of the request names a revision we do not speak.
  static final int UNSUPPORTED_VERSION = -32022;

  private Protocol() {}

  /// The revision to answer `initialize` with: the one asked for if we speak it, else our latest.
  static String negotiated(String asked) {
    return HANDSHAKE.contains(asked) ? asked : LATEST_HANDSHAKE;
  }
}
