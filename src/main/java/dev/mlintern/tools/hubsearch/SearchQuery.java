package dev.mlintern.tools.hubsearch;

import dev.mlintern.hub.RepoQuery;
import dev.mlintern.hub.RepoType;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ToolFailure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One search as asked, and the address it has for each repository type (spec hub-api §9.2).
record SearchQuery(
    Optional<String> query,
    Set<RepoType> types,
    Optional<String> author,
    List<String> filters,
    Optional<String> task,
    Optional<String> library,
    Optional<SizeRange> size,
    Optional<Boolean> gated,
    SearchSort sort,
    int limit,
    Optional<PageCursor> cursor) {

  static final int MOST_HITS = 100;
  private static final int HITS_OF_ONE_TYPE = 20;
  private static final int HITS_OF_EACH_TYPE = 10;

  SearchQuery {
    types = types.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(types));
    filters = List.copyOf(filters);
    Objects.requireNonNull(sort, "sort");
  }

  /// @throws ToolFailure naming the argument at fault
  static SearchQuery of(Arguments arguments) {
    Optional<PageCursor> cursor = arguments.text("cursor").map(PageCursor::parse);
    Set<RepoType> types =
        cursor.map(c -> (Set<RepoType>) EnumSet.of(c.type())).orElseGet(() -> types(arguments));
    int limit =
        arguments.integer("limit", types.size() == 1 ? HITS_OF_ONE_TYPE : HITS_OF_EACH_TYPE);
    if (limit < 1 || limit > MOST_HITS) {
      throw new ToolFailure("limit must be 1 to " + MOST_HITS + ", got " + limit + ".");
    }
    return new SearchQuery(
        arguments.text("query").map(ForeignText::oneLine).filter(s -> !s.isEmpty()),
        types,
        arguments.text("author").map(SearchQuery::namespace),
        arguments.texts("filters"),
        arguments.text("task").map(SearchQuery::task),
        arguments.text("library").map(SearchQuery::library),
        arguments.text("num_parameters").map(SizeRange::parse),
        arguments.get("gated").map(node -> node.asBoolean(false)),
        arguments.text("sort").map(SearchSort::named).orElse(SearchSort.TRENDING),
        limit,
        cursor);
  }

  private static Set<RepoType> types(Arguments arguments) {
    Set<RepoType> types = EnumSet.noneOf(RepoType.class);
    for (String word : arguments.texts("repo_types")) {
      types.add(type(word));
    }
    return types.isEmpty() ? EnumSet.of(RepoType.MODEL, RepoType.DATASET) : types;
  }

  private static RepoType type(String word) {
    for (RepoType type : RepoType.values()) {
      if (word.equalsIgnoreCase(type.word()) || word.equalsIgnoreCase(type.apiSegment())) {
        return type;
      }
    }
    throw new ToolFailure("repo_types: \"" + word + "\" is none of model, dataset, space.");
  }

  /// `@meta-llama`, `https://huggingface.co/meta-llama` and `meta-llama` are one author.
  private static String namespace(String author) {
    String bare = author.replaceFirst("^https?://[^/]+/", "").replaceFirst("^@", "");
    return bare.replaceFirst("/+$", "");
  }

  /// Tasks are written `text-generation`; people also write `Text Generation`, `text_generation`.
  private static String task(String name) {
    return library(name).replace('_', '-');
  }

  /// Libraries are written in lower case without blanks; an underscore can be part of the name.
  private static String library(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("\\s+", "-");
  }

  /// The longest word of a query of several, for a second try: the Hub wants all of them in the id.
  Optional<String> longestWordOfMany() {
    return query
        .filter(_ -> cursor.isEmpty())
        .map(words -> words.split("[\\s,]+"))
        .filter(words -> words.length > 1)
        .flatMap(words -> Stream.of(words).max(Comparator.comparingInt(String::length)));
  }

  /// Whether nothing but words narrows the search.
  boolean isQueryOnly() {
    return query.isPresent()
        && author.isEmpty()
        && filters.isEmpty()
        && library.isEmpty()
        && cursor.isEmpty();
  }

  /// The same search for other words.
  SearchQuery withQuery(String words) {
    return new SearchQuery(
        Optional.of(words),
        types,
        author,
        filters,
        task,
        library,
        size,
        gated,
        sort,
        limit,
        cursor);
  }

  /// The query for one type's list.
  RepoQuery forType(RepoType type) {
    RepoQuery wire =
        RepoQuery.ALL
            .withSort(sortFor(type).wire())
            .withLimit(limit)
            .withExpand(HitLine.fields(type));
    wire = with(wire, query, RepoQuery::withSearch);
    wire = with(wire, author, RepoQuery::withAuthor);
    wire = with(wire, cursor.map(PageCursor::value), RepoQuery::withCursor);
    for (String tag : filters(type)) {
      wire = wire.withFilter(tag);
    }
    if (type == RepoType.MODEL) {
      wire = with(wire, task, (q, name) -> q.withParameter("pipeline_tag", name));
      wire = with(wire, size, (q, range) -> q.withParameter("num_parameters", range.wire()));
    }
    if (type != RepoType.SPACE) {
      wire = with(wire, gated, (q, value) -> q.withParameter("gated", value.toString()));
    }
    return wire;
  }

  private static <T> RepoQuery with(
      RepoQuery wire, Optional<T> value, BiFunction<RepoQuery, T, RepoQuery> change) {
    return value.map(present -> change.apply(wire, present)).orElse(wire);
  }

  private List<String> filters(RepoType type) {
    List<String> tags = new ArrayList<>(filters);
    switch (type) {
      case MODEL -> library.ifPresent(tags::add);
      case DATASET -> {
        task.ifPresent(name -> tags.add("task_categories:" + name));
        library.ifPresent(name -> tags.add("library:" + name));
      }
      case SPACE -> library.ifPresent(tags::add);
    }
    return tags;
  }

  private SearchSort sortFor(RepoType type) {
    return switch (type) {
      case MODEL -> sort;
      case DATASET -> sort == SearchSort.PARAMETERS ? SearchSort.DOWNLOADS : sort;
      case SPACE -> sort.insteadForSpaces().orElse(sort);
    };
  }

  /// What of the search does not apply to a type, for the reader who would else take the hits for
  /// filtered.
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (types.contains(RepoType.SPACE)) {
      task.ifPresent(_ -> notes.add("task does not filter Spaces"));
      gated.ifPresent(_ -> notes.add("gated does not filter Spaces"));
    }
    if (types.contains(RepoType.SPACE) || types.contains(RepoType.DATASET)) {
      size.ifPresent(_ -> notes.add("num_parameters filters models only"));
    }
    for (RepoType type : types) {
      if (sortFor(type) != sort) {
        notes.add(type.apiSegment() + " sorted by " + sortFor(type).wire());
      }
    }
    return notes;
  }

  /// The search in words, for the head of the answer.
  String inWords() {
    List<String> parts = new ArrayList<>();
    query.ifPresent(words -> parts.add("\"" + ForeignText.cut(words, 100) + "\""));
    author.ifPresent(name -> parts.add("author " + ForeignText.oneLine(name, 60)));
    task.ifPresent(name -> parts.add("task " + ForeignText.oneLine(name, 60)));
    library.ifPresent(name -> parts.add("library " + ForeignText.oneLine(name, 60)));
    size.ifPresent(range -> parts.add("parameters " + range.wire()));
    gated.ifPresent(value -> parts.add(value ? "gated only" : "not gated"));
    if (!filters.isEmpty()) {
      parts.add(
          "filters "
              + filters.stream()
                  .map(tag -> ForeignText.oneLine(tag, 60))
                  .collect(Collectors.joining(", ")));
    }
    parts.add("by " + sort.wire());
    return String.join(" · ", parts);
  }
}
