package dev.mlintern.tools.hubsearch;

import dev.mlintern.hub.RepoType;
import dev.mlintern.tools.ForeignText;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One hit on one line: the columns of [#head], then whatever stands in the way of using it.
final class HitLine {
  /// A tab costs a third of what ` · ` does, and no value holds one.
  private static final String BETWEEN = "\t";
  private static final String UNKNOWN = "-";

  private HitLine() {}

  /// The fields a line needs, asked for with `expand`: a full entry is twenty times as large.
  static List<String> fields(RepoType type) {
    return switch (type) {
      case MODEL ->
          List.of(
              "pipeline_tag",
              "library_name",
              "safetensors",
              "gguf",
              "tags",
              "downloads",
              "likes",
              "lastModified",
              "gated",
              "private",
              "disabled");
      case DATASET ->
          List.of("tags", "downloads", "likes", "lastModified", "gated", "private", "disabled");
      case SPACE ->
          List.of("sdk", "runtime", "cardData", "likes", "lastModified", "private", "disabled");
    };
  }

  /// What the columns are.
  static String head(RepoType type) {
    List<String> columns =
        switch (type) {
          case MODEL ->
              List.of(
                  "id", "task/library", "parameters", "licence", "downloads", "likes", "updated");
          case DATASET ->
              List.of("id", "task", "rows", "format", "licence", "downloads", "likes", "updated");
          case SPACE -> List.of("id", "sdk", "state", "likes", "updated", "about");
        };
    return String.join(BETWEEN, columns);
  }

  static String of(RepoFacts repo) {
    Stream<String> columns =
        switch (repo.type()) {
          case MODEL -> model(repo);
          case DATASET -> dataset(repo);
          case SPACE -> space(repo);
        };
    return Stream.concat(columns, repo.obstacles().stream()).collect(Collectors.joining(BETWEEN));
  }

  private static Stream<String> model(RepoFacts repo) {
    String task = repo.text("pipeline_tag").orElse(UNKNOWN);
    String kind = repo.text("library_name").map(library -> task + "/" + library).orElse(task);
    return Stream.of(
        id(repo),
        kind,
        parameters(repo),
        licence(repo),
        count(repo, "downloads"),
        count(repo, "likes"),
        updated(repo));
  }

  private static Stream<String> dataset(RepoFacts repo) {
    return Stream.of(
        id(repo),
        first(repo, "task_categories:"),
        first(repo, "size_categories:"),
        repo.firstTagged("format:").or(() -> repo.firstTagged("modality:")).orElse(UNKNOWN),
        licence(repo),
        count(repo, "downloads"),
        count(repo, "likes"),
        updated(repo));
  }

  private static Stream<String> space(RepoFacts repo) {
    String state =
        RepoFacts.text(repo.json().path("runtime").path("stage"))
            .orElse(UNKNOWN)
            .toLowerCase(java.util.Locale.ROOT);
    Optional<String> hardware =
        RepoFacts.text(repo.json().path("runtime").path("hardware").path("current"));
    Optional<String> about = about(repo);
    return Stream.concat(
        Stream.of(
            id(repo),
            repo.text("sdk").orElse(UNKNOWN),
            hardware.map(flavor -> state + " on " + flavor).orElse(state),
            count(repo, "likes"),
            updated(repo)),
        about.stream());
  }

  /// Its own words first; a search by meaning has them outside the card.
  private static Optional<String> about(RepoFacts repo) {
    return repo.card("short_description")
        .or(() -> repo.text("shortDescription"))
        .or(() -> repo.text("ai_short_description"))
        .or(() -> repo.card("title"))
        .or(() -> repo.text("title"));
  }

  private static String parameters(RepoFacts repo) {
    return Stream.of("safetensors", "gguf")
        .map(field -> repo.json().path(field).path("total").asLong(0))
        .filter(total -> total > 0)
        .findFirst()
        .map(Quantity::parameters)
        .orElse(UNKNOWN);
  }

  private static String id(RepoFacts repo) {
    return ForeignText.leading(repo.id());
  }

  private static String first(RepoFacts repo, String prefix) {
    return repo.firstTagged(prefix).orElse(UNKNOWN);
  }

  private static String licence(RepoFacts repo) {
    return repo.licence().orElse(UNKNOWN);
  }

  private static String updated(RepoFacts repo) {
    return repo.day("lastModified").or(() -> repo.day("createdAt")).orElse(UNKNOWN);
  }

  private static String count(RepoFacts repo, String field) {
    OptionalLong number = repo.number(field);
    return number.isPresent() ? Quantity.count(number.getAsLong()) : UNKNOWN;
  }
}
