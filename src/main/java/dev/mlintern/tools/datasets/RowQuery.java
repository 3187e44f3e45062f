package dev.mlintern.tools.datasets;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.DatasetInfo;
import dev.mlintern.hub.DatasetPage;
import dev.mlintern.hub.DatasetViewer;
import dev.mlintern.hub.DatasetViewer.Target;
import dev.mlintern.hub.DatasetViewerFault;
import dev.mlintern.hub.HubException;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.Subtasks;
import dev.mlintern.tools.ToolFailure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Shows certain rows: a stretch of the split, matches of a search, or matches of a filter.
final class RowQuery {
  private final DatasetViewer viewer;

  RowQuery(DatasetViewer viewer) {
    this.viewer = viewer;
  }

  /// @param page address of the dataset's page on the Hub
  /// @throws HubException when the viewer has no such rows to show
  String answer(InspectRequest request, String page, CallScope scope) throws InterruptedException {
    Found found = find(request, scope);
    Map<String, FeatureType> types = new LinkedHashMap<>(found.types());
    found.page().columns().forEach(c -> types.putIfAbsent(c.name(), FeatureType.parse(c.type())));
    ReplyText reply = new ReplyText(request.maxChars());
    Target target = found.target();
    reply.line("# " + Names.plain(target.dataset()) + " " + what(request, found, target));
    reply.line(page);
    if (found.page().partial()) {
      reply.line("Only the first 5 GB of the split were looked at.");
    }
    if (request.isQuery() && request.include().isPresent()) {
      reply.line("`include` is for audits, without search, where or order_by; rows only here.");
    }
    reply.gap();
    RowsReport.add(
        reply,
        found.page(),
        "Rows of " + Names.plain(target.config() + "/" + target.split()),
        types,
        request.shown(types.keySet()),
        request,
        total(found.page(), request));
    return reply.toString();
  }

  private static OptionalLong total(DatasetPage page, InspectRequest request) {
    boolean allInPreview = request.offset() == 0 && page.total().isEmpty() && !page.cutShort();
    return allInPreview && page.rows().size() < DatasetViewer.MAX_ROWS
        ? OptionalLong.of(page.rows().size())
        : page.total();
  }

  /// @param sent the filter as it was sent
  private record Found(
      Target target, DatasetPage page, Map<String, FeatureType> types, Optional<String> sent) {}

  private Found find(InspectRequest request, CallScope scope) throws InterruptedException {
    try (Subtasks tasks = new Subtasks()) {
      boolean needsSchema = request.where().isPresent() || request.orderBy().isPresent();
      Target guess = SplitChoice.guess(request);
      var schema =
          tasks.start(
              () -> needsSchema ? viewer.info(guess.dataset(), guess.config(), scope) : null);
      Target target = target(request, scope);
      if (!needsSchema) {
        return new Found(target, page(request, target, scope), Map.of(), Optional.empty());
      }
      DatasetInfo info =
          target.config().equals(guess.config())
              ? schema.join()
              : viewer.info(target.dataset(), target.config(), scope);
      Map<String, FeatureType> types = new LinkedHashMap<>();
      info.features().forEach((name, type) -> types.put(name, FeatureType.parse(type)));
      Optional<String> where = request.where().map(w -> WhereClause.checked(w, types));
      Optional<String> order = request.orderBy().map(o -> WhereClause.checkedOrder(o, types));
      request.shown(types.keySet());
      DatasetPage page =
          viewer.filter(target, where, order, request.offset(), length(request), scope);
      return new Found(target, page, types, where);
    } catch (HubException e) {
      throw explained(e, request, scope);
    }
  }

  private Target target(InspectRequest request, CallScope scope) throws InterruptedException {
    if (request.config().isPresent() && request.split().isPresent()) {
      return SplitChoice.guess(request);
    }
    return SplitChoice.choose(request, viewer.splits(request.dataset().value(), scope));
  }

  private DatasetPage page(InspectRequest request, Target target, CallScope scope)
      throws InterruptedException {
    if (request.search().isPresent()) {
      String words = request.search().get();
      return viewer.search(target, words, request.offset(), length(request), scope);
    }
    return request.offset() == 0 && request.sampleRows() > 0
        ? viewer.rows(target, 0, length(request), scope)
        : viewer.rows(target, request.offset(), length(request), scope);
  }

  /// The service takes 1 to 100; for zero rows one is asked for to learn the total.
  private static int length(InspectRequest request) {
    return Math.clamp(request.sampleRows(), 1, DatasetViewer.MAX_ROWS);
  }

  private static String what(InspectRequest request, Found found, Target target) {
    String where = " in " + Names.code(target.config() + "/" + target.split());
    if (request.search().isPresent()) {
      return "search " + Names.code(request.search().get()) + where;
    }
    String filter = found.sent().map(w -> "where " + w.replace('`', '\'') + " ").orElse("");
    String order = request.orderBy().map(o -> "ordered by " + Names.code(o)).orElse("");
    return request.isQuery() ? filter + order + where : "rows" + where;
  }

  /// What the caller can do about a refused query; other errors stay as they are.
  private RuntimeException explained(HubException e, InspectRequest request, CallScope scope)
      throws InterruptedException {
    return switch (DatasetViewerFault.of(e)) {
      case NO_SEARCH ->
          new ToolFailure(
              "search: this split has no full-text index ("
                  + AuditFetch.reason(e)
                  + "). Use `where` with ILIKE on one column instead.",
              e);
      case BAD_PARAMETER ->
          new ToolFailure(
              "The dataset viewer refused the query ("
                  + AuditFetch.reason(e)
                  + "). `where`: columns in double quotes, strings in single quotes ('' for a"
                  + " quote), = <> < > <= >= LIKE ILIKE IS NULL joined by AND, OR, NOT.",
              e);
      case UNKNOWN_PART -> unknownPart(e, request, scope);
      default -> e;
    };
  }

  private RuntimeException unknownPart(HubException e, InspectRequest request, CallScope scope)
      throws InterruptedException {
    try {
      SplitChoice.choose(request, viewer.splits(request.dataset().value(), scope));
    } catch (ToolFailure better) {
      return better;
    } catch (HubException _) {
      // The first error says as much.
    }
    return e;
  }
}
