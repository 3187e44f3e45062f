package dev.mlintern.tools.hubsearch;

import dev.mlintern.hub.RepoType;
import dev.mlintern.tools.ToolFailure;
import java.util.Objects;
import java.util.stream.Stream;

/// Where the next page of one repository type starts: the type's word, a colon, and the Hub's own
/// cursor.
///
/// @param value the Hub's cursor, decoded
record PageCursor(RepoType type, String value) {
  private static final int MOST_CHARS = 4_000;

  PageCursor {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(value, "value");
  }

  /// @throws ToolFailure when it is not one of ours
  static PageCursor parse(String text) {
    return Stream.of(RepoType.values())
        .filter(type -> text.startsWith(type.word() + ":"))
        .map(type -> new PageCursor(type, text.substring(type.word().length() + 1)))
        .filter(cursor -> !cursor.value.isBlank() && cursor.value.length() <= MOST_CHARS)
        .findFirst()
        .orElseThrow(
            () ->
                new ToolFailure(
                    "cursor is not one this tool gave out. Copy it whole from the last answer (it"
                        + " starts with model:, dataset: or space:), or leave it out to start"
                        + " over."));
  }

  @Override
  public String toString() {
    return type.word() + ":" + value;
  }
}
