package dev.mlintern.tools.datasets;

import dev.mlintern.hub.DatasetPage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The rows that were looked at, with what they say column by column. [#phrase] names them exactly,
/// so that no finding claims more than was seen.
record Sample(DatasetPage page, String phrase, List<ColumnProfile> profiles) {
  Sample {
    profiles = List.copyOf(profiles);
  }

  /// @param offset index of the first row asked for
  /// @param total rows of the split, if known
  static Sample of(DatasetPage page, long offset, OptionalLong total) {
    int rows = page.rows().size();
    boolean whole = offset == 0 && total.isPresent() && total.getAsLong() == rows;
    String phrase =
        whole
            ? "in the split's " + Figures.count(rows, "row")
            : offset == 0
                ? "in the first " + Figures.count(rows, "row")
                : "in rows " + Figures.count(offset) + "–" + Figures.count(offset + rows - 1);
    return new Sample(page, phrase, ColumnProfile.of(page));
  }

  int rows() {
    return page.rows().size();
  }

  Optional<ColumnProfile> find(String column) {
    return profiles.stream().filter(profile -> profile.name().equals(column)).findFirst();
  }

  /// Conversations, column by column.
  List<ChatProfile> chats() {
    return profiles.stream()
        .filter(profile -> profile.shape().isConversation())
        .map(profile -> ChatProfile.of(profile.name(), page.rows()))
        .toList();
  }
}
