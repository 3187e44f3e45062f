package dev.mlintern.hub;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpReply;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.HttpRequest.Credential;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The Hub's storage for large files, by the LFS batch protocol (spec hub-api §9.9). The storage is
/// elsewhere: its addresses carry their own signatures, and the user's token never goes there.
final class LargeFiles {
  private static final String LFS_JSON = "application/vnd.git-lfs+json";
  private static final MediaType LFS_TYPE = MediaType.get(LFS_JSON);
  private static final Duration PART_LIMIT = Duration.ofMinutes(30);

  private final HubClient hub;

  LargeFiles(HubClient hub) {
    this.hub = hub;
  }

  /// Uploads what the storage does not hold yet.
  void upload(RepoType type, RepoId id, List<CommitFile> files, CallScope scope)
      throws IOException {
    if (files.isEmpty()) {
      return;
    }
    JsonNode objects = batch(type, id, files, scope).path("objects");
    for (CommitFile file : files) {
      JsonNode object =
          objects
              .valueStream()
              .filter(entry -> entry.path("oid").asString("").equals(file.sha256()))
              .findFirst()
              .orElseThrow(() -> new IOException("the Hub's storage does not know " + file.path()));
      upload(file, object, scope);
    }
  }

  private JsonNode batch(RepoType type, RepoId id, List<CommitFile> files, CallScope scope) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("operation", "upload").put("hash_algo", "sha256");
    body.putArray("transfers").add("basic").add("multipart");
    body.putObject("ref").put("name", "main");
    ArrayNode objects = body.putArray("objects");
    for (CommitFile file : files) {
      objects.addObject().put("oid", file.sha256()).put("size", file.size());
    }
    HttpUrl url = HttpUrl.get(hub.addresses().webUrl(type, id) + ".git/info/lfs/objects/batch");
    return hub.json(
        HttpRequest.post(url, lfs(body)).withHeader("Accept", LFS_JSON).withIdempotent(true),
        scope);
  }

  private void upload(CommitFile file, JsonNode object, CallScope scope) throws IOException {
    if (object.has("error")) {
      throw new IOException(
          "the Hub's storage refuses "
              + file.path()
              + ": "
              + object.path("error").path("message").asString("no reason given"));
    }
    JsonNode action = object.path("actions").path("upload");
    if (action.isMissingNode()) {
      return; // stored already
    }
    JsonNode headers = action.path("header");
    if (headers.has("chunk_size")) {
      uploadParts(file, action, scope);
    } else {
      put(action.path("href").asString(""), file, 0, file.size(), headers, scope);
    }
    JsonNode verify = object.path("actions").path("verify");
    if (!verify.isMissingNode()) {
      ObjectNode body =
          JsonMapper.shared().createObjectNode().put("oid", file.sha256()).put("size", file.size());
      hub.reply(
          HttpRequest.post(address(verify.path("href").asString("")), lfs(body))
              .withIdempotent(true),
          scope);
    }
  }

  private void uploadParts(CommitFile file, JsonNode action, CallScope scope) throws IOException {
    JsonNode headers = action.path("header");
    long partSize = headers.path("chunk_size").asLong(0);
    long parts = partSize <= 0 ? 0 : Math.ceilDiv(file.size(), partSize);
    ObjectNode body = JsonMapper.shared().createObjectNode().put("oid", file.sha256());
    ArrayNode done = body.putArray("parts");
    for (int part = 1; part <= parts; part++) {
      long from = (part - 1) * partSize;
      String href =
          headers.properties().stream()
              .filter(new PartNumber(part)::names)
              .map(entry -> entry.getValue().asString(""))
              .findFirst()
              .orElseThrow(() -> new IOException("the Hub names too few parts for " + file.path()));
      String etag =
          put(
                  href,
                  file,
                  from,
                  Math.min(partSize, file.size() - from),
                  JsonMapper.shared().createObjectNode(),
                  scope)
              .orElseThrow(() -> new IOException("the storage did not confirm a part"));
      done.addObject().put("partNumber", part).put("etag", etag);
    }
    hub.reply(
        HttpRequest.post(address(action.path("href").asString("")), lfs(body)).withIdempotent(true),
        scope);
  }

  /// Part numbers come as `1` or padded, `00001`.
  private record PartNumber(int number) {
    boolean names(java.util.Map.Entry<String, JsonNode> entry) {
      String key = entry.getKey();
      return !key.isEmpty()
          && key.length() < 9
          && key.chars().allMatch(Character::isDigit)
          && Integer.parseInt(key) == number;
    }
  }

  /// @return the storage's ETag
  private Optional<String> put(
      String href, CommitFile file, long from, long length, JsonNode headers, CallScope scope)
      throws IOException {
    HttpRequest request =
        HttpRequest.of(
                "PUT", address(href), Optional.of(new FileSliceBody(file.content(), from, length)))
            .withCredential(Credential.NONE)
            .withIdempotent(true)
            .withTimeLimit(PART_LIMIT);
    var names = new ArrayList<String>(headers.propertyNames());
    for (String name : names) {
      request = request.withHeader(name, headers.path(name).asString(""));
    }
    HttpReply reply = hub.http().send(request, scope);
    if (!reply.isSuccessful()) {
      throw new HubException(
          reply.status(),
          Optional.empty(),
          "the Hub's file storage answered HTTP " + reply.status() + " to " + file.path(),
          Optional.empty());
    }
    return Optional.ofNullable(reply.headers().get("ETag"));
  }

  private static HttpUrl address(String href) throws IOException {
    HttpUrl url = HttpUrl.parse(href);
    if (url == null) {
      throw new IOException("the Hub's storage names no usable address");
    }
    return url;
  }

  private static RequestBody lfs(JsonNode node) {
    return RequestBody.create(JsonMapper.shared().writeValueAsBytes(node), LFS_TYPE);
  }
}
