package dev.mlintern.tools.datasets;

import dev.mlintern.hub.DatasetPage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The rows that were looked at, with what they say column by column. It names them exactly, so
/// that no finding claims more than was seen.
///
/// @param extent how many rows, e.g. `the first 100`
/// @param place which rows, when they are not the first
/// @param chats columns of conversations
record Sample(
    DatasetPage page,
    String extent,
    String place,
    List<ColumnProfile> profiles,
    List<ChatProfile> chats) {
  Sample {
    profiles = List.copyOf(profiles);
    chats = List.copyOf(chats);
  }

  /// @param offset index of the first row asked for
  /// @param total rows of the split, if known
  static Sample of(DatasetPage page, long offset, OptionalLong total) {
    int rows = page.rows().size();
    boolean whole = offset == 0 && total.isPresent() && total.getAsLong() == rows;
    String extent =
        whole
            ? "the split's " + Figures.count(rows)
            : offset == 0 ? "the first " + Figures.count(rows) : Figures.count(rows);
    String place =
        offset == 0 ? "" : "rows " + Figures.count(offset) + "–" + Figures.count(offset + rows - 1);
    List<ColumnProfile> profiles = ColumnProfile.of(page);
    List<ChatProfile> chats =
        profiles.stream()
            .filter(profile -> profile.shape().isConversation())
            .map(profile -> ChatProfile.of(profile.name(), page.rows()))
            .toList();
    return new Sample(page, extent, place, profiles, chats);
  }

  /// `in the first 100 rows`, `in the split's 37 rows`, `in rows 200–299`.
  String phrase() {
    return "in " + (place.isEmpty() ? extent + (rows() == 1 ? " row" : " rows") : place);
  }

  /// `5 of the first 100 texts`; `5 of 93 texts in the first 100 rows` when not every row has one.
  String share(long hits, long looked, String noun) {
    String nouns = " " + noun + (looked == 1 ? "" : "s");
    return looked == rows()
        ? Figures.count(hits) + " of " + extent + nouns + (place.isEmpty() ? "" : " in " + place)
        : Figures.count(hits) + " of " + Figures.count(looked) + nouns + " " + phrase();
  }

  int rows() {
    return page.rows().size();
  }

  Optional<ColumnProfile> find(String column) {
    return profiles.stream().filter(profile -> profile.name().equals(column)).findFirst();
  }
}
