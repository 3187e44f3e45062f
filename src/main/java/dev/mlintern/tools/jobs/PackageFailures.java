package dev.mlintern.tools.jobs;

import static dev.mlintern.tools.jobs.FailureReason.COMMAND_NOT_FOUND;
import static dev.mlintern.tools.jobs.FailureReason.MISSING_PACKAGE;
import static dev.mlintern.tools.jobs.FailureReason.PACKAGE_CONFLICT;
import static dev.mlintern.tools.jobs.FailureReason.PACKAGE_VERSION;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Packages and programs that are not there, or not in the version the script was written for.
final class PackageFailures {
  private static final String NAME = "[`'\"]?([A-Za-z0-9][\\w.\\-]*)";
  private static final Pattern PIP_INSTALL =
      Pattern.compile("pip3? install ((?:-U |--upgrade |-q )*[A-Za-z0-9'\"][^`\\n;)]*)");

  static final List<FailureRule> RULES =
      List.of(
          FailureRule.of("No module named " + NAME, hit -> module(hit, hit.match().group(1))),
          FailureRule.of(
              "cannot import name ['\"](\\w+)['\"] from ['\"]([\\w.]+)['\"]",
              PackageFailures::version),
          FailureRule.of(
              "packages that were not found in your environment: ([\\w\\-, ]+)",
              hit -> missing(hit, hit.match().group(1).strip())),
          FailureRule.of(
              "^(?:ImportError|\\w*Error: .*requires? the .* library|.*but it (?:was|is) not"
                  + " (?:found|installed)).*",
              hit -> hit.nearby(PIP_INSTALL).flatMap(names -> missing(hit, names.strip()))),
          FailureRule.of(
              "No solution found when resolving|ResolutionImpossible|conflicting dependencies"
                  + "|^\\s*╰─▶ (?:Because|.*unsatisfiable)|No matching distribution found",
              PACKAGE_CONFLICT,
              "The packages could not be resolved to versions that fit one another.",
              "loosen or correct the version pins in `dependencies` (and in the script's own"
                  + " `# /// script` block); a package that exists for other Pythons only needs"
                  + " `python`"),
          FailureRule.of(
              "Failed to (?:build|download and build) [`'\"]?([\\w.\\-]+)|error:"
                  + " subprocess-exited-with-error|Call to `[^`]*build_wheel` failed|Failed"
                  + " building wheel for ([\\w.\\-]+)",
              PackageFailures::build),
          FailureRule.of(
              "exec: [\"']?([\\w./\\-]+)[\"']?: (?:executable file )?not found"
                  + "|(?:^|: )([\\w./\\-]+): (?:command )?not found$"
                  + "|Failed to spawn: `([^`]+)`",
              PackageFailures::command));

  /// Names under which packages are installed that are imported under another.
  private static final Map<String, String> INSTALLED_AS =
      Map.ofEntries(
          Map.entry("cv2", "opencv-python-headless"),
          Map.entry("PIL", "pillow"),
          Map.entry("sklearn", "scikit-learn"),
          Map.entry("skimage", "scikit-image"),
          Map.entry("yaml", "pyyaml"),
          Map.entry("bs4", "beautifulsoup4"),
          Map.entry("dotenv", "python-dotenv"),
          Map.entry("dateutil", "python-dateutil"),
          Map.entry("google.protobuf", "protobuf"),
          Map.entry("Levenshtein", "python-Levenshtein"),
          Map.entry("jwt", "PyJWT"),
          Map.entry("Crypto", "pycryptodome"),
          Map.entry("attr", "attrs"),
          Map.entry("faiss", "faiss-cpu"),
          Map.entry("git", "GitPython"),
          Map.entry("pkg_resources", "setuptools<81"),
          Map.entry("distutils", "setuptools"),
          Map.entry("umap", "umap-learn"),
          Map.entry("hydra", "hydra-core"),
          Map.entry("OpenSSL", "pyopenssl"),
          Map.entry("magic", "python-magic"),
          Map.entry("docx", "python-docx"),
          Map.entry("pptx", "python-pptx"),
          Map.entry("fitz", "pymupdf"),
          Map.entry("mpl_toolkits", "matplotlib"),
          Map.entry("pytorch_lightning", "pytorch-lightning"),
          Map.entry("open_clip", "open-clip-torch"),
          Map.entry("mamba_ssm", "mamba-ssm"),
          Map.entry("tensorflow_datasets", "tensorflow-datasets"),
          Map.entry("grpc", "grpcio"),
          Map.entry("whisper", "openai-whisper"),
          Map.entry("clip", "git+https://github.com/openai/CLIP.git"),
          Map.entry("apex", "git+https://github.com/NVIDIA/apex.git"));

  private PackageFailures() {}

  /// What `pip install` takes for a module, e.g. `opencv-python-headless` for `cv2.dnn`.
  static String installedAs(String module) {
    String top = module.split("\\.")[0];
    return INSTALLED_AS.getOrDefault(module, INSTALLED_AS.getOrDefault(top, top.replace('_', '-')));
  }

  private static Optional<JobDiagnosis> module(FailureRule.Hit hit, String module) {
    String top = module.split("\\.")[0];
    boolean other = module.contains(".") && hit.lines().inside(top);
    if (other) {
      return hit.is(
          PACKAGE_VERSION,
          "The installed `" + top + "` has no module `" + module + "`: another version is needed.",
          "pin `" + top + "` in `dependencies` to the version the script was written for");
    }
    String name = installedAs(module);
    String differs = name.equals(top) ? "" : " (imported as `" + top + "`)";
    return hit.is(
        MISSING_PACKAGE,
        "The package `" + name + "`" + differs + " is not installed.",
        "add `\""
            + name
            + "\"` to `dependencies`; for a job with `command`, use an image that has it");
  }

  private static Optional<JobDiagnosis> missing(FailureRule.Hit hit, String names) {
    String packages = names.replaceAll("(?:-U|--upgrade|-q)\\s+", "").replaceAll("[`'\"]|\\.$", "");
    return hit.is(
        MISSING_PACKAGE,
        "Packages are missing or too old: `" + packages + "`.",
        "add to `dependencies`: `" + packages + "`");
  }

  private static Optional<JobDiagnosis> version(FailureRule.Hit hit) {
    String from = hit.match().group(2).split("\\.")[0];
    return hit.is(
        PACKAGE_VERSION,
        "The installed `"
            + from
            + "` has no `"
            + hit.match().group(1)
            + "`: another version is needed.",
        "pin `"
            + from
            + "` in `dependencies` to a version that has it, or use the name its current"
            + " documentation gives");
  }

  private static Optional<JobDiagnosis> build(FailureRule.Hit hit) {
    String name = hit.match().group(1) == null ? hit.match().group(2) : hit.match().group(1);
    return hit.is(
        PACKAGE_CONFLICT,
        (name == null ? "A package" : "`" + name + "`")
            + " has no ready-made wheel here and could not be built.",
        "choose a version with wheels for this Python and CUDA, set `python`, or drop it"
            + " (`flash-attn`: use `attn_implementation=\"sdpa\"` instead)");
  }

  private static Optional<JobDiagnosis> command(FailureRule.Hit hit) {
    for (int group = 1; group <= 3; group++) {
      if (hit.match().group(group) != null) {
        String program = hit.match().group(group);
        return hit.is(
            COMMAND_NOT_FOUND,
            "The image has no program `" + program + "`.",
            "use an image that has it, or give its full path in `command`; shell syntax (`&&`, `|`,"
                + " `cd`) needs [\"/bin/sh\", \"-c\", \"…\"]");
      }
    }
    return Optional.empty();
  }
}
