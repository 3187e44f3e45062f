package dev.mlintern.tools.hubsearch;

import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubException;
import dev.mlintern.tools.ToolFailure;

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
}
