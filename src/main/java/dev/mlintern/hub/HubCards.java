package dev.mlintern.hub;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpReply;
import dev.mlintern.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import okhttp3.HttpUrl;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The metadata at the head of a repository's README.md, judged by the Hub before it is committed
/// (spec hub-api §9.6).
public final class HubCards {
  private final HubClient hub;

  public HubCards(HubClient hub) {
    this.hub = Objects.requireNonNull(hub, "hub");
  }

  /// @param errors why it would be refused; none when it would not
  public record Verdict(List<String> errors, List<String> warnings) {
    public Verdict {
      errors = List.copyOf(errors);
      warnings = List.copyOf(warnings);
    }
  }

  /// @throws HubException when the Hub does not answer the question
  public Verdict validate(RepoType type, String readme, CallScope scope) {
    ObjectNode body =
        JsonMapper.shared().createObjectNode().put("repoType", type.word()).put("content", readme);
    HttpUrl url = hub.addresses().api("validate-yaml").build();
    HttpRequest request = HttpRequest.post(url, HubCommits.json(body)).withIdempotent(true);
    HttpReply reply = hub.http().send(request, scope);
    JsonNode answer = HubJson.parse(reply.body()).orElseThrow(() -> HubErrors.of("POST", reply));
    if (!reply.isSuccessful() && !answer.path("errors").isArray()) {
      throw HubErrors.of("POST", reply);
    }
    return new Verdict(messages(answer.path("errors")), messages(answer.path("warnings")));
  }

  private static List<String> messages(JsonNode list) {
    List<String> messages = new ArrayList<>();
    list.forEach(entry -> messages.add(entry.path("message").asString("")));
    return messages;
  }
}
