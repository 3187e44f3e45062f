package dev.mlintern.cli;

import dev.mlintern.redact.MachineSecrets;
import dev.mlintern.redact.Redactor;
import dev.mlintern.redact.StreamRedaction;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `ml-intern redact`: copies stdin to stdout without its secrets.
@Command(
    name = "redact",
    description = {
      "Copy text or JSON lines from stdin to stdout without the secrets in them.",
      "Exit code 3: something was written in which the final check still found a secret."
    },
    mixinStandardHelpOptions = true)
final class RedactCommand implements Callable<Integer> {
  private static final int STILL_THERE = 3;

  @Option(
      names = "--report",
      description = "Say on stderr what was replaced and how often, never the values.")
  private boolean report;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Redactor redactor = Redactor.knowing(machineSecrets(Settings.fromEnvironment()).collect());
    StreamRedaction.Outcome outcome;
    try (var in = new FileInputStream(FileDescriptor.in);
        var out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16)) {
      outcome = StreamRedaction.copy(redactor, in, out);
    } catch (IOException e) {
      err.println("ml-intern redact: the output is not complete: " + e.getMessage());
      return 1;
    }
    return conclude(outcome);
  }

  /// Says what was found, and concludes the exit code from it.
  int conclude(StreamRedaction.Outcome outcome) {
    PrintWriter err = spec.commandLine().getErr();
    if (report) {
      err.println(outcome.replaced().total() + " replaced in " + outcome.lines() + " lines");
      err.print(outcome.replaced());
    }
    boolean clean = outcome.left().isEmpty();
    if (!clean) {
      err.println("ml-intern redact: do not share the output, the final check still found:");
      err.print(outcome.left());
    }
    err.flush();
    return clean ? 0 : STILL_THERE;
  }

  private static MachineSecrets machineSecrets(Settings settings) {
    return new MachineSecrets(
        Settings.variables(),
        settings.tokenFile(),
        settings.userHome(),
        settings.huggingFaceHome(),
        List.of(settings.path(Setting.CLAUDE_PROJECT_DIR).orElse(Path.of(""))));
  }
}
