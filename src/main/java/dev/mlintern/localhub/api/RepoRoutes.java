package dev.mlintern.localhub.api;

import dev.mlintern.json.JsonBoolean;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.account.Caller;
import dev.mlintern.localhub.store.Blob;
import dev.mlintern.localhub.store.Change;
import dev.mlintern.localhub.store.CommitMessage;
import dev.mlintern.localhub.store.FileEntry;
import dev.mlintern.localhub.store.ObjectStore;
import dev.mlintern.localhub.store.RepoId;
import dev.mlintern.localhub.store.RepoKind;
import dev.mlintern.localhub.store.RepoMeta;
import dev.mlintern.localhub.store.Repository;
import dev.mlintern.localhub.store.StoreConflict;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Reply;
import dev.mlintern.localhub.web.Request;
import dev.mlintern.localhub.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Making, copying, deleting, renaming repos and their settings (spec hub-api §9.6, §9.14).
public final class RepoRoutes {
  private static final Set<String> SDKS = Set.of("gradio", "docker", "static", "streamlit");

  private final RepoAccess access;

  public RepoRoutes(RepoAccess access) {
    this.access = access;
  }

  public void addTo(Router.Builder routes) {
    routes
        .post("/api/repos/create", this::create)
        .delete("/api/repos/delete", this::delete)
        .post("/api/repos/move", this::move)
        .put("/api/{type}/{ns}/{name}/settings", this::settings)
        .post("/api/{type}/{ns}/{name}/duplicate", this::duplicate)
        .post("/{ns}/{name}/ask-access", this::askAccess)
        .post("/datasets/{ns}/{name}/ask-access", request -> askAccess(asDataset(request)));
  }

  private static Request asDataset(Request request) {
    return request.plus(Map.of("type", "datasets"));
  }

  private Reply create(Request request) throws IOException {
    Caller.SignedIn caller = access.signedIn(request);
    JsonObject body = request.json();
    RepoId id = id(body, caller);
    access.requireWriter(request, id);
    Optional<String> sdk = body.string("sdk");
    if (id.kind() == RepoKind.SPACE && sdk.filter(SDKS::contains).isEmpty()) {
      throw HubError.badRequest(
          "✖ Invalid option: expected one of \"gradio\"|\"docker\"|\"static\"");
    }
    var meta = RepoMeta.fresh(isPrivate(body).orElse(false), sdk);
    var message = CommitMessage.of("initial commit", "", caller.user().name());
    Repository made;
    try {
      made =
          access
              .store()
              .create(id, meta, message, objects -> files(StarterFiles.of(id, body), objects));
    } catch (StoreConflict e) {
      throw e.reason() == StoreConflict.Reason.EXISTS
          ? HubError.conflict(e.getMessage(), Optional.of(request.endpoint() + id.webPath()))
          : HubError.badRequest(e.getMessage());
    }
    return Reply.json(
        JsonObject.builder()
            .put("url", request.endpoint() + id.webPath())
            .put("name", id.path())
            .put("id", made.meta().id())
            .build());
  }

  private static List<Change> files(Map<String, byte[]> contents, ObjectStore objects)
      throws IOException {
    List<Change> changes = new ArrayList<>();
    for (var file : contents.entrySet()) {
      changes.add(new Change.Put(file.getKey(), objects.putRegular(file.getValue())));
    }
    return changes;
  }

  private Reply delete(Request request) throws IOException {
    Caller.SignedIn caller = access.signedIn(request);
    RepoId id = id(request.json(), caller);
    Repository repository = access.visible(caller, id);
    access.requireWriter(request, repository.id());
    access.store().delete(repository);
    return Reply.text(200, "OK");
  }

  private Reply move(Request request) throws IOException {
    Caller.SignedIn caller = access.signedIn(request);
    JsonObject body = request.json();
    RepoKind kind = kind(body);
    RepoId from = named(kind, body, "fromRepo");
    RepoId to = named(kind, body, "toRepo");
    Repository repository = access.visible(caller, from);
    access.requireWriter(request, repository.id());
    access.requireWriter(request, to);
    try {
      access.store().move(repository, to);
    } catch (StoreConflict e) {
      throw HubError.conflict(e.getMessage(), Optional.of(request.endpoint() + to.webPath()));
    }
    return Reply.text(200, "OK");
  }

  /// A new repo with the files of another one's default branch, as one commit (spec hub-api §9.15).
  private Reply duplicate(Request request) throws IOException {
    Repository source = access.files(request);
    JsonObject body = request.json();
    RepoId id = named(source.id().kind(), body, "repository");
    Caller.SignedIn caller = access.requireWriter(request, id);
    var meta =
        RepoMeta.fresh(isPrivate(body).orElse(source.meta().isPrivate()), source.meta().sdk());
    var message =
        CommitMessage.of("Duplicate from " + source.id().path(), "", caller.user().name());
    try {
      access.store().create(id, meta, message, objects -> copies(source, objects));
    } catch (StoreConflict e) {
      throw HubError.conflict(e.getMessage(), Optional.of(request.endpoint() + id.webPath()));
    }
    return Reply.json(JsonObject.builder().put("url", request.endpoint() + id.webPath()).build());
  }

  private static List<Change> copies(Repository source, ObjectStore objects) throws IOException {
    List<Change> changes = new ArrayList<>();
    for (var file : source.snapshot(source.head()).files().entrySet()) {
      FileEntry entry = file.getValue();
      try (InputStream content = Files.newInputStream(source.objects().blobFile(entry.sha256()))) {
        objects.putExactly(content, new Blob(entry.sha256(), entry.size()));
      }
      changes.add(new Change.Put(file.getKey(), entry));
    }
    return changes;
  }

  private static RepoId named(RepoKind kind, JsonObject body, String member) {
    return body.string(member)
        .flatMap(path -> RepoId.parse(kind, path))
        .orElseThrow(() -> HubError.badRequest("✖ Invalid repo name in \"" + member + "\""));
  }

  private Reply settings(Request request) throws IOException {
    Repository repository = access.writable(request);
    JsonObject body = request.json();
    Optional<Boolean> isPrivate = isPrivate(body);
    Optional<RepoMeta.Gate> gate = body.get("gated").map(RepoRoutes::gate);
    RepoMeta changed =
        repository.update(
            meta -> {
              RepoMeta next = isPrivate.map(meta::withPrivate).orElse(meta);
              return gate.map(next::withGate).orElse(next);
            });
    var json = new LinkedHashMap<String, JsonValue>(body.members());
    json.put("private", new JsonBoolean(changed.isPrivate()));
    json.put(
        "gated",
        changed.gated() == RepoMeta.Gate.OPEN
            ? new JsonBoolean(false)
            : new JsonString(changed.gated().word()));
    return Reply.json(new JsonObject(json));
  }

  /// Lets the caller into a repo that lets everybody in who asks.
  private Reply askAccess(Request request) throws IOException {
    Caller.SignedIn caller = access.signedIn(request);
    Repository repository = access.visible(request);
    if (repository.meta().gated() == RepoMeta.Gate.AUTO) {
      repository.update(meta -> meta.withAccepted(caller.user().name()));
    }
    return Reply.text(303, "See Other").with("Location", repository.id().webPath());
  }

  private static RepoMeta.Gate gate(JsonValue value) {
    return switch (value) {
      case JsonBoolean(var gated) when !gated -> RepoMeta.Gate.OPEN;
      case JsonString(var word) when RepoMeta.Gate.ofWord(word).isPresent() ->
          RepoMeta.Gate.ofWord(word).get();
      default -> throw HubError.badRequest("✖ \"gated\" must be one of [false, auto, manual]");
    };
  }

  private static Optional<Boolean> isPrivate(JsonObject body) {
    Optional<String> visibility = body.string("visibility");
    if (visibility.isPresent() && body.has("private")) {
      throw HubError.badRequest("✖ \"visibility\" and \"private\" exclude each other");
    }
    return visibility
        .map(
            word ->
                switch (word) {
                  case "private" -> true;
                  case "public", "protected" -> false;
                  default ->
                      throw HubError.badRequest(
                          "✖ \"visibility\" must be one of [public, private, protected]");
                })
        .or(() -> body.bool("private"));
  }

  private static RepoKind kind(JsonObject body) {
    String word = body.string("type").orElse("model");
    return RepoKind.ofWord(word)
        .orElseThrow(
            () -> HubError.badRequest("✖ \"type\" must be one of [model, dataset, space]"));
  }

  private static RepoId id(JsonObject body, Caller.SignedIn caller) {
    RepoKind kind = kind(body);
    String name =
        body.string("name").orElseThrow(() -> HubError.badRequest("✖ \"name\" is required"));
    String namespace = body.string("organization").orElse(caller.user().name());
    Optional<RepoId> id =
        name.contains("/") ? RepoId.parse(kind, name) : RepoId.of(kind, namespace, name);
    return id.orElseThrow(() -> HubError.badRequest("✖ Invalid repo name: " + name));
  }
}
