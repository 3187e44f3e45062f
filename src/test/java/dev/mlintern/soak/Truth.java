package dev.mlintern.soak;

import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The Hub asked directly, past every fault.
final class Truth {
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>;\\s*rel=\"next\"");

  private final URI hub;
  private final String token;
  private final OkHttpClient client = new OkHttpClient.Builder().proxy(Proxy.NO_PROXY).build();

  Truth(URI hub, String token) {
    this.hub = hub;
    this.token = token;
  }

  JsonNode post(String path, String json) throws IOException {
    var body = RequestBody.create(json.getBytes(), okhttp3.MediaType.get("application/json"));
    return JsonMapper.shared().readTree(text(request(hub + path).post(body).build()).orElseThrow());
  }

  void postNothingBack(String path, String json) throws IOException {
    var body = RequestBody.create(json.getBytes(), okhttp3.MediaType.get("application/json"));
    text(request(hub + path).post(body).build()).orElseThrow();
  }

  JsonNode get(String path) throws IOException {
    return JsonMapper.shared().readTree(text(request(hub + path).build()).orElseThrow());
  }

  Optional<String> file(String repo, String path) throws IOException {
    return text(request(hub + "/" + repo + "/resolve/main/" + path).build());
  }

  /// All entries of a listing of arrays.
  List<JsonNode> all(String path) throws IOException {
    var all = new ArrayList<JsonNode>();
    Optional<String> url = Optional.of(hub + path);
    while (url.isPresent()) {
      try (Response answer = client.newCall(request(url.get()).build()).execute()) {
        JsonMapper.shared().readTree(answer.body().string()).forEach(all::add);
        Matcher next = NEXT.matcher(answer.header("Link", ""));
        url = next.find() ? Optional.of(next.group(1)) : Optional.empty();
      }
    }
    return all;
  }

  private Optional<String> text(Request request) throws IOException {
    try (Response answer = client.newCall(request).execute()) {
      String body = answer.body().string();
      if (answer.isSuccessful()) {
        return Optional.of(body);
      }
      if (answer.code() == 404) {
        return Optional.empty();
      }
      throw new IOException(request.url() + ": " + answer.code() + " " + body);
    }
  }

  private Request.Builder request(String url) {
    return new Request.Builder().url(url).header("Authorization", "Bearer " + token);
  }
}
