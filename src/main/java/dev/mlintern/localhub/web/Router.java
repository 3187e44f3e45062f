package dev.mlintern.localhub.web;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// Finds the handler of a call: method and path pattern, the most literal pattern first.
public final class Router implements Handler {
  private static final Set<String> REVISION_VERBS =
      Set.of("tree", "resolve", "raw", "revision", "commit", "preupload", "paths-info", "commits");
  private static final Set<String> REF_KINDS = Set.of("pr", "convert", "heads", "tags");

  private record Route(String method, PathPattern pattern, Handler handler) {}

  private final List<Route> routes;
  private final Handler fallback;

  private Router(List<Route> routes, Handler fallback) {
    this.routes = List.copyOf(routes);
    this.fallback = fallback;
  }

  public static Builder builder() {
    return new Builder();
  }

  /// Collects routes; each endpoint group adds its own.
  public static final class Builder {
    private final List<Route> routes = new ArrayList<>();
    private Handler fallback =
        _ -> {
          throw HubError.pageNotFound();
        };

    private Builder() {}

    /// Answers what no pattern fits.
    public Builder otherwise(Handler handler) {
      fallback = handler;
      return this;
    }

    public Builder get(String pattern, Handler handler) {
      return add("GET", pattern, handler);
    }

    public Builder post(String pattern, Handler handler) {
      return add("POST", pattern, handler);
    }

    public Builder put(String pattern, Handler handler) {
      return add("PUT", pattern, handler);
    }

    public Builder delete(String pattern, Handler handler) {
      return add("DELETE", pattern, handler);
    }

    private Builder add(String method, String pattern, Handler handler) {
      routes.add(new Route(method, PathPattern.of(pattern), handler));
      return this;
    }

    public Router build() {
      routes.sort(Comparator.comparing(Route::pattern));
      return new Router(routes, fallback);
    }
  }

  @Override
  public Reply handle(Request request) throws IOException {
    return route(request).handle(request);
  }

  /// The handler bound to this call.
  ///
  /// @throws HubError 405 when a pattern fits only with another method
  Handler route(Request request) {
    List<String> segments = segments(request.rawPath());
    String method = request.isHead() ? "GET" : request.method();
    boolean pathKnown = false;
    for (Route route : routes) {
      var values = route.pattern.match(segments);
      if (values.isPresent()) {
        if (route.method.equals(method)) {
          return original -> route.handler.handle(original.withPathValues(values.get()));
        }
        pathKnown = true;
      }
    }
    if (pathKnown) {
      throw HubError.of(405, "Method " + request.method() + " is not allowed here");
    }
    return fallback;
  }

  /// Segments as sent, with a revision written with raw slashes (`resolve/refs/pr/1/file`) joined
  /// into one.
  private static List<String> segments(String rawPath) {
    String trimmed = rawPath.startsWith("/") ? rawPath.substring(1) : rawPath;
    var segments = new ArrayList<>(Arrays.asList(trimmed.split("/", -1)));
    if (segments.size() > 1 && segments.getLast().isEmpty()) {
      segments.removeLast();
    }
    for (int i = 1; i + 3 < segments.size(); i++) {
      if (REVISION_VERBS.contains(segments.get(i))
          && segments.get(i + 1).equals("refs")
          && REF_KINDS.contains(segments.get(i + 2))) {
        String joined = "refs%2F" + segments.get(i + 2) + "%2F" + segments.get(i + 3);
        segments.subList(i + 1, i + 4).clear();
        segments.add(i + 1, joined);
        break;
      }
    }
    return segments;
  }
}
