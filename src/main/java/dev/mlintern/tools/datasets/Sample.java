package dev.mlintern.tools.datasets;

import dev.mlintern.hub.DatasetPage;
import dev.mlintern.hub.DatasetViewer;
import java.util.List;
import java.util.Optional;

/// The rows that were looked at, with what they say column by column. [#phrase] names them exactly,
/// so that no finding claims more than was seen.
record Sample(DatasetPage page, String phrase, List<ColumnProfile> profiles) {
  Sample {
    profiles = List.copyOf(profiles);
  }

  /// @param offset index of the first row asked for
  static Sample of(DatasetPage page, long offset) {
    int rows = page.rows().size();
    String phrase =
        isWholeSplit(page, offset)
            ? "in the split's " + Figures.count(rows, "row")
            : offset == 0
                ? "in the first " + Figures.count(rows, "row")
                : "in rows " + Figures.count(offset) + "–" + Figures.count(offset + rows - 1);
    return new Sample(page, phrase, ColumnProfile.of(page));
  }

  private static boolean isWholeSplit(DatasetPage page, long offset) {
    int rows = page.rows().size();
    boolean lastPage = !page.cutShort() && !page.partial() && rows < DatasetViewer.MAX_ROWS;
    boolean all = page.total().isPresent() ? page.total().getAsLong() == rows : lastPage;
    return offset == 0 && all;
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
