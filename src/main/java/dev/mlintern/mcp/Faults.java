package dev.mlintern.mcp;

import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/// Our own mistakes: details to stderr, a plain sentence to the client, and the server lives on.
final class Faults {
  private Faults() {}

  static void log(String during, Throwable fault) {
    LoggerFactory.getLogger(Faults.class).error("{}", during, fault);
  }

  static byte[] answer(Optional<WireId> id) {
    return Replies.error(
        id, ErrorCodes.INTERNAL_ERROR, "Fault inside ml-intern; details are on its stderr");
  }
}
