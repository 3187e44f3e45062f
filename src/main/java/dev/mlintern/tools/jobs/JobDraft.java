package dev.mlintern.tools.jobs;

import dev.mlintern.hub.jobs.JobVolume;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonString;
import dev.mlintern.policy.CanonicalArguments;
import dev.mlintern.policy.JobTimeout;
import dev.mlintern.policy.ScriptKind;
import dev.mlintern.policy.Usd;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ToolFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import okhttp3.HttpUrl;
import tools.jackson.databind.JsonNode;

/// A job as the caller asked for it, read the way the approval policy reads it (spec tools-act §2.1
/// and §20).
///
/// @param program what it runs
/// @param canonical the same arguments as the policy sees them
/// @param image as given; each kind of program has its own default
/// @param flavor canonical hardware name
/// @param hfToken whether the caller's token goes into the job; empty when not said
/// @param maxCost refuse when the worst case costs more
record JobDraft(
    Program program,
    CanonicalArguments canonical,
    Optional<String> image,
    String flavor,
    Duration timeout,
    Map<String, String> env,
    Map<String, String> secrets,
    Optional<Boolean> hfToken,
    Optional<String> trackioSpace,
    Optional<String> trackioProject,
    Optional<String> namespace,
    Map<String, String> labels,
    Optional<String> name,
    List<JobVolume> volumes,
    List<Integer> ports,
    Optional<String> resourceGroup,
    Optional<Usd> maxCost) {

  /// What a job runs.
  sealed interface Program {
    /// Python code in the call.
    record Inline(String code, UvRun run) implements Program {}

    /// Python code at an https address, which the job itself fetches.
    record Address(String url, UvRun run) implements Program {}

    /// Python code in a file that is read here and sent.
    record FileScript(Place place, String path, UvRun run) implements Program {}

    /// An argument vector, sent as it is.
    record Command(List<String> words) implements Program {
      public Command {
        words = List.copyOf(words);
      }
    }
  }

  /// Where a script's file is.
  enum Place {
    /// In the project, named on purpose.
    PROJECT,
    /// In the session's sandbox, named on purpose.
    SANDBOX,
    /// Nothing but a path was given: in the sandbox, if one runs.
    NOT_SAID
  }

  JobDraft {
    Objects.requireNonNull(program, "program");
    env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    volumes = List.copyOf(volumes);
    ports = List.copyOf(ports);
  }

  /// @throws ToolFailure naming what does not fit together
  static JobDraft of(Arguments arguments) {
    var canonical = CanonicalArguments.of(JsonReader.readObject(arguments.node().toString()));
    Optional<String> timeout = arguments.text("timeout");
    return new JobDraft(
        program(arguments, canonical),
        canonical,
        arguments.text("image"),
        canonical.hardwareOrDefault(),
        timeout.map(JobDraft::timeout).orElse(JobTimeout.DEFAULT),
        texts(arguments, "env"),
        texts(arguments, "secrets"),
        arguments.text("hf_token").map(word -> word.equals("inherit")),
        arguments.text("trackio_space_id"),
        arguments.text("trackio_project"),
        arguments.text("namespace"),
        texts(arguments, "labels"),
        arguments.text("name"),
        volumes(arguments),
        ports(arguments),
        arguments.text("resource_group_id"),
        maxCost(arguments));
  }

  static Optional<Usd> maxCost(Arguments arguments) {
    return arguments.get("max_cost_usd").flatMap(usd -> Usd.of(usd.asDouble()));
  }

  private static Program program(Arguments arguments, CanonicalArguments canonical) {
    boolean hasScript = arguments.text("script").isPresent();
    boolean hasCommand = arguments.has("command");
    if (hasScript == hasCommand) {
      throw new ToolFailure(
          hasScript
              ? "hf_jobs: `script` and `command` exclude each other: script is Python for uv,"
                  + " command an argument vector for the image. Nothing was submitted."
              : "hf_jobs: give `script` (Python code or an https address) or `command` (an"
                  + " argument vector for `image`). Nothing was submitted.");
    }
    if (hasCommand) {
      for (String name : List.of("dependencies", "python", "script_args", "script_kind")) {
        if (arguments.has(name)) {
          throw new ToolFailure(
              "hf_jobs: `"
                  + name
                  + "` goes with `script`, not with `command`. Nothing was"
                  + " submitted.");
        }
      }
      JsonNode command = arguments.get("command").orElseThrow();
      return new Program.Command(
          command.isString()
              ? CommandWords.split(command.stringValue())
              : words(arguments, "command"));
    }
    String script = arguments.verbatim("script").orElseThrow();
    var run =
        new UvRun(
            requirements(arguments.texts("dependencies")),
            arguments.text("python"),
            words(arguments, "script_args"));
    return script(script, arguments.text("script_kind").orElse("auto"), run, canonical);
  }

  private static Program script(
      String script, String named, UvRun run, CanonicalArguments canonical) {
    return switch (ScriptKind.of(canonical)) {
      case INLINE -> new Program.Inline(script, run);
      case URL -> new Program.Address(https(script.strip()), run);
      case PATH -> new Program.FileScript(place(named), script.strip(), run);
    };
  }

  private static Place place(String named) {
    return switch (named) {
      case "local_path" -> Place.PROJECT;
      case "sandbox_path" -> Place.SANDBOX;
      default -> Place.NOT_SAID;
    };
  }

  /// Requirements as pip writes them. A list given as one text was split at its commas, and so was
  /// `numpy>=1.26,<3`: what begins like a version belongs to the word before.
  private static List<String> requirements(List<String> given) {
    var requirements = new ArrayList<String>();
    for (String part : given) {
      if (!requirements.isEmpty() && "<>=!~".indexOf(part.charAt(0)) >= 0) {
        requirements.add(requirements.removeLast() + "," + part);
      } else {
        requirements.add(part);
      }
    }
    return requirements;
  }

  private static String https(String url) {
    if (!url.regionMatches(true, 0, "https://", 0, 8)) {
      throw new ToolFailure(
          "hf_jobs: the script's address must start with https://, or anybody on the way could"
              + " change what the job runs. Nothing was submitted.");
    }
    if (url.chars().anyMatch(c -> c <= ' ' || c == 0x7f) || HttpUrl.parse(url) == null) {
      throw new ToolFailure(
          "hf_jobs: the script's address is not one (blanks are written %20). Nothing was"
              + " submitted.");
    }
    return url;
  }

  private static Duration timeout(String text) {
    return JobTimeout.parse(new JsonString(text))
        .orElseThrow(
            () ->
                new ToolFailure(
                    "hf_jobs: timeout `"
                        + text
                        + "` is not a length of time up to 30 days. Write 30m, 2h, 1h30m, 90s or"
                        + " a number of seconds. Nothing was submitted."));
  }

  /// Words as they are: an argument may be blank or have blanks around it.
  private static List<String> words(Arguments arguments, String name) {
    var words = new ArrayList<String>();
    arguments
        .get(name)
        .ifPresent(value -> value.valueStream().map(word -> word.asString("")).forEach(words::add));
    return words;
  }

  private static Map<String, String> texts(Arguments arguments, String name) {
    var texts = new LinkedHashMap<String, String>();
    arguments
        .get(name)
        .ifPresent(object -> object.forEachEntry((key, value) -> texts.put(key, text(value))));
    return texts;
  }

  private static String text(JsonNode value) {
    return value.isString() ? value.stringValue() : value.toString();
  }

  private static List<JobVolume> volumes(Arguments arguments) {
    var volumes = new ArrayList<JobVolume>();
    arguments
        .get("volumes")
        .ifPresent(list -> list.valueStream().map(JobDraft::volume).forEach(volumes::add));
    return volumes;
  }

  private static JobVolume volume(JsonNode json) {
    return new JobVolume(
        json.path("type").asString(""),
        json.path("source").asString(""),
        json.path("mount_path").asString(""),
        json.path("read_only").booleanValueOpt(),
        json.path("revision").stringValueOpt(),
        json.path("path").stringValueOpt());
  }

  private static List<Integer> ports(Arguments arguments) {
    var ports = new ArrayList<Integer>();
    arguments
        .get("expose")
        .ifPresent(list -> list.valueStream().map(JsonNode::asInt).forEach(ports::add));
    return ports;
  }
}
