package dev.mlintern.tools.datasets;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The parts a report can have, in the order they are shown.
enum Section {
  OVERVIEW,
  PROBLEMS,
  FIT,
  SCHEMA,
  STATS,
  ROWS,
  FILES,
  CARD;

  /// What is shown unless the caller says otherwise.
  static final Set<Section> USUAL = EnumSet.of(OVERVIEW, PROBLEMS, FIT, SCHEMA, ROWS);

  static Set<Section> named(List<String> names) {
    Set<Section> sections = EnumSet.noneOf(Section.class);
    names.forEach(name -> sections.add(valueOf(name.toUpperCase(Locale.ROOT))));
    return sections;
  }
}
