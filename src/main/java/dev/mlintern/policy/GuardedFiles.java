package dev.mlintern.policy;

import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Files that the client's own file tools must leave alone, wherever the settings put them: nobody
/// edits the ledger and the audit log but this program, and a token is not for a model to read.
///
/// `.claude/settings.json` denies the usual places with rules, which know no variables, and a
/// plugin cannot bring rules at all.
final class GuardedFiles {
  private static final List<String> SECRETS_AT_HOME =
      List.of(
          ".cache/huggingface/token",
          ".cache/huggingface/stored_tokens",
          ".netrc",
          ".git-credentials",
          ".aws/credentials",
          ".config/gh/hosts.yml");

  private final Settings settings;

  GuardedFiles(Settings settings) {
    this.settings = settings;
  }

  /// Why this use of a file tool is refused; empty when it is none of our business.
  Optional<Decision> decide(ToolRequest request) {
    boolean reads = request.toolName().equals("Read");
    boolean writes =
        switch (request.toolName()) {
          case "Edit", "Write", "MultiEdit", "NotebookEdit" -> true;
          default -> false;
        };
    if (!reads && !writes) {
      return Optional.empty();
    }
    Optional<String> named =
        request.input().string("file_path").or(() -> request.input().string("notebook_path"));
    return named
        .flatMap(text -> path(text, request.directory()))
        .flatMap(file -> complaint(file, writes))
        .map(why -> new Decision(Verdict.DENY, ActionClass.OTHER, why));
  }

  private Optional<String> complaint(Path file, boolean writes) {
    for (Path secret : secrets()) {
      if (file.equals(real(secret))) {
        return Optional.of(
            ReasonText.shown(secret.toString(), 200)
                + " holds a credential; the tools of ml-intern use it by themselves, and jobs get"
                + " it with `hf_token`");
      }
    }
    return writes && file.startsWith(real(settings.stateDirectory()))
        ? Optional.of(
            ReasonText.shown(file.toString(), 200)
                + " is ml-intern's own record of budget, approvals and machines; it is not for"
                + " editing")
        : Optional.empty();
  }

  private List<Path> secrets() {
    List<Path> files = new ArrayList<>();
    files.add(settings.tokenFile());
    files.add(settings.huggingFaceHome().resolve("stored_tokens"));
    SECRETS_AT_HOME.forEach(name -> files.add(settings.userHome().resolve(name)));
    return files;
  }

  /// What a shell line must not name as a target, when the state folder is not where it usually is;
  /// in lower case.
  List<String> stateInShellLines() {
    Optional<String> moved = settings.explicit(Setting.ML_INTERN_HOME);
    if (moved.isEmpty()) {
      return List.of();
    }
    return List.of(
        lower(moved.get()) + "/",
        lower(settings.stateDirectory().toString()) + "/",
        "ml_intern_home");
  }

  private static String lower(String path) {
    return path.toLowerCase(Locale.ROOT);
  }

  /// The file with a credential that a shell line names; a word anywhere in it is enough.
  Optional<String> secretIn(String line) {
    for (String name :
        List.of(
            "huggingface/token",
            "huggingface/stored_tokens",
            "HF_TOKEN_PATH",
            "HF_HOME/token",
            "HF_HOME}/token",
            settings.tokenFile().toString())) {
      if (line.contains(name)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  private Optional<Path> path(String text, Optional<Path> directory) {
    try {
      Path home = settings.userHome();
      Path file = text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text);
      return Optional.of(real(directory.map(at -> at.resolve(file)).orElse(file)));
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  /// With links followed as far as the path exists.
  private static Path real(Path file) {
    Path plain = file.toAbsolutePath().normalize();
    for (Path at = plain; at != null; at = at.getParent()) {
      try {
        return at.toRealPath().resolve(at.relativize(plain)).normalize();
      } catch (IOException _) {
        // Not there (yet): what it lies in may be.
      }
    }
    return plain;
  }
}
