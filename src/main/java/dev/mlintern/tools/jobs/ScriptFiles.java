package dev.mlintern.tools.jobs;

import dev.mlintern.http.CallScope;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.jobs.JobDraft.Place;
import dev.mlintern.tools.jobs.JobDraft.Program;
import dev.mlintern.tools.sandbox.Sandboxes;
import dev.mlintern.tools.sandbox.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/// Scripts that are in files: read once, sent as they are.
final class ScriptFiles {
  static final int MAX_BYTES = 20 << 20;

  private final Settings settings;
  private final Supplier<Optional<Sandboxes>> sandboxes;

  ScriptFiles(Settings settings, Supplier<Optional<Sandboxes>> sandboxes) {
    this.settings = settings;
    this.sandboxes = sandboxes;
  }

  /// The bytes of the file a program is in; empty for a program in no file.
  ///
  /// @throws ToolFailure when it cannot be read or says nothing, with what to do
  Optional<byte[]> content(Program program, CallScope scope) throws InterruptedException {
    if (!(program instanceof Program.FileScript file)) {
      return Optional.empty();
    }
    byte[] content =
        switch (file.place()) {
          case PROJECT -> local(file.path());
          case SANDBOX -> inSandbox(file.path(), scope);
          case NOT_SAID -> {
            if (sandboxes.get().filter(Sandboxes::hasCurrent).isEmpty()) {
              throw unseen(file.path());
            }
            yield inSandbox(file.path(), scope);
          }
        };
    if (new String(content, StandardCharsets.ISO_8859_1).isBlank()) {
      String where = file.place() == Place.PROJECT ? "" : " of the sandbox";
      throw new ToolFailure(
          "hf_jobs: the file `"
              + file.path()
              + "`"
              + where
              + " is empty: write the program into it first. Nothing was submitted.");
    }
    return Optional.of(content);
  }

  private byte[] local(String path) {
    try {
      return LocalScript.read(path, settings);
    } catch (IOException e) {
      throw new ToolFailure(
          "hf_jobs: `" + path + "` cannot be read: " + e.getMessage() + ". Nothing was submitted.",
          e);
    }
  }

  private byte[] inSandbox(String path, CallScope scope) throws InterruptedException {
    Sandboxes open =
        sandboxes
            .get()
            .orElseThrow(
                () ->
                    new ToolFailure(
                        "hf_jobs: local mode has no sandboxes: send a file of the project with"
                            + " script_kind=local_path. Nothing was submitted."));
    try {
      return WholeFile.read(open, path, MAX_BYTES, scope);
    } catch (ToolFailure e) {
      throw new ToolFailure(
          "hf_jobs: the script could not be read from the sandbox: "
              + e.getMessage()
              + " Nothing was submitted.",
          e);
    }
  }

  private static ToolFailure unseen(String path) {
    return new ToolFailure(
        "hf_jobs: `"
            + path
            + "` is a path, and a job sees no files of this machine. To send the file's content"
            + " say script_kind=local_path (a file of the project) or sandbox_path (a file of a"
            + " sandbox that runs; none does now); pass the code itself as `script` otherwise"
            + " (script_kind=inline if this is code); a file of the image is run with `command`."
            + " Nothing was submitted.");
  }
}
