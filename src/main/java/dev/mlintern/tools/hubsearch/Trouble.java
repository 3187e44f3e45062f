package dev.mlintern.tools.hubsearch;

import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubException;
import dev.mlintern.tools.ToolFailure;
import java.util.Optional;

/// Words for a part of a call that failed while others did not.
final class Trouble {
  private Trouble() {}

  /// The reader's message of a failure that belongs to the part; a fault of ours is thrown on.
  static String inWords(RuntimeException failure) {
    return switch (failure) {
      case HubException hub -> hub.getMessage();
      case HttpFailure http -> http.getMessage();
      case ToolFailure tool -> tool.getMessage();
      case IllegalArgumentException argument -> argument.getMessage();
      default -> throw failure;
    };
  }

  /// A word or two where the overview of the repository already says why.
  static Optional<String> inBrief(RuntimeException failure) {
    return failure instanceof HubException hub
        ? switch (hub.fault()) {
          case GATED -> Optional.of("no access granted");
          case DISABLED -> Optional.of("disabled");
          default -> Optional.empty();
        }
        : Optional.empty();
  }

  /// Equal for failures of the same kind.
  static String kind(RuntimeException failure) {
    return failure instanceof HubException hub
        ? hub.fault().name()
        : failure.getClass().getSimpleName();
  }
}
