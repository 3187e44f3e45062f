package dev.mlintern.tools.sandbox;

import dev.mlintern.hub.jobs.JobImage;
import dev.mlintern.hub.jobs.JobVolume;
import dev.mlintern.json.JsonReader;
import dev.mlintern.policy.CanonicalArguments;
import dev.mlintern.policy.JobTimeout;
import dev.mlintern.policy.Usd;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ToolFailure;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// What a call of `sandbox_create` asks for, checked as far as it goes without the network.
///
/// @param hardware canonical; absent when none was named
/// @param givenImage absent for the default
/// @param secrets values, those taken from this server's environment included
/// @param withHubToken whether the user's token is put into the sandbox
record SandboxOrder(
    String name,
    Optional<String> hardware,
    Optional<JobImage> givenImage,
    List<String> packages,
    Optional<Duration> idle,
    Optional<Duration> lifetime,
    Map<String, String> environment,
    Map<String, String> secrets,
    boolean withHubToken,
    List<JobVolume> volumes,
    Optional<Usd> maxCost,
    boolean replace,
    Optional<Boolean> keep) {
  static final String DEFAULT_NAME = "main";
  static final Duration DEFAULT_IDLE = Duration.ofMinutes(30);
  static final Duration DEFAULT_LIFETIME = Duration.ofHours(4);

  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final JobImage DEFAULT_IMAGE = new JobImage.Docker("python:3.12");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,40}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
  private static final Pattern PACKAGE = Pattern.compile("[A-Za-z0-9][^\\s;|&`$\\\\]{0,199}");

  /// Variables the sandbox's own server is steered by.
  private static final Pattern RESERVED = Pattern.compile("SBX_.*");

  SandboxOrder {
    packages = List.copyOf(packages);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
    volumes = List.copyOf(volumes);
  }

  JobImage image() {
    return givenImage.orElse(DEFAULT_IMAGE);
  }

  String hardwareOrDefault() {
    return hardware.orElse(CanonicalArguments.DEFAULT_HARDWARE);
  }

  /// What of the order can only be had in a new sandbox, by the arguments' names.
  List<String> onlyWhenNew() {
    var names = new java.util.ArrayList<String>();
    givenImage.ifPresent(_ -> names.add("image"));
    idle.ifPresent(_ -> names.add("idle_timeout"));
    lifetime.ifPresent(_ -> names.add("max_lifetime"));
    if (!environment.isEmpty()) {
      names.add("env");
    }
    if (!secrets.isEmpty()) {
      names.add("secrets");
    }
    if (withHubToken) {
      names.add("hf_token");
    }
    if (!volumes.isEmpty()) {
      names.add("volumes");
    }
    maxCost.ifPresent(_ -> names.add("max_cost_usd"));
    return names;
  }

  /// The variables of the sandbox that hold this token, whichever way it was handed in.
  List<String> namesOf(String token) {
    var names = new TreeSet<String>();
    if (withHubToken) {
      names.add("HF_TOKEN");
    }
    for (Map<String, String> given : List.of(environment, secrets)) {
      given.forEach(
          (name, value) -> {
            if (value.contains(token)) {
              names.add(name);
            }
          });
    }
    return List.copyOf(names);
  }

  /// @throws ToolFailure with a sentence for the reader
  static SandboxOrder of(Arguments arguments) {
    CanonicalArguments canonical =
        CanonicalArguments.of(JsonReader.readObject(arguments.node().toString()));
    var environment = texts(arguments, "env");
    trackio(arguments).forEach(environment::putIfAbsent);
    return new SandboxOrder(
        name(arguments),
        canonical.hardware(),
        arguments.text("image").map(SandboxOrder::image),
        packages(arguments),
        time(arguments, "idle_timeout"),
        time(arguments, "max_lifetime"),
        environment,
        secrets(arguments),
        arguments.text("hf_token").filter("inherit"::equals).isPresent(),
        arguments.texts("volumes").stream().map(VolumeText::parse).toList(),
        arguments.get("max_cost_usd").flatMap(value -> Usd.of(value.asDouble())),
        arguments.flag("replace", false),
        arguments.get("keep").map(JsonNode::asBoolean));
  }

  private static String name(Arguments arguments) {
    String name = arguments.text("name").orElse(DEFAULT_NAME);
    if (!NAME.matcher(name).matches()) {
      throw new ToolFailure("`name` takes 1 to 40 letters, digits, dots, dashes or underscores.");
    }
    return name;
  }

  private static JobImage image(String text) {
    try {
      return JobImage.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ToolFailure("`image`: " + e.getMessage() + ".", e);
    }
  }

  private static List<String> packages(Arguments arguments) {
    List<String> packages = arguments.texts("packages");
    for (String one : packages) {
      if (!PACKAGE.matcher(one).matches()) {
        throw new ToolFailure(
            "`packages` takes requirements such as `trl>=0.20` or `torch==2.8.0`, not `"
                + one
                + "`.");
      }
    }
    return packages;
  }

  private static Optional<Duration> time(Arguments arguments, String name) {
    return arguments
        .text(name)
        .map(
            text ->
                JobTimeout.parse(text)
                    .filter(time -> time.compareTo(SHORTEST) >= 0 && time.compareTo(LONGEST) <= 0)
                    .orElseThrow(
                        () ->
                            new ToolFailure(
                                "`"
                                    + name
                                    + "` must be a time from 1m to 24h such as 30m or 2h, not `"
                                    + text
                                    + "`.")));
  }

  private static Map<String, String> secrets(Arguments arguments) {
    Map<String, String> secrets = texts(arguments, "secrets");
    Map<String, String> own = Settings.variables();
    secrets.replaceAll(
        (name, value) -> {
          if (!value.startsWith("$")) {
            return value;
          }
          String variable = value.substring(1).replaceAll("^\\{(.*)}$", "$1");
          String found = own.get(variable);
          if (found == null || found.isBlank()) {
            throw new ToolFailure(
                "`secrets`: "
                    + name
                    + " is to be taken from the variable "
                    + variable
                    + ", which is not set where ml-intern runs.");
          }
          return found;
        });
    return secrets;
  }

  private static Map<String, String> texts(Arguments arguments, String member) {
    var texts = new LinkedHashMap<String, String>();
    arguments
        .get(member)
        .ifPresent(
            object ->
                object.forEachEntry(
                    (name, value) -> {
                      if (!VARIABLE.matcher(name).matches() || RESERVED.matcher(name).matches()) {
                        throw new ToolFailure(
                            "`"
                                + member
                                + "`: `"
                                + name
                                + "` cannot be set; names are letters, digits and underscores, and"
                                + " SBX_… belongs to the sandbox itself.");
                      }
                      if (value.isContainer() || value.isNull()) {
                        throw new ToolFailure(
                            "`" + member + "`: the value of `" + name + "` must be a text.");
                      }
                      texts.put(name, value.asString());
                    }));
    return texts;
  }

  private static Map<String, String> trackio(Arguments arguments) {
    var variables = new LinkedHashMap<String, String>();
    for (String name : Set.of("trackio_space_id", "trackio_project")) {
      arguments
          .text(name)
          .ifPresent(value -> variables.put(name.toUpperCase(java.util.Locale.ROOT), value));
    }
    return variables;
  }
}
