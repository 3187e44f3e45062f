package dev.mlintern.hub;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpReply;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.HttpRequest.Credential;
import dev.mlintern.http.OneLine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
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

  /// Checking and joining gigabytes takes the storage a while.
  private static final Duration ASSEMBLY = Duration.ofMinutes(2);

  private static final int LOT = 256;
  private static final int AT_A_TIME = 4;

  private final HubClient hub;

  LargeFiles(HubClient hub) {
    this.hub = hub;
  }

  /// Uploads what the storage does not hold yet.
  void upload(
      CommitRequest request, List<CommitFile> files, TransferProgress progress, CallScope scope)
      throws IOException {
    for (int from = 0; from < files.size(); from += LOT) {
      List<CommitFile> lot = files.subList(from, Math.min(files.size(), from + LOT));
      Map<String, JsonNode> objects = batch(request, lot, scope);
      Concurrent.forEach(
          distinct(lot),
          AT_A_TIME,
          file -> {
            try {
              upload(file, object(objects, file), progress, scope);
            } catch (HubException e) {
              if (e.status() != 403) {
                throw e;
              }
              // The signed addresses last an hour; a long upload needs new ones.
              upload(file, object(batch(request, List.of(file), scope), file), progress, scope);
            }
          });
    }
  }

  /// The same content at two paths is sent once.
  private static List<CommitFile> distinct(List<CommitFile> files) {
    Map<String, CommitFile> bySha256 = new LinkedHashMap<>();
    files.forEach(file -> bySha256.putIfAbsent(file.sha256(), file));
    return List.copyOf(bySha256.values());
  }

  private static JsonNode object(Map<String, JsonNode> objects, CommitFile file)
      throws IOException {
    JsonNode object = objects.get(file.sha256());
    if (object == null) {
      throw new IOException("the Hub's storage does not know " + file.path());
    }
    return object;
  }

  private Map<String, JsonNode> batch(
      CommitRequest request, List<CommitFile> files, CallScope scope) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("operation", "upload").put("hash_algo", "sha256");
    body.putArray("transfers").add("basic").add("multipart");
    body.putObject("ref").put("name", request.revision());
    ArrayNode objects = body.putArray("objects");
    for (CommitFile file : distinct(files)) {
      objects.addObject().put("oid", file.sha256()).put("size", file.size());
    }
    HttpUrl url =
        HttpUrl.get(
            hub.addresses().webUrl(request.type(), request.id()) + ".git/info/lfs/objects/batch");
    JsonNode answer =
        hub.json(
            HttpRequest.post(url, lfs(body)).withHeader("Accept", LFS_JSON).withIdempotent(true),
            scope);
    Map<String, JsonNode> byOid = new HashMap<>();
    answer.path("objects").forEach(object -> byOid.put(object.path("oid").asString(""), object));
    return byOid;
  }

  private void upload(CommitFile file, JsonNode object, TransferProgress progress, CallScope scope)
      throws IOException {
    if (object.has("error")) {
      throw new IOException(
          "the Hub's storage refuses "
              + file.path()
              + ": "
              + OneLine.of(object.path("error").path("message").asString("no reason given"), 300));
    }
    JsonNode action = object.path("actions").path("upload");
    if (action.isMissingNode()) {
      progress.sent(file.size()); // stored already
      return;
    }
    JsonNode headers = action.path("header");
    if (headers.has("chunk_size")) {
      uploadParts(file, action, progress, scope);
    } else {
      var body = new ContentSliceBody(file.content(), 0, file.size(), progress);
      put(action.path("href").asString(""), file, body, headers, scope);
    }
    JsonNode verify = object.path("actions").path("verify");
    if (!verify.isMissingNode()) {
      ObjectNode body =
          JsonMapper.shared().createObjectNode().put("oid", file.sha256()).put("size", file.size());
      hub.reply(
          HttpRequest.post(address(verify.path("href").asString("")), lfs(body))
              .withIdempotent(true)
              .withReadTimeout(ASSEMBLY),
          scope);
    }
  }

  private void uploadParts(
      CommitFile file, JsonNode action, TransferProgress progress, CallScope scope)
      throws IOException {
    JsonNode headers = action.path("header");
    long partSize = headers.path("chunk_size").asLong(0);
    Map<Integer, String> addresses = partAddresses(headers);
    long count = partSize <= 0 ? 0 : Math.ceilDiv(file.size(), partSize);
    if (count == 0 || addresses.size() < count) {
      throw new IOException("the Hub names too few parts for " + file.path());
    }
    Map<Integer, String> etags = new ConcurrentSkipListMap<>();
    List<Integer> numbers = IntStream.rangeClosed(1, Math.toIntExact(count)).boxed().toList();
    Concurrent.forEach(
        numbers,
        AT_A_TIME,
        number -> {
          long from = (number - 1) * partSize;
          long length = Math.min(partSize, file.size() - from);
          var body = new ContentSliceBody(file.content(), from, length, progress);
          String href = addresses.getOrDefault(number, "");
          etags.put(
              number,
              put(href, file, body, JsonMapper.shared().createObjectNode(), scope)
                  .orElseThrow(() -> new IOException("the storage did not confirm a part")));
        });
    ObjectNode body = JsonMapper.shared().createObjectNode().put("oid", file.sha256());
    ArrayNode done = body.putArray("parts");
    etags.forEach((number, etag) -> done.addObject().put("partNumber", number).put("etag", etag));
    hub.reply(
        HttpRequest.post(address(action.path("href").asString("")), lfs(body))
            .withIdempotent(true)
            .withReadTimeout(ASSEMBLY)
            .withTimeLimit(ASSEMBLY),
        scope);
  }

  /// Part numbers come as `1` or padded, `00001`.
  private static Map<Integer, String> partAddresses(JsonNode headers) {
    Map<Integer, String> addresses = new HashMap<>();
    headers.forEachEntry(
        (key, value) -> {
          if (key.matches("\\d{1,8}")) {
            addresses.put(Integer.parseInt(key), value.asString(""));
          }
        });
    return addresses;
  }

  /// @return the storage's ETag
  private Optional<String> put(
      String href, CommitFile file, ContentSliceBody body, JsonNode headers, CallScope scope)
      throws IOException {
    HttpRequest request =
        HttpRequest.of("PUT", address(href), Optional.of(body))
            .withCredential(Credential.NONE)
            .withIdempotent(true)
            .withReadTimeout(ASSEMBLY)
            .withTimeLimit(PART_LIMIT);
    var names = new ArrayList<String>(headers.propertyNames());
    for (String name : names) {
      request = request.withHeader(name, headers.path(name).asString(""));
    }
    HttpReply reply = hub.http().send(request, scope);
    boolean isPage = HubErrors.isWebPage(reply.headers());
    if (!reply.isSuccessful() || isPage) {
      throw new HubException(
          reply.status(),
          Optional.empty(),
          "the Hub's file storage answered HTTP "
              + reply.status()
              + (isPage ? " with a web page" : "")
              + " to "
              + file.path()
              + ". Nothing was committed; what arrived is not sent again when it is repeated.",
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
