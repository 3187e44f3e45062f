package dev.mlintern.tools.datasets;

import dev.mlintern.hub.RepoAddress;
import dev.mlintern.hub.RepoId;
import dev.mlintern.hub.RepoType;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.ToolFailure;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;

/// One checked call of `hf_inspect_dataset`.
///
/// @param sampleRows rows to show, 0 to 100
/// @param offset first row, or first match
/// @param include the sections of a report; of no meaning when only rows are wanted
/// @param columns columns to show; empty for all
record InspectRequest(
    RepoId dataset,
    Optional<String> config,
    Optional<String> split,
    int sampleRows,
    long offset,
    Optional<String> search,
    Optional<String> where,
    Optional<String> orderBy,
    Optional<Set<Section>> include,
    List<String> columns,
    int maxCellChars,
    int maxChars) {
  private static final int SAMPLE_ROWS = 3;
  private static final int CELL_CHARS = 300;

  InspectRequest {
    Objects.requireNonNull(dataset, "dataset");
    columns = List.copyOf(columns);
    if (search.isPresent() && (where.isPresent() || orderBy.isPresent())) {
      throw new ToolFailure(
          "`search` cannot be combined with `where` or `order_by`: the dataset viewer does one or"
              + " the other. For a text match inside a filter use"
              + " `where`: \"column\" ILIKE '%word%'.");
    }
  }

  /// @param hub the Hub whose web addresses are accepted beside Hugging Face's own
  static InspectRequest of(Arguments arguments, HttpUrl hub) {
    List<String> include = arguments.texts("include");
    return new InspectRequest(
        dataset(arguments.requireText("dataset"), hub),
        arguments.text("config"),
        arguments.text("split"),
        arguments.integer("sample_rows", SAMPLE_ROWS),
        arguments.integer("offset", 0),
        arguments.text("search"),
        arguments.text("where"),
        arguments.text("order_by"),
        include.isEmpty() ? Optional.empty() : Optional.of(Section.named(include)),
        arguments.texts("columns"),
        arguments.integer("max_cell_chars", CELL_CHARS),
        arguments.integer("max_chars", ReplyText.DEFAULT_MAX_CHARS));
  }

  private static RepoId dataset(String text, HttpUrl hub) {
    try {
      RepoAddress address = RepoAddress.parse(text, Optional.of(hub));
      if (address.type().filter(type -> type != RepoType.DATASET).isPresent()) {
        throw new ToolFailure(
            "`dataset`: "
                + Names.code(text)
                + " names a "
                + address.type().get().word()
                + ", not a dataset. Use hub_repo_details for it.");
      }
      return address.id();
    } catch (IllegalArgumentException e) {
      throw new ToolFailure("`dataset`: " + e.getMessage(), e);
    }
  }

  /// Whether the caller wants certain rows and no audit.
  boolean wantsRowsOnly() {
    if (isQuery()) {
      return true;
    }
    return include.map(Set.of(Section.ROWS)::equals).orElse(offset > 0);
  }

  /// Whether rows are picked by what is in them.
  boolean isQuery() {
    return search.isPresent() || where.isPresent() || orderBy.isPresent();
  }

  boolean includes(Section section) {
    return include.orElse(Section.USUAL).contains(section);
  }

  /// The same call for a dataset that has moved.
  InspectRequest withDataset(RepoId id) {
    return new InspectRequest(
        id,
        config,
        split,
        sampleRows,
        offset,
        search,
        where,
        orderBy,
        include,
        columns,
        maxCellChars,
        maxChars);
  }

  /// The columns to show of those there are.
  ///
  /// @throws ToolFailure naming the columns there are, when one asked for is not among them
  List<String> shown(Set<String> known) {
    for (String column : columns) {
      if (!known.contains(column)) {
        throw new ToolFailure(
            "`columns`: "
                + Names.code(column)
                + " is not a column. Columns: "
                + Names.list(known, 40)
                + ".");
      }
    }
    return columns.isEmpty() ? List.copyOf(known) : columns;
  }
}
