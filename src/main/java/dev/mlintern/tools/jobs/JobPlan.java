package dev.mlintern.tools.jobs;

import dev.mlintern.hub.jobs.HubJobs;
import dev.mlintern.hub.jobs.JobImage;
import dev.mlintern.hub.jobs.JobSpec;
import dev.mlintern.hub.jobs.JobVolume;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.jobs.JobDraft.Program;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything about a job that can be settled before the Hub is asked for one.
///
/// @param spec the request, complete but for a script that is too large for it
/// @param largeScript committed to a private dataset and mounted before the job is submitted
/// @param label the job's client-made id, by which a lost submission is found again
record JobPlan(JobSpec spec, Optional<LargeScript> largeScript, String label) {
  private static final String DOCKER_IMAGE = "python:3.12";

  /// Logs that a reader can use: no progress bars drawn line by line, output as it comes.
  private static final Map<String, String> QUIET =
      Map.of(
          "HF_HUB_DISABLE_PROGRESS_BARS", "1",
          "TQDM_DISABLE", "1",
          "TRANSFORMERS_VERBOSITY", "warning",
          "UV_NO_PROGRESS", "1",
          "PYTHONUNBUFFERED", "1");

  /// A script above [ScriptPack#MAX_COMMAND_BYTES].
  record LargeScript(String fileName, byte[] content, UvRun run) {}

  /// @param file content of the file that the program is in, if it is in one
  /// @param token the caller's own, asked for only when the job is to get it
  /// @throws ToolFailure with what to change
  static JobPlan of(JobDraft draft, Optional<byte[]> file, String label, Token token) {
    String name = name(draft);
    Optional<LargeScript> large = Optional.empty();
    List<String> command;
    switch (draft.program()) {
      case Program.Command(List<String> words) -> command = words;
      case Program.Address(String url, UvRun run) -> command = run.command(url);
      case Program.Inline(String code, UvRun run) -> {
        byte[] content = code.getBytes(StandardCharsets.UTF_8);
        ScriptPack pack = ScriptPack.of(name, content, run);
        command = commandOf(pack, run);
        large = largeOf(pack, name, content, run);
      }
      case Program.FileScript(_, _, UvRun run) -> {
        byte[] content = file.orElseThrow();
        ScriptPack pack = ScriptPack.of(name, content, run);
        command = commandOf(pack, run);
        large = largeOf(pack, name, content, run);
      }
    }
    try {
      return new JobPlan(spec(draft, command, name, label, token), large, label);
    } catch (IllegalArgumentException e) {
      throw new ToolFailure("hf_jobs: " + e.getMessage() + ". Nothing was submitted.", e);
    }
  }

  /// Where the caller's token comes from.
  @FunctionalInterface
  interface Token {
    /// @throws ToolFailure when there is none
    String value();
  }

  private static JobSpec spec(
      JobDraft draft, List<String> command, String name, String label, Token token) {
    boolean python = !(draft.program() instanceof Program.Command);
    String image = draft.image().orElse(python ? UvRun.IMAGE : DOCKER_IMAGE);
    for (JobVolume volume : draft.volumes()) {
      if (!volume.mountPath().startsWith("/")) {
        throw new IllegalArgumentException(
            "the mount_path of `" + volume.source() + "` must be absolute, e.g. /data");
      }
    }
    var labels = new LinkedHashMap<>(draft.labels());
    labels.putIfAbsent("name", name);
    labels.put(HubJobs.REQUEST_LABEL, label);
    return new JobSpec(
        JobImage.parse(image),
        command,
        environment(draft, python),
        secrets(draft, token),
        draft.flavor(),
        draft.timeout(),
        labels,
        draft.volumes(),
        draft.ports(),
        draft.resourceGroup());
  }

  private static Map<String, String> environment(JobDraft draft, boolean python) {
    var environment = new LinkedHashMap<String, String>();
    if (python) {
      QUIET.entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(entry -> environment.put(entry.getKey(), entry.getValue()));
    }
    environment.putAll(draft.env());
    draft.trackioSpace().ifPresent(space -> environment.put("TRACKIO_SPACE_ID", space));
    draft.trackioProject().ifPresent(project -> environment.put("TRACKIO_PROJECT", project));
    return environment;
  }

  /// The caller's own secrets as they are; the account's token only when asked for, and never over
  /// one the caller gave (spec tools-act J8).
  private static Map<String, String> secrets(JobDraft draft, Token token) {
    var secrets = new LinkedHashMap<String, String>();
    boolean inherit = draft.hfToken().orElse(false);
    for (var secret : draft.secrets().entrySet()) {
      String value = secret.getValue();
      boolean own = value.equals("$HF_TOKEN") || value.equals("${HF_TOKEN}");
      if (own && draft.hfToken().orElse(true)) {
        secrets.put(secret.getKey(), token.value());
      } else if (value.startsWith("$")) {
        throw new IllegalArgumentException(
            "secret `"
                + secret.getKey()
                + "`: secrets are sent as written, and variables of this machine are not read"
                + " (only $HF_TOKEN stands for your token, with hf_token=inherit or unset)");
      } else {
        secrets.put(secret.getKey(), value);
      }
    }
    if (inherit) {
      secrets.computeIfAbsent("HF_TOKEN", _ -> token.value());
    }
    return secrets;
  }

  /// Whether the job can push: with a token of the account's or one of its own.
  boolean hasHubToken() {
    return spec.secrets().containsKey("HF_TOKEN") || spec.environment().containsKey("HF_TOKEN");
  }

  private static List<String> commandOf(ScriptPack pack, UvRun run) {
    return switch (pack) {
      case ScriptPack.Packed packed -> packed.command();
      // Replaced by the real path when the script has been committed.
      case ScriptPack.TooLarge _ -> run.command("script.py");
    };
  }

  private static Optional<LargeScript> largeOf(
      ScriptPack pack, String name, byte[] content, UvRun run) {
    return switch (pack) {
      case ScriptPack.Packed _ -> Optional.empty();
      case ScriptPack.TooLarge _ ->
          Optional.of(
              new LargeScript(
                  ScriptName.of(name, new String(content, StandardCharsets.ISO_8859_1), run),
                  content,
                  run));
    };
  }

  private static String name(JobDraft draft) {
    String wanted =
        draft
            .name()
            .orElseGet(
                () ->
                    switch (draft.program()) {
                      case Program.Inline _ -> "script";
                      case Program.Address(String url, _) ->
                          lastPart(url.replaceFirst("[?#].*", ""));
                      case Program.FileScript(_, String path, _) -> lastPart(path);
                      case Program.Command _ -> lastPart(draft.image().orElse(DOCKER_IMAGE));
                    });
    String safe = wanted.replaceAll("[^A-Za-z0-9._-]+", "-").replaceFirst("^[-.]+", "");
    return safe.isEmpty() ? "job" : safe.substring(0, Math.min(60, safe.length()));
  }

  private static String lastPart(String path) {
    String whole = path.replaceFirst("/+$", "");
    return whole.substring(whole.lastIndexOf('/') + 1).replaceFirst("\\.py$", "");
  }

  /// The plan with a script that has been committed, mounted read-only.
  JobPlan withMounted(JobVolume volume, String scriptPath) {
    LargeScript script = largeScript.orElseThrow();
    var volumes = new ArrayList<>(spec.volumes());
    volumes.add(volume);
    return new JobPlan(
        new JobSpec(
            spec.image(),
            script.run().command(scriptPath),
            spec.environment(),
            spec.secrets(),
            spec.flavor(),
            spec.timeout(),
            spec.labels(),
            volumes,
            spec.exposedPorts(),
            spec.resourceGroup()),
        Optional.empty(),
        label);
  }
}
