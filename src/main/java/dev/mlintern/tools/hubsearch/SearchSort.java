package dev.mlintern.tools.hubsearch;

import dev.mlintern.tools.ToolFailure;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What hits are ordered by, always largest or newest first (spec hub-api §9.2).
enum SearchSort {
  TRENDING("trendingScore", "trending"),
  DOWNLOADS("downloads", "popular"),
  LIKES("likes", "liked"),
  CREATED("createdAt", "created", "newest", "new"),
  UPDATED("lastModified", "updated", "modified", "recent"),
  PARAMETERS("num_parameters", "parameters", "largest");

  private final String wire;
  private final List<String> otherNames;

  SearchSort(String wire, String... otherNames) {
    this.wire = wire;
    this.otherNames = List.of(otherNames);
  }

  /// The Hub's spelling; any other is a 400.
  String wire() {
    return wire;
  }

  /// @throws ToolFailure listing the names, for any other
  static SearchSort named(String name) {
    String wanted = name.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s_-]", "");
    return Stream.of(values())
        .filter(sort -> sort.isCalled(wanted))
        .findFirst()
        .orElseThrow(
            () -> new ToolFailure("sort \"" + name + "\" is not known. Use " + names() + "."));
  }

  private boolean isCalled(String wanted) {
    return Stream.concat(Stream.of(wire.replace("_", ""), name()), otherNames.stream())
        .anyMatch(wanted::equalsIgnoreCase);
  }

  private static String names() {
    return Stream.of(values()).map(SearchSort::wire).collect(Collectors.joining(", "));
  }

  /// The nearest order the Hub has for this type, when it lacks the one asked for.
  Optional<SearchSort> insteadForSpaces() {
    return switch (this) {
      case DOWNLOADS, PARAMETERS -> Optional.of(LIKES);
      case TRENDING, LIKES, CREATED, UPDATED -> Optional.empty();
    };
  }
}
