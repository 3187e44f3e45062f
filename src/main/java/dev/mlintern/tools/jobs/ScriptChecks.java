package dev.mlintern.tools.jobs;

import dev.mlintern.tools.jobs.PreflightCheck.Findings;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Scripts that cannot run where they are sent.
final class ScriptChecks {
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^(?:import|from)[ \\t]+([A-Za-z_]\\w*)");
  private static final Pattern LOCAL_PATH =
      Pattern.compile(
          "[\"'](/(?:home|Users|fsx|mnt/[a-z]|root/[a-z])/[^\"'\\n"
              + "]{1,200}|~/[^\"'\\n"
              + "]{1,200}|[A-Z]:\\\\\\\\?[^\"'\\n"
              + "]{1,200})[\"']");

  /// What installing one of the usual libraries brings along.
  private static final Map<String, List<String>> BRINGS =
      Map.ofEntries(
          Map.entry("trl", List.of("transformers", "datasets", "accelerate", "torch")),
          Map.entry("peft", List.of("transformers", "accelerate", "torch", "safetensors")),
          Map.entry("accelerate", List.of("torch", "numpy", "huggingface-hub", "safetensors")),
          Map.entry(
              "transformers", List.of("numpy", "huggingface-hub", "tokenizers", "safetensors")),
          Map.entry("datasets", List.of("pandas", "numpy", "pyarrow", "huggingface-hub")),
          Map.entry("sentence-transformers", List.of("transformers", "torch", "scikit-learn")),
          Map.entry("unsloth", List.of("trl", "peft", "datasets", "bitsandbytes", "torch")),
          Map.entry("vllm", List.of("transformers", "torch", "numpy")),
          Map.entry("bitsandbytes", List.of("torch", "numpy")),
          Map.entry("diffusers", List.of("huggingface-hub", "safetensors", "numpy")),
          Map.entry("torchvision", List.of("torch", "numpy", "pillow")),
          Map.entry("lighteval", List.of("transformers", "datasets", "torch", "accelerate")),
          Map.entry("evaluate", List.of("datasets", "pandas", "numpy")),
          Map.entry("pandas", List.of("numpy")),
          Map.entry("scikit-learn", List.of("numpy", "scipy")));

  /// Libraries that no plain Python has; others may be the script's own or the standard library's.
  private static final Set<String> LIBRARIES =
      Set.of(
          "accelerate",
          "bitsandbytes",
          "datasets",
          "deepspeed",
          "diffusers",
          "evaluate",
          "flash-attn",
          "huggingface-hub",
          "lighteval",
          "numpy",
          "opencv-python-headless",
          "pandas",
          "peft",
          "pillow",
          "pyarrow",
          "scikit-learn",
          "scipy",
          "sentence-transformers",
          "tokenizers",
          "torch",
          "torchvision",
          "trackio",
          "transformers",
          "trl",
          "unsloth",
          "vllm",
          "wandb");

  private ScriptChecks() {}

  static void look(JobFacts facts, Findings findings) {
    if (facts.members().string("script").filter(String::isBlank).isPresent()) {
      findings.error("`script` is empty");
    }
    address(facts, findings);
    if (facts.script().isEmpty()) {
      return;
    }
    metadata(facts, facts.script().get(), findings);
    imports(facts, findings);
    Matcher path = LOCAL_PATH.matcher(facts.code());
    if (path.find()) {
      findings.warning(
          "the script names `"
              + path.group(1)
              + "`, a path of a local machine that the job does not see: use a repository of the"
              + " Hub or mount one with `volumes`");
    }
  }

  private static void address(JobFacts facts, Findings findings) {
    facts
        .members()
        .string("script")
        .filter(script -> script.strip().toLowerCase(Locale.ROOT).startsWith("http://"))
        .filter(script -> script.strip().lines().count() == 1)
        .ifPresent(_ -> findings.error("the script's address must start with https://"));
  }

  private static void metadata(JobFacts facts, String script, Findings findings) {
    if (InlineMetadata.isBroken(script)) {
      findings.error(
          "the script's `# /// script` block is not closed: every line of it starts with `#`, and"
              + " the last is `# ///`");
    }
    Optional<InlineMetadata> metadata = InlineMetadata.of(script);
    if (metadata.isEmpty()) {
      return;
    }
    Map<String, String> own =
        metadata.get().dependencies().stream()
            .collect(
                Collectors.toMap(InlineMetadata::packageOf, String::strip, (first, _) -> first));
    for (String dependency : facts.words("dependencies")) {
      String other = own.get(InlineMetadata.packageOf(dependency));
      if (other != null && !other.replace(" ", "").equals(dependency.replace(" ", ""))) {
        findings.warning(
            "`dependencies` asks for `"
                + dependency
                + "` and the script's own block for `"
                + other
                + "`: uv must satisfy both");
      }
    }
    Optional<String> python = facts.members().string("python");
    metadata
        .get()
        .python()
        .filter(_ -> python.isPresent())
        .ifPresent(
            wanted ->
                findings.warning(
                    "`python` is "
                        + python.get()
                        + " and the script's own block requires "
                        + wanted
                        + ": uv must satisfy both"));
  }

  /// Only in the plain image: another one may have anything installed.
  private static void imports(JobFacts facts, Findings findings) {
    String image = facts.members().string("image").orElse(UvRun.IMAGE);
    if (!image.contains("astral-sh/uv")) {
      return;
    }
    Set<String> there = installed(facts);
    var missing = new TreeSet<String>();
    Matcher imported = IMPORT.matcher(facts.code());
    while (imported.find()) {
      String name = InlineMetadata.packageOf(PackageFailures.installedAs(imported.group(1)));
      if (LIBRARIES.contains(name) && !there.contains(name)) {
        missing.add(name);
      }
    }
    if (!missing.isEmpty()) {
      findings.error(
          "the script imports what nothing installs: add "
              + missing.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(", "))
              + " to `dependencies`");
    }
  }

  private static Set<String> installed(JobFacts facts) {
    var there = new HashSet<String>();
    Stream.concat(
            facts.words("dependencies").stream(),
            facts.script().flatMap(InlineMetadata::of).stream()
                .flatMap(metadata -> metadata.dependencies().stream()))
        .forEach(requirement -> add(requirement, there));
    return there;
  }

  /// `name @ git+https://…/name.git` and plain addresses count by their last part.
  private static void add(String requirement, Set<String> there) {
    String address = requirement.replaceFirst("[@#?].*$", "");
    String last = address.contains("://") ? address.replaceAll("^.*/|\\.git$", "") : requirement;
    String name = InlineMetadata.packageOf(last);
    if (there.add(name)) {
      BRINGS.getOrDefault(name, List.of()).forEach(brought -> add(brought, there));
    }
    if (requirement.contains("[torch]")) {
      there.addAll(List.of("torch", "accelerate"));
    }
  }
}
