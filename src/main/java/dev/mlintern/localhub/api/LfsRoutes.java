package dev.mlintern.localhub.api;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
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
import java.util.UUID;
import java.util.regex.Pattern;

/// Large files over Git LFS: a batch call, one `PUT` a file or a part, a check (spec hub-api §9.9).
/// Answers `basic`, or `multipart` for what is larger than [#ONE_PIECE], never `xet`, which keeps
/// both official clients away from Xet.
///
/// The address of a `PUT` carries its own signature, because clients send no token there.
public final class LfsRoutes {
  private static final String MEDIA_TYPE = "application/vnd.git-lfs+json";

  /// Largest file that is sent in one piece.
  private static final long ONE_PIECE = 32L << 20;

  private static final long PART = 16L << 20;
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
        .put("/lfs/{type}/{ns}/{name}/{oid}/{upload}/{part}", this::uploadPart)
        .post("/lfs/{type}/{ns}/{name}/{oid}/{upload}", this::join)
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
    boolean parts = upload && knowsParts(body);
    var objects = new ArrayList<JsonValue>();
    for (JsonValue value : body.array("objects").orElse(JsonArray.of())) {
      objects.add(
          value instanceof JsonObject object
              ? object(request, repository, object, upload, parts)
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
      Request request, Repository repository, JsonObject wanted, boolean upload, boolean parts)
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
      answer.put(
          "actions",
          parts && size > ONE_PIECE
              ? partActions(request, repository.id(), oid.get(), size)
              : uploadActions(request, repository.id(), oid.get(), size));
    } else if (!upload && stored.isEmpty()) {
      return failed(wanted, 404, "Object does not exist");
    } else if (!upload) {
      return failed(wanted, 501, "Download through the resolve address of the file");
    }
    return answer.build();
  }

  private static boolean knowsParts(JsonObject body) {
    return body.array("transfers").stream()
        .flatMap(JsonArray::stream)
        .anyMatch(new JsonString("multipart")::equals);
  }

  /// Every part has its own address; the last call, to `href`, joins them.
  private JsonObject partActions(Request request, RepoId id, String oid, long size) {
    String upload = UUID.randomUUID().toString();
    String ticket = tickets.issue(id, oid + upload, size);
    String base = request.endpoint() + "/lfs/" + id.folder() + "/" + oid + "/" + upload;
    String signature = "?size=" + size + "&t=" + ticket;
    var header = JsonObject.builder().put("chunk_size", Long.toString(PART));
    for (int part = 1; (part - 1) * PART < size; part++) {
      header.put(Integer.toString(part), base + "/" + part + signature);
    }
    String verify = request.endpoint() + "/api/" + id.folder() + "/lfs-verify";
    return JsonObject.builder()
        .put(
            "upload",
            JsonObject.builder()
                .put("href", base + signature)
                .put("header", header.build())
                .build())
        .put("verify", action(verify))
        .build();
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
    String oid = request.path("oid");
    long size = size(request);
    Repository repository = admitted(request, oid, size);
    store(repository.objects(), request, oid, size);
    return Reply.empty(200).with("ETag", "\"" + oid + "\"");
  }

  private Reply uploadPart(Request request) throws IOException {
    long size = size(request);
    Repository repository = admitted(request, request.path("oid") + request.path("upload"), size);
    String number = request.path("part");
    long at = number.matches("[1-9]\\d{0,5}") ? (Long.parseLong(number) - 1) * PART : size;
    if (at >= size) {
      throw HubError.badRequest("✖ There is no such part");
    }
    try {
      String sha256 =
          repository
              .objects()
              .putPart(
                  upload(request.path("upload")), at, Math.min(PART, size - at), request.body());
      return Reply.empty(200).with("ETag", "\"" + sha256 + "\"");
    } catch (IllegalArgumentException e) {
      throw HubError.badRequest("✖ " + e.getMessage());
    }
  }

  private Reply join(Request request) throws IOException {
    String oid = request.path("oid");
    long size = size(request);
    Repository repository = admitted(request, oid + request.path("upload"), size);
    int sent = request.json().array("parts").map(JsonArray::size).orElse(0);
    if (sent != Math.ceilDiv(size, PART)) {
      throw HubError.badRequest("✖ " + sent + " parts of " + Math.ceilDiv(size, PART));
    }
    if (repository.objects().blob(oid).isEmpty()) { // else the answer to an earlier try was lost
      try {
        repository.objects().joinParts(upload(request.path("upload")), new Blob(oid, size));
      } catch (IllegalArgumentException e) {
        throw HubError.badRequest("✖ " + e.getMessage());
      }
    }
    return Reply.empty(200);
  }

  private static UUID upload(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException _) {
      throw HubError.badRequest("✖ There is no such upload");
    }
  }

  /// The repo a signed address is for.
  private Repository admitted(Request request, String signed, long size) {
    RepoId id =
        RepoId.of(RepoAccess.kind(request), request.path("ns"), request.path("name"))
            .orElseThrow(HubError::repoNotFound);
    if (!tickets.isValid(request.query().first("t").orElse(""), id, signed, size)) {
      throw HubError.forbidden("The upload address has expired or was changed: ask for a new one");
    }
    return access
        .store()
        .find(id)
        .or(() -> access.store().findMoved(id))
        .orElseThrow(HubError::repoNotFound);
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
