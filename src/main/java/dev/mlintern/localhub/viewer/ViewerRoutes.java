package dev.mlintern.localhub.viewer;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.viewer.layout.Config;
import dev.mlintern.localhub.viewer.layout.Split;
import dev.mlintern.localhub.viewer.rows.BadData;
import dev.mlintern.localhub.viewer.rows.SplitRows;
import dev.mlintern.localhub.viewer.statistics.SplitStatistics;
import dev.mlintern.localhub.web.Reply;
import dev.mlintern.localhub.web.Request;
import dev.mlintern.localhub.web.Router;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The dataset viewer under `/datasets-server`: splits, sizes, types, statistics (spec hub-api
/// §10). Answers are computed when asked for, so they are never `ResponseNotReady`. Rows are in
/// [RowRoutes].
public final class ViewerRoutes {
  static final String PREFIX = "/datasets-server";

  private final ViewedDatasets datasets;

  public ViewerRoutes(ViewedDatasets datasets) {
    this.datasets = datasets;
  }

  public void addTo(Router.Builder routes) {
    routes
        .get(PREFIX + "/healthcheck", _ -> Reply.text(200, "ok"))
        .get(PREFIX + "/is-valid", this::isValid)
        .get(PREFIX + "/splits", this::splits)
        .get(PREFIX + "/info", this::info)
        .get(PREFIX + "/size", this::size)
        .get(PREFIX + "/statistics", this::statistics)
        .get(PREFIX + "/parquet", this::parquet);
  }

  private Reply isValid(Request request) throws IOException {
    var query = new ViewerQuery(request);
    ViewedDataset dataset = datasets.open(request, query.required("dataset"));
    Optional<String> configName = query.optional("config");
    Optional<String> splitName = query.optional("split");
    List<Config> configs =
        configName.map(name -> List.of(dataset.config(name))).orElse(dataset.layout().configs());
    boolean readable = false;
    boolean searchable = false;
    for (Config config : configs) {
      for (Split split : config.splits()) {
        if (splitName.map(split.name()::equals).orElse(true)) {
          try {
            SplitRows rows = dataset.open(config, split);
            readable = true;
            searchable = searchable || RowRoutes.isSearchable(rows);
          } catch (BadData _) {
            // This part has nothing to show; others may.
          }
        }
      }
    }
    return reply(
        dataset,
        JsonObject.builder()
            .put("preview", readable)
            .put("viewer", readable)
            .put("search", searchable)
            .put("filter", readable)
            .put("statistics", readable)
            .build());
  }

  private Reply splits(Request request) throws IOException {
    var query = new ViewerQuery(request);
    ViewedDataset dataset = datasets.open(request, query.required("dataset")).requireData();
    Optional<String> wanted = query.optional("config");
    List<Config> configs =
        wanted.map(name -> List.of(dataset.config(name))).orElse(dataset.layout().configs());
    List<JsonValue> splits = new ArrayList<>();
    for (Config config : configs) {
      for (Split split : config.splits()) {
        splits.add(
            JsonObject.builder()
                .put("dataset", dataset.id())
                .put("config", config.name())
                .put("split", split.name())
                .build());
      }
    }
    var json = JsonObject.builder().put("splits", new JsonArray(splits));
    if (wanted.isEmpty()) {
      json.put("pending", JsonArray.of()).put("failed", JsonArray.of());
    }
    return reply(dataset, json.build());
  }

  private Reply info(Request request) throws IOException {
    return perConfig(request, SizeView::info, SizeView::infoOf);
  }

  private Reply size(Request request) throws IOException {
    return perConfig(request, SizeView::size, SizeView::sizeOf);
  }

  private interface OfDataset {
    JsonObject answer(SizeView view) throws IOException;
  }

  private interface OfConfig {
    JsonObject answer(SizeView view, Config config) throws IOException;
  }

  private Reply perConfig(Request request, OfDataset whole, OfConfig one) throws IOException {
    var query = new ViewerQuery(request);
    ViewedDataset dataset = datasets.open(request, query.required("dataset")).requireData();
    Optional<String> config = query.optional("config");
    var view = new SizeView(dataset);
    try {
      return reply(
          dataset,
          config.isPresent() ? one.answer(view, dataset.config(config.get())) : whole.answer(view));
    } catch (BadData e) {
      throw ViewerError.generationFailed(e);
    }
  }

  private Reply statistics(Request request) throws IOException {
    var query = new ViewerQuery(request);
    ViewedDataset dataset = datasets.openSplit(request).requireData();
    SplitRows rows = dataset.rows(query.required("config"), query.required("split"));
    try {
      return reply(dataset, SplitStatistics.of(rows));
    } catch (BadData e) {
      throw ViewerError.generationFailed(e);
    }
  }

  private Reply parquet(Request request) throws IOException {
    var query = new ViewerQuery(request);
    ViewedDataset dataset = datasets.open(request, query.required("dataset")).requireData();
    Optional<String> config = query.optional("config");
    List<Config> configs =
        config.map(name -> List.of(dataset.config(name))).orElse(dataset.layout().configs());
    var json =
        JsonObject.builder()
            .put("parquet_files", ParquetFiles.list(request.endpoint(), dataset, configs));
    if (config.isPresent()) {
      try {
        json.putIfPresent(
            "features",
            new SizeView(dataset)
                .infoOf(configs.getFirst())
                .object("dataset_info")
                .flatMap(info -> info.get("features")));
      } catch (BadData e) {
        throw ViewerError.generationFailed(e);
      }
    } else {
      json.put("pending", JsonArray.of()).put("failed", JsonArray.of());
    }
    return reply(dataset, json.put("partial", false).build());
  }

  /// An answer that says which commit it is about. Unlike the real viewer's it may not be cached:
  /// here the next commit shows at once.
  static Reply reply(ViewedDataset dataset, JsonObject json) {
    return Reply.json(json)
        .with("X-Revision", dataset.revision())
        .with("Cache-Control", "no-cache");
  }
}
