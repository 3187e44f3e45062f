package dev.mlintern.tools.hubsearch;

import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ToolFailure;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A part of what `hub_repo_details` can tell.
enum Section {
  OVERVIEW,
  CONFIG,
  FIT,
  FILES,
  CARD;

  private static final Set<Section> WHEN_COMPARING_MANY = EnumSet.of(OVERVIEW, CONFIG, FIT);

  /// The parts asked for; all of them by default, or the comparable ones when there are many repos.
  ///
  /// The operations of Hugging Face's own server (`dataset_structure`, `dataset_preview`) count as
  /// the overview, which names the tool that does them here.
  static Set<Section> of(Arguments arguments, Detail detail) {
    List<String> names = arguments.texts("operations");
    if (names.isEmpty()) {
      return detail == Detail.BRIEF ? WHEN_COMPARING_MANY : EnumSet.allOf(Section.class);
    }
    Set<Section> sections = EnumSet.of(OVERVIEW);
    for (String name : names) {
      sections.add(named(name));
    }
    return sections;
  }

  private static Section named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "overview", "dataset_structure", "dataset_preview" -> OVERVIEW;
      case "config" -> CONFIG;
      case "fit" -> FIT;
      case "files" -> FILES;
      case "card", "readme" -> CARD;
      default ->
          throw new ToolFailure(
              "operations: \"" + name + "\" is none of overview, config, fit, files, card.");
    };
  }

  /// How much room one repository has: the fewer are asked for, the more.
  enum Detail {
    FULL(24, 2_500),
    SHORT(8, 700),
    BRIEF(4, 300);

    private final int fileLines;
    private final int cardChars;

    Detail(int fileLines, int cardChars) {
      this.fileLines = fileLines;
      this.cardChars = cardChars;
    }

    static Detail of(int repos) {
      return repos == 1 ? FULL : repos <= 3 ? SHORT : BRIEF;
    }

    int fileLines() {
      return fileLines;
    }

    int cardChars() {
      return cardChars;
    }
  }
}
