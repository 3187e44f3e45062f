package dev.mlintern.hub.jobs;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFault;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// How the Hub is asked about jobs, and how its answers are read.
record JobRequests(HubClient hub) {
  private static final MediaType JSON = MediaType.get("application/json");

  HttpUrl api(String... segments) {
    return hub.addresses().api(segments).build();
  }

  static HttpRequest get(HttpUrl url) {
    return wanted(HttpRequest.get(url));
  }

  /// Nothing of jobs is public.
  private static HttpRequest wanted(HttpRequest request) {
    return request.withCredential(HttpRequest.Credential.WANTED);
  }

  static HttpRequest post(HttpUrl url) {
    return wanted(HttpRequest.post(url, RequestBody.create(new byte[0], null)));
  }

  static HttpRequest post(HttpUrl url, ObjectNode body) {
    return wanted(HttpRequest.post(url, body(body)));
  }

  static HttpRequest putLabels(HttpUrl url, Map<String, String> labels) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    ObjectNode object = body.putObject("labels");
    labels.forEach(object::put);
    return wanted(HttpRequest.of("PUT", url, Optional.of(body(body))));
  }

  static HttpRequest delete(HttpUrl url) {
    return wanted(HttpRequest.of("DELETE", url, Optional.empty()));
  }

  private static RequestBody body(ObjectNode json) {
    return RequestBody.create(JsonMapper.shared().writeValueAsBytes(json), JSON);
  }

  Job job(HttpRequest request, String namespace, CallScope scope) {
    JsonNode answer = hub.json(request, scope);
    try {
      return Job.of(answer, namespace);
    } catch (IllegalArgumentException e) {
      throw unusable(e);
    }
  }

  static HubException unusable(IllegalArgumentException why) {
    return new HubException(
        200,
        Optional.empty(),
        "The Hub's answer cannot be used: " + why.getMessage() + ".",
        Optional.empty());
  }

  /// Whether a request that failed like this may have done its work all the same: only its answer
  /// was lost, or cannot be used.
  static boolean mayHaveBeenCarriedOut(RuntimeException failure) {
    return switch (failure) {
      case HubException e ->
          e.status() < 300
              || e.fault() == HubFault.SERVER_TROUBLE
              || e.fault() == HubFault.UNREADABLE;
      case HttpFailure.Network e -> !wasNeverSent(e);
      case HttpFailure.TimedOut e -> !wasNeverSent(e);
      default -> false;
    };
  }

  private static boolean wasNeverSent(HttpFailure e) {
    return e.getCause() instanceof ConnectException || e.getCause() instanceof UnknownHostException;
  }
}
