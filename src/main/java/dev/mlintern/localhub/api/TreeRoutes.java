package dev.mlintern.localhub.api;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.store.Commit;
import dev.mlintern.localhub.store.FileEntry;
import dev.mlintern.localhub.store.FolderEntry;
import dev.mlintern.localhub.store.Repository;
import dev.mlintern.localhub.store.Snapshot;
import dev.mlintern.localhub.store.TreeEntry;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Query;
import dev.mlintern.localhub.web.Reply;
import dev.mlintern.localhub.web.Request;
import dev.mlintern.localhub.web.Router;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which files a commit holds (spec hub-api §9.4).
public final class TreeRoutes {
  private static final int MAX_PAGE = 1_000;
  private static final int EXPANDED_PAGE = 100;
  private static final int MAX_PATHS = 2_000;

  /// The official Python client fails on an expanded file without these two scans.
  private static final JsonObject UNSCANNED =
      JsonObject.builder()
          .put("status", "unscanned")
          .put("avScan", JsonObject.builder().put("status", "unscanned").build())
          .put("pickleImportScan", JsonObject.builder().put("status", "unscanned").build())
          .build();

  private final RepoAccess access;

  public TreeRoutes(RepoAccess access) {
    this.access = access;
  }

  public void addTo(Router.Builder routes) {
    routes
        .get("/api/{type}/{ns}/{name}/tree/{rev}/{path...}", this::tree)
        .get("/api/{type}/{ns}/{name}/treesize/{rev}/{path...}", this::size)
        .post("/api/{type}/{ns}/{name}/paths-info/{rev}", this::pathsInfo);
  }

  private Reply tree(Request request) throws IOException {
    Snapshot snapshot = snapshot(request);
    boolean expand = request.query().flag("expand");
    Map<String, TreeEntry> all;
    try {
      all = snapshot.list(folder(request), request.query().flag("recursive"));
    } catch (IllegalArgumentException _) {
      throw HubError.entryNotFound();
    }
    int usual = expand ? EXPANDED_PAGE : MAX_PAGE;
    var page = Page.of(request, List.copyOf(all.entrySet()), usual, MAX_PAGE);
    Map<String, TreeEntry> shown = new LinkedHashMap<>();
    page.items().forEach(entry -> shown.put(entry.getKey(), entry.getValue()));
    return page.linked(Reply.json(entries(snapshot, shown, expand)));
  }

  private Reply size(Request request) throws IOException {
    String folder = folder(request);
    try {
      long size =
          snapshot(request).list(folder, true).values().stream()
              .mapToLong(entry -> entry instanceof FileEntry file ? file.size() : 0)
              .sum();
      return Reply.json(JsonObject.builder().put("path", "/" + folder).put("size", size).build());
    } catch (IllegalArgumentException _) {
      throw HubError.entryNotFound();
    }
  }

  private Reply pathsInfo(Request request) throws IOException {
    Snapshot snapshot = snapshot(request);
    List<String> paths;
    boolean expand;
    if (request.hasContentType("application/x-www-form-urlencoded")) {
      Query form = request.form();
      paths = form.all("paths");
      expand = form.first("expand").filter("true"::equalsIgnoreCase).isPresent();
    } else {
      JsonObject body = request.json();
      paths =
          body.array("paths").stream()
              .flatMap(JsonArray::stream)
              .filter(JsonString.class::isInstance)
              .map(path -> ((JsonString) path).value())
              .toList();
      expand = body.bool("expand").orElse(false);
    }
    if (paths.size() > MAX_PATHS) {
      throw HubError.badRequest("✖ Too many paths: at most " + MAX_PATHS);
    }
    Map<String, TreeEntry> found = new LinkedHashMap<>();
    for (String path : paths) {
      String plain = path.replaceAll("^/+|/+$", "");
      Optional<TreeEntry> entry = snapshot.entry(plain);
      if (!plain.isEmpty() && entry.isPresent()) {
        found.put(plain, entry.get());
      }
    }
    return Reply.json(entries(snapshot, found, expand));
  }

  private Snapshot snapshot(Request request) throws IOException {
    Repository repository = access.files(request);
    return repository.snapshot(RepoAccess.commit(repository, request.path("rev")));
  }

  private static String folder(Request request) {
    return request.path("path").replaceAll("^/+|/+$", "");
  }

  private static JsonArray entries(Snapshot snapshot, Map<String, TreeEntry> shown, boolean expand)
      throws IOException {
    Map<String, Commit> changes = expand ? snapshot.lastChanges(shown.keySet()) : Map.of();
    var json = new ArrayList<JsonValue>();
    shown.forEach((path, entry) -> json.add(entry(path, entry, changes.get(path))));
    return new JsonArray(json);
  }

  private static JsonObject entry(String path, TreeEntry entry, Commit lastChange) {
    var json = JsonObject.builder();
    switch (entry) {
      case FolderEntry folder ->
          json.put("type", "directory").put("oid", folder.oid()).put("size", 0);
      case FileEntry file -> {
        json.put("type", "file").put("oid", file.oid()).put("size", file.size());
        if (file.lfs()) {
          json.put(
              "lfs",
              JsonObject.builder()
                  .put("oid", file.sha256())
                  .put("size", file.size())
                  .put("pointerSize", file.pointerSize())
                  .build());
        }
      }
    }
    json.put("path", path);
    if (lastChange != null) {
      json.put(
          "lastCommit",
          JsonObject.builder()
              .put("id", lastChange.id())
              .put("title", lastChange.title())
              .put("date", Timestamps.format(lastChange.date()))
              .build());
      if (entry instanceof FileEntry) {
        json.put("securityFileStatus", UNSCANNED);
      }
    }
    return json.build();
  }
}
