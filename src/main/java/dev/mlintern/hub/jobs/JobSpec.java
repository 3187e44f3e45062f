package dev.mlintern.hub.jobs;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What to run, as `POST /api/jobs/{ns}` takes it.
///
/// @param image where it runs
/// @param command the argument vector, sent as it is
/// @param environment readable by everyone who sees the job
/// @param secrets values only the job sees
/// @param flavor hardware
/// @param timeout whole seconds; the Hub's own default is 30 minutes
/// @param exposedPorts reachable from outside with a token that reads the namespace; a cent an hour
/// @param resourceGroup id of an organisation's resource group, 24 hexadecimal digits
public record JobSpec(
    JobImage image,
    List<String> command,
    Map<String, String> environment,
    Map<String, String> secrets,
    String flavor,
    Duration timeout,
    Map<String, String> labels,
    List<JobVolume> volumes,
    List<Integer> exposedPorts,
    Optional<String> resourceGroup) {
  private static final int MAX_EXPOSED_PORTS = 20;
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  /// @throws IllegalArgumentException with a sentence for the reader
  public JobSpec {
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(flavor, "flavor");
    command = List.copyOf(command);
    environment = copy(environment);
    secrets = copy(secrets);
    labels = copy(labels);
    volumes = List.copyOf(volumes);
    exposedPorts = List.copyOf(exposedPorts);
    Objects.requireNonNull(resourceGroup, "resourceGroup");
    if (exposedPorts.size() > MAX_EXPOSED_PORTS
        || exposedPorts.stream().anyMatch(port -> port < 1 || port > 65_535)) {
      throw new IllegalArgumentException("at most 20 ports from 1 to 65535 can be exposed");
    }
    if (command.isEmpty()) {
      throw new IllegalArgumentException("the command is empty");
    }
    if (timeout.toSeconds() < 1) {
      throw new IllegalArgumentException("the timeout is shorter than a second");
    }
    labels.forEach(JobSpec::requireLabel);
  }

  /// A job of no resource group.
  public JobSpec(
      JobImage image,
      List<String> command,
      Map<String, String> environment,
      Map<String, String> secrets,
      String flavor,
      Duration timeout,
      Map<String, String> labels,
      List<JobVolume> volumes,
      List<Integer> exposedPorts) {
    this(
        image,
        command,
        environment,
        secrets,
        flavor,
        timeout,
        labels,
        volumes,
        exposedPorts,
        Optional.empty());
  }

  /// A job that exposes no port.
  public JobSpec(
      JobImage image,
      List<String> command,
      Map<String, String> environment,
      Map<String, String> secrets,
      String flavor,
      Duration timeout,
      Map<String, String> labels,
      List<JobVolume> volumes) {
    this(image, command, environment, secrets, flavor, timeout, labels, volumes, List.of());
  }

  private static void requireLabel(String key, String value) {
    if (!LABEL.matcher(key).matches() || !LABEL.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "label `"
              + key
              + "`: key and value must be 1 to 100 letters, digits, dots, dashes or underscores");
    }
  }

  private static Map<String, String> copy(Map<String, String> values) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /// The request body.
  public ObjectNode toJson() {
    return toJson(secrets);
  }

  /// The request body with every secret's value hidden, for people.
  public ObjectNode toJsonWithoutSecrets() {
    var hidden = new LinkedHashMap<String, String>();
    secrets.keySet().forEach(name -> hidden.put(name, "(hidden)"));
    return toJson(hidden);
  }

  private ObjectNode toJson(Map<String, String> shownSecrets) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    switch (image) {
      case JobImage.Docker(String name) -> json.put("dockerImage", name);
      case JobImage.Space(String id) -> json.put("spaceId", id);
    }
    ArrayNode words = json.putArray("command");
    command.forEach(words::add);
    json.putArray("arguments");
    put(json.putObject("environment"), environment);
    if (!shownSecrets.isEmpty()) {
      put(json.putObject("secrets"), shownSecrets);
    }
    json.put("flavor", flavor).put("timeoutSeconds", timeout.toSeconds());
    if (!labels.isEmpty()) {
      put(json.putObject("labels"), labels);
    }
    if (!volumes.isEmpty()) {
      ArrayNode mounts = json.putArray("volumes");
      volumes.forEach(volume -> mounts.add(volume.toJson()));
    }
    if (!exposedPorts.isEmpty()) {
      ArrayNode ports = json.putObject("expose").putArray("ports");
      exposedPorts.forEach(ports::add);
    }
    resourceGroup.ifPresent(id -> json.put("resourceGroupId", id));
    return json;
  }

  private static void put(ObjectNode object, Map<String, String> values) {
    values.forEach(object::put);
  }

  /// The label of this key.
  public Optional<String> label(String key) {
    return Optional.ofNullable(labels.get(key));
  }
}
