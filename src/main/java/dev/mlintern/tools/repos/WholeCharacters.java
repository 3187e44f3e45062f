package dev.mlintern.tools.repos;

import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ToolFailure;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Half a surrogate pair cannot be written as UTF-8: sent on, it would become a question mark.
final class WholeCharacters {
  private WholeCharacters() {}

  /// @throws ToolFailure when an argument, or a part of one, is torn
  static void check(String tool, Arguments arguments) {
    arguments
        .node()
        .propertyStream()
        .filter(argument -> isTorn(argument.getValue()))
        .findFirst()
        .ifPresent(
            argument -> {
              throw new ToolFailure(
                  tool
                      + ": nothing was changed: `"
                      + argument.getKey()
                      + "` must be whole characters: it has half a surrogate pair.");
            });
  }

  private static boolean isTorn(JsonNode value) {
    Optional<String> text = value.stringValueOpt();
    return text.isPresent()
        ? !StandardCharsets.UTF_8.newEncoder().canEncode(text.get())
        : value.valueStream().anyMatch(WholeCharacters::isTorn);
  }
}
