package dev.mlintern.hub;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import okhttp3.HttpUrl;
import tools.jackson.databind.JsonNode;

/// The dataset viewer API (`datasets-server.huggingface.co`): splits, sizes, rows, search, filter
/// and statistics computed by Hugging Face from a dataset's files.
///
/// Every call throws [HubException] for an error answer; [DatasetViewerFault] says what it means.
/// Calls that wait poll up to three times while the service is still computing.
///
/// @see <a href="https://huggingface.co/docs/dataset-viewer">dataset viewer API</a>; spec hub-api
///     §10
public final class DatasetViewer {
  /// Rows the service hands out at once.
  public static final int MAX_ROWS = 100;

  private static final Duration CACHE_TTL = Duration.ofMinutes(5);
  private static final int MAX_POLLS = 3;

  private final HubClient hub;
  private final Duration pollPause;

  /// One split of one dataset.
  public record Target(String dataset, String config, String split) {
    public Target {
      Objects.requireNonNull(dataset, "dataset");
      Objects.requireNonNull(config, "config");
      Objects.requireNonNull(split, "split");
    }
  }

  /// The viewer that belongs to the client's Hub ([HubEndpoint#datasetsServer]).
  public DatasetViewer(HubClient hub) {
    this(hub, Duration.ofSeconds(2));
  }

  /// @param pollPause wait between two questions to a service that is still computing
  public DatasetViewer(HubClient hub, Duration pollPause) {
    this.hub = Objects.requireNonNull(hub, "hub");
    this.pollPause = Objects.requireNonNull(pollPause, "pollPause");
  }

  /// All splits of a dataset; waits.
  public DatasetSplits splits(String dataset, CallScope scope) throws InterruptedException {
    return DatasetSplits.of(await(address("splits", dataset).build(), scope));
  }

  /// The splits of one config, for datasets with too many configs to list; waits.
  public DatasetSplits splits(String dataset, String config, CallScope scope)
      throws InterruptedException {
    HttpUrl url = address("splits", dataset).addQueryParameter("config", config).build();
    return DatasetSplits.of(await(url, scope));
  }

  public DatasetCapabilities capabilities(String dataset, CallScope scope) {
    return DatasetCapabilities.of(ask(address("is-valid", dataset).build(), scope));
  }

  public DatasetSize size(String dataset, CallScope scope) {
    return DatasetSize.of(ask(address("size", dataset).build(), scope));
  }

  /// Features and row counts of one config; waits.
  public DatasetInfo info(String dataset, String config, CallScope scope)
      throws InterruptedException {
    HttpUrl url = address("info", dataset).addQueryParameter("config", config).build();
    return DatasetInfo.of(await(url, scope), config);
  }

  /// Up to 100 first rows, long cells cut; waits.
  public DatasetPage firstRows(Target target, CallScope scope) throws InterruptedException {
    return DatasetPage.of(await(address("first-rows", target).build(), scope));
  }

  /// Any rows, cells whole; waits.
  ///
  /// @param length 1 to [#MAX_ROWS]
  public DatasetPage rows(Target target, long offset, int length, CallScope scope)
      throws InterruptedException {
    return DatasetPage.of(await(page(address("rows", target), offset, length), scope));
  }

  /// Rows whose text columns contain the words of `query`; waits.
  public DatasetPage search(Target target, String query, long offset, int length, CallScope scope)
      throws InterruptedException {
    HttpUrl.Builder url = address("search", target).addQueryParameter("query", query);
    return DatasetPage.of(await(page(url, offset, length), scope));
  }

  /// Rows that satisfy `where`, in the order `orderBy`; waits.
  ///
  /// @param where predicate with column names in double and strings in single quotes. The service
  ///     documents it as required but reads it as optional (not verified live), so ordering alone
  ///     is passed on
  /// @param orderBy one column in double quotes, then `ASC` or `DESC`
  public DatasetPage filter(
      Target target,
      Optional<String> where,
      Optional<String> orderBy,
      long offset,
      int length,
      CallScope scope)
      throws InterruptedException {
    HttpUrl.Builder url = address("filter", target);
    where.ifPresent(value -> url.addQueryParameter("where", value));
    orderBy.ifPresent(value -> url.addQueryParameter("orderby", value));
    return DatasetPage.of(await(page(url, offset, length), scope));
  }

  public DatasetStatistics statistics(Target target, CallScope scope) {
    return DatasetStatistics.of(ask(address("statistics", target).build(), scope));
  }

  /// The Parquet copy of one config.
  public DatasetParquet parquet(String dataset, String config, CallScope scope) {
    HttpUrl url = address("parquet", dataset).addQueryParameter("config", config).build();
    return DatasetParquet.of(ask(url, scope));
  }

  private HttpUrl.Builder address(String route, String dataset) {
    return hub.addresses().datasets(route).addQueryParameter("dataset", dataset);
  }

  private HttpUrl.Builder address(String route, Target target) {
    return address(route, target.dataset())
        .addQueryParameter("config", target.config())
        .addQueryParameter("split", target.split());
  }

  private static HttpUrl page(HttpUrl.Builder url, long offset, int length) {
    return url.addQueryParameter("offset", Long.toString(offset))
        .addQueryParameter("length", Integer.toString(length))
        .build();
  }

  private JsonNode ask(HttpUrl url, CallScope scope) {
    return hub.json(HttpRequest.get(url).withCacheFor(CACHE_TTL), scope);
  }

  private JsonNode await(HttpUrl url, CallScope scope) throws InterruptedException {
    for (int polls = 0; ; polls++) {
      try {
        return ask(url, scope);
      } catch (HubException e) {
        boolean worthWaiting =
            polls < MAX_POLLS
                && DatasetViewerFault.of(e) == DatasetViewerFault.NOT_READY
                && scope.remaining().compareTo(pollPause) > 0;
        if (!worthWaiting) {
          throw e;
        }
      }
      scope.throwIfCancelled();
      Thread.sleep(pollPause);
    }
  }
}
