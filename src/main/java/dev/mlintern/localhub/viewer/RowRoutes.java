package dev.mlintern.localhub.viewer;

import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.search.TextSearch;
import dev.mlintern.localhub.viewer.feature.Feature;
import dev.mlintern.localhub.viewer.feature.Feature.Sequence;
import dev.mlintern.localhub.viewer.feature.Feature.Struct;
import dev.mlintern.localhub.viewer.feature.Feature.Value;
import dev.mlintern.localhub.viewer.query.Condition;
import dev.mlintern.localhub.viewer.query.OrderBy;
import dev.mlintern.localhub.viewer.query.WhereError;
import dev.mlintern.localhub.viewer.query.WhereParser;
import dev.mlintern.localhub.viewer.rows.BadData;
import dev.mlintern.localhub.viewer.rows.SplitRows;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Reply;
import dev.mlintern.localhub.web.Request;
import dev.mlintern.localhub.web.Router;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The rows of a split: the first ones, a page, those found, those that meet a condition (spec
/// hub-api §10.1, §10.2).
public final class RowRoutes {
  private final ViewedDatasets datasets;

  public RowRoutes(ViewedDatasets datasets) {
    this.datasets = datasets;
  }

  public void addTo(Router.Builder routes) {
    String prefix = ViewerRoutes.PREFIX;
    routes
        .get(prefix + "/first-rows", this::firstRows)
        .get(prefix + "/rows", this::rows)
        .get(prefix + "/search", this::search)
        .get(prefix + "/filter", this::filter)
        .get(
            prefix + "/assets/{ns}/{name}/--/{rev}/--/{config}/{split}/{row}/{column}/{file}",
            this::asset);
  }

  private Reply firstRows(Request request) throws IOException {
    var query = new ViewerQuery(request);
    ViewedDataset dataset = datasets.openSplit(request).requireData();
    String config = query.required("config");
    String split = query.required("split");
    SplitRows rows = dataset.rows(config, split);
    MediaCells media = MediaCells.of(request.endpoint(), dataset, config, split);
    return answer(dataset, () -> FirstRows.of(dataset, config, split, rows, media));
  }

  private interface Answer {
    JsonObject compute() throws IOException;
  }

  private static Reply answer(ViewedDataset dataset, Answer answer) throws IOException {
    try {
      return ViewerRoutes.reply(dataset, answer.compute());
    } catch (BadData e) {
      throw ViewerError.generationFailed(e);
    }
  }

  /// A split and the page of it that is wanted.
  private record Asked(
      ViewedDataset dataset, SplitRows rows, MediaCells media, long offset, int length) {
    JsonObject page(Map<Long, JsonObject> found, long total) {
      return RowsView.page(rows, found, total, media);
    }

    List<Long> cut(List<Long> indexes) {
      int from = (int) Math.min(offset, indexes.size());
      return indexes.subList(from, Math.min(indexes.size(), from + length));
    }
  }

  private Asked asked(Request request) throws IOException {
    var query = new ViewerQuery(request);
    String name = query.required("dataset");
    String config = query.required("config");
    String split = query.required("split");
    long offset = query.offset();
    int length = query.length();
    ViewedDataset dataset = datasets.open(request, name).requireData();
    return new Asked(
        dataset,
        dataset.rows(config, split),
        MediaCells.of(request.endpoint(), dataset, config, split),
        offset,
        length);
  }

  private Reply rows(Request request) throws IOException {
    Asked asked = asked(request);
    return answer(
        asked.dataset,
        () -> asked.page(asked.rows.page(asked.offset, asked.length), asked.rows.rows()));
  }

  private Reply search(Request request) throws IOException {
    var query = new ViewerQuery(request);
    for (String name : List.of("dataset", "config", "split")) {
      query.required(name);
    }
    var search = new TextSearch(query.required("query"));
    Asked asked = asked(request);
    if (!isSearchable(asked.rows)) {
      throw ViewerError.searchUnavailable();
    }
    return answer(
        asked.dataset,
        () -> {
          asked.rows.scan(
              0,
              textColumns(asked.rows.columns()),
              (index, row) -> {
                search.add(index, row);
                return true;
              });
          List<Long> ranking = search.ranking();
          return asked.page(asked.rows.pick(asked.cut(ranking)), ranking.size());
        });
  }

  static boolean isSearchable(SplitRows rows) {
    return !textColumns(rows.columns()).isEmpty();
  }

  private static Set<String> textColumns(Struct columns) {
    Set<String> names = new LinkedHashSet<>();
    columns
        .fields()
        .forEach(
            (name, feature) -> {
              if (holdsText(feature)) {
                names.add(name);
              }
            });
    return names;
  }

  private static boolean holdsText(Feature feature) {
    return switch (feature) {
      case Value value -> value.isText();
      case Sequence(var element) -> holdsText(element);
      case Struct(var fields) -> fields.values().stream().anyMatch(RowRoutes::holdsText);
      default -> false;
    };
  }

  private Reply filter(Request request) throws IOException {
    var query = new ViewerQuery(request);
    for (String name : List.of("dataset", "config", "split")) {
      query.required(name);
    }
    Condition condition = condition(query.optional("where"));
    Optional<OrderBy> order = order(query.optional("orderby"));
    Asked asked = asked(request);
    Set<String> columns = new HashSet<>();
    condition.addColumns(columns);
    order.ifPresent(by -> columns.add(by.column()));
    if (!asked.rows.columns().fields().keySet().containsAll(columns)) {
      throw ViewerError.invalid("A query parameter is invalid");
    }
    return answer(
        asked.dataset,
        () -> {
          List<Long> found = matching(asked.rows, condition, order, columns);
          return asked.page(asked.rows.pick(asked.cut(found)), found.size());
        });
  }

  private static Condition condition(Optional<String> where) {
    try {
      return where.map(WhereParser::parse).orElseGet(Condition.Always::new);
    } catch (WhereError _) {
      throw ViewerError.invalid("Parameter 'where' contains errors or invalid symbols");
    }
  }

  private static Optional<OrderBy> order(Optional<String> text) {
    try {
      return text.map(OrderBy::parse);
    } catch (WhereError _) {
      throw ViewerError.invalid("Parameter 'orderby' contains errors or invalid symbols");
    }
  }

  private record Keyed(long row, JsonValue key) {}

  /// Numbers of the rows that meet the condition, in order.
  private static List<Long> matching(
      SplitRows rows, Condition condition, Optional<OrderBy> order, Set<String> columns)
      throws IOException {
    List<Keyed> found = new ArrayList<>();
    rows.scan(
        0,
        columns,
        (index, row) -> {
          if (condition.test(row) == Condition.Truth.TRUE) {
            JsonValue key = order.flatMap(by -> row.get(by.column())).orElse(JsonNull.INSTANCE);
            found.add(new Keyed(index, key));
          }
          return true;
        });
    order.ifPresent(by -> found.sort(Comparator.comparing(Keyed::key, by.comparator())));
    return found.stream().map(Keyed::row).toList();
  }

  /// The bytes of one image or sound.
  private Reply asset(Request request) throws IOException {
    ViewedDataset dataset = datasets.open(request, request.path("ns") + "/" + request.path("name"));
    if (!dataset.revision().equals(request.path("rev"))) {
      throw HubError.of(404, "The asset belongs to a commit that is not the head any more");
    }
    SplitRows rows = dataset.rows(request.path("config"), request.path("split"));
    long index;
    try {
      index = Long.parseLong(request.path("row"));
    } catch (NumberFormatException _) {
      throw ViewerError.notFound();
    }
    byte[] bytes =
        rows.page(index, 1).values().stream()
            .findFirst()
            .flatMap(row -> row.get(request.path("column")))
            .flatMap(MediaCells::bytes)
            .orElseThrow(ViewerError::notFound);
    return Reply.bytes(200, MediaType.of(bytes).mediaType(), bytes);
  }
}
