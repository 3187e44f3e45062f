package dev.mlintern.localhub.api;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.store.Blob;
import dev.mlintern.localhub.store.ObjectStore;
import dev.mlintern.localhub.store.RepoId;
import dev.mlintern.localhub.store.Repository;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Reply;
import dev.mlintern.localhub.web.Request;
import dev.mlintern.localhub.web.Router;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Large files over Git LFS: a batch call, one `PUT` a file, a check (spec hub-api §9.9). Always
/// answers `basic`, which keeps both official clients away from Xet.
///
/// The address of a `PUT` carries its own signature, because clients send no token there.
public final class LfsRoutes {
  private static final String MEDIA_TYPE = "application/vnd.git-lfs+json";
  private static final Pattern OID = Pattern.compile("[0-9a-f]{64}");

  private final RepoAccess access;
  private final UploadTickets tickets = UploadTickets.fresh();

  public LfsRoutes(RepoAccess access) {
    this.access = access;
  }

  public void addTo(Router.Builder routes) {
    for (String prefix : List.of("", "/datasets", "/spaces")) {
      Map<String, String> type =
          prefix.isEmpty() ? Map.of("type", "models") : Map.of("type", prefix.substring(1));
      routes.post(
          prefix + "/{ns}/{name}.git/info/lfs/objects/batch", request -> batch(request.plus(type)));
    }
    routes
        .put("/lfs/{type}/{ns}/{name}/{oid}", this::upload)
        .post("/api/{type}/{ns}/{name}/lfs-verify", this::verify);
  }

  private Reply batch(Request request) throws IOException {
    JsonObject body = request.json();
    String operation = body.string("operation").orElse("");
    boolean upload = operation.equals("upload");
    if (!upload && !operation.equals("download")) {
      throw HubError.of(422, "✖ \"operation\" must be one of [upload, download]");
    }
    Repository repository = upload ? access.proposable(request) : access.files(request);
    var objects = new ArrayList<JsonValue>();
    for (JsonValue value : body.array("objects").orElse(JsonArray.of())) {
      objects.add(
          value instanceof JsonObject object
              ? object(request, repository, object, upload)
              : failed(JsonObject.EMPTY, 422, "an object is expected"));
    }
    JsonObject answer =
        JsonObject.builder()
            .put("transfer", "basic")
            .put("objects", new JsonArray(objects))
            .build();
    return Reply.bytes(200, MEDIA_TYPE, answer.toJson().getBytes(StandardCharsets.UTF_8));
  }

  private JsonObject object(
      Request request, Repository repository, JsonObject wanted, boolean upload)
      throws IOException {
    Optional<String> oid = wanted.string("oid").filter(id -> OID.matcher(id).matches());
    long size = wanted.integer("size").orElse(-1);
    if (oid.isEmpty() || size < 0) {
      return failed(wanted, 422, "oid must be a SHA-256 and size a number of bytes");
    }
    var answer =
        JsonObject.builder().put("oid", oid.get()).put("size", size).put("authenticated", true);
    Optional<Blob> stored = repository.objects().blob(oid.get());
    if (upload && stored.isEmpty()) {
      answer.put("actions", uploadActions(request, repository.id(), oid.get(), size));
    } else if (!upload && stored.isEmpty()) {
      return failed(wanted, 404, "Object does not exist");
    } else if (!upload) {
      return failed(wanted, 501, "Download through the resolve address of the file");
    }
    return answer.build();
  }

  private JsonObject uploadActions(Request request, RepoId id, String oid, long size) {
    String ticket = tickets.issue(id, oid, size);
    String href =
        request.endpoint() + "/lfs/" + id.folder() + "/" + oid + "?size=" + size + "&t=" + ticket;
    String verify = request.endpoint() + "/api/" + id.folder() + "/lfs-verify";
    return JsonObject.builder().put("upload", action(href)).put("verify", action(verify)).build();
  }

  private static JsonObject action(String href) {
    return JsonObject.builder().put("href", href).put("header", JsonObject.EMPTY).build();
  }

  private static JsonObject failed(JsonObject wanted, int code, String message) {
    return JsonObject.builder()
        .putAll(wanted)
        .put("error", JsonObject.builder().put("code", code).put("message", message).build())
        .build();
  }

  private Reply upload(Request request) throws IOException {
    RepoId id =
        RepoId.of(RepoAccess.kind(request), request.path("ns"), request.path("name"))
            .orElseThrow(HubError::repoNotFound);
    String oid = request.path("oid");
    long size = size(request);
    if (!tickets.isValid(request.query().first("t").orElse(""), id, oid, size)) {
      throw HubError.forbidden("The upload address has expired or was changed: ask for a new one");
    }
    Repository repository = access.store().find(id).orElseThrow(HubError::repoNotFound);
    store(repository.objects(), request, oid, size);
    return Reply.empty(200).with("ETag", "\"" + oid + "\"");
  }

  private static long size(Request request) {
    try {
      return Long.parseLong(request.query().first("size").orElse(""));
    } catch (NumberFormatException _) {
      throw HubError.badRequest("✖ \"size\" must be a number");
    }
  }

  private static void store(ObjectStore objects, Request request, String oid, long size)
      throws IOException {
    try {
      objects.putExactly(request.body(), new Blob(oid, size));
    } catch (IllegalArgumentException e) {
      throw HubError.badRequest("✖ " + e.getMessage());
    }
  }

  private Reply verify(Request request) throws IOException {
    Repository repository = access.proposable(request);
    JsonObject body = request.json();
    long size = body.integer("size").orElse(-1);
    boolean stored =
        repository
            .objects()
            .blob(body.string("oid").orElse(""))
            .filter(blob -> blob.size() == size)
            .isPresent();
    if (!stored) {
      throw HubError.of(404, "Object does not exist");
    }
    return Reply.empty(200);
  }
}
