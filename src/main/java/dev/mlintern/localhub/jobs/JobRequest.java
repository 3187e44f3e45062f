package dev.mlintern.localhub.jobs;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.web.HubError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A job spec as a client sends it, checked.
///
/// @param secrets values; never written to disk
record JobRequest(
    Optional<String> dockerImage,
    Optional<String> spaceId,
    List<String> command,
    List<String> arguments,
    Map<String, String> environment,
    Map<String, String> secrets,
    String flavor,
    Duration timeout,
    Map<String, String> labels,
    JsonArray volumes,
    Optional<JsonObject> expose) {
  /// What a job gets that does not say (docs "Jobs").
  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(30);

  private static final Pattern LABEL = Pattern.compile("[a-zA-Z0-9._-]{1,100}");

  JobRequest {
    command = List.copyOf(command);
    arguments = List.copyOf(arguments);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }

  /// @throws HubError 400 naming the field at fault
  static JobRequest of(JsonObject json) {
    Optional<String> image = json.string("dockerImage").filter(text -> !text.isBlank());
    Optional<String> space = json.string("spaceId").filter(text -> !text.isBlank());
    if (image.isPresent() == space.isPresent()) {
      throw HubError.badRequest("✖ Exactly one of dockerImage and spaceId is required");
    }
    List<String> command = words(json, "command");
    if (command.isEmpty()) {
      throw HubError.badRequest("✖ Invalid input: expected at least one element → at command");
    }
    String flavor =
        json.string("flavor")
            .filter(JobHardwareList.FLAVORS::contains)
            .orElseThrow(() -> HubError.badRequest("✖ Invalid option → at flavor"));
    return new JobRequest(
        image,
        space,
        command,
        words(json, "arguments"),
        texts(json, "environment"),
        texts(json, "secrets"),
        flavor,
        timeout(json),
        labels(json),
        json.array("volumes").orElse(JsonArray.of()),
        json.object("expose"));
  }

  /// A spec as [#toJson] wrote it down; its secrets are gone.
  static JobRequest stored(JsonObject json) {
    var asked = JsonObject.builder();
    json.members()
        .forEach(
            (name, value) -> {
              switch (name) {
                case "secrets" -> {}
                case "timeout" -> asked.put("timeoutSeconds", value);
                default -> asked.put(name, value);
              }
            });
    return of(asked.build());
  }

  /// Labels of a spec or of a call that replaces them.
  ///
  /// @throws HubError 400 for a character the Hub does not take
  static Map<String, String> labels(JsonObject json) {
    Map<String, String> labels = texts(json, "labels");
    labels.forEach(
        (key, value) -> {
          if (!LABEL.matcher(key).matches() || !LABEL.matcher(value).matches()) {
            throw HubError.badRequest("✖ Invalid label → at labels." + key);
          }
        });
    return labels;
  }

  private static Duration timeout(JsonObject json) {
    Optional<JsonValue> given = json.get("timeoutSeconds").filter(v -> !(v instanceof JsonNull));
    if (given.isEmpty()) {
      return DEFAULT_TIMEOUT;
    }
    long seconds = json.integer("timeoutSeconds").orElse(0);
    if (seconds <= 0) {
      throw HubError.badRequest("✖ Invalid input: expected a number > 0 → at timeoutSeconds");
    }
    return Duration.ofSeconds(seconds);
  }

  private static List<String> words(JsonObject json, String name) {
    var words = new ArrayList<String>();
    for (JsonValue word : json.array(name).orElse(JsonArray.of())) {
      if (!(word instanceof JsonString(var text))) {
        throw HubError.badRequest("✖ Invalid input: expected string → at " + name);
      }
      words.add(text);
    }
    return words;
  }

  private static Map<String, String> texts(JsonObject json, String name) {
    var texts = new LinkedHashMap<String, String>();
    json.object(name)
        .ifPresent(
            object ->
                object
                    .members()
                    .forEach(
                        (key, value) -> {
                          if (!(value instanceof JsonString(var text))) {
                            throw HubError.badRequest(
                                "✖ Invalid input: expected string → at " + name + "." + key);
                          }
                          texts.put(key, text);
                        }));
    return texts;
  }

  /// The spec as it comes back in answers and lies on disk: secrets as names.
  JsonObject toJson() {
    var json = JsonObject.builder();
    dockerImage.ifPresent(image -> json.put("dockerImage", image));
    spaceId.ifPresent(space -> json.put("spaceId", space));
    json.put("command", JsonArray.ofStrings(command))
        .put("arguments", JsonArray.ofStrings(arguments))
        .put("environment", object(environment))
        .put("secrets", JsonArray.ofStrings(secrets.keySet()))
        .put("flavor", flavor)
        .put("timeout", timeout.toSeconds())
        .put("labels", object(labels));
    if (volumes.size() > 0) {
      json.put("volumes", volumes);
    }
    expose.ifPresent(ports -> json.put("expose", ports));
    return json.build();
  }

  static JsonObject object(Map<String, String> texts) {
    var json = JsonObject.builder();
    texts.forEach(json::put);
    return json.build();
  }

  JobRequest withLabels(Map<String, String> changed) {
    return new JobRequest(
        dockerImage,
        spaceId,
        command,
        arguments,
        environment,
        secrets,
        flavor,
        timeout,
        changed,
        volumes,
        expose);
  }
}
