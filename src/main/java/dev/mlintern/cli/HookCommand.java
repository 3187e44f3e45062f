package dev.mlintern.cli;

import dev.mlintern.hooks.ApprovalHook;
import dev.mlintern.hooks.SessionEndHook;
import dev.mlintern.hooks.SessionStartHook;
import dev.mlintern.settings.Settings;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `ml-intern hook …`: the hooks' own code, to see what they say to a payload on standard input.
@Command(
    name = "hook",
    description = {
      "Run one of the hooks on a payload (JSON) from stdin, as Claude Code would.",
      "An empty answer means: no opinion."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "HOOK")
final class HookCommand {
  @Spec private CommandSpec spec;

  @Command(name = "approve", description = "PreToolUse: allow, ask or deny a call.")
  int approve() {
    return answer(ApprovalHook.answer(in(), Settings.fromEnvironment()));
  }

  @Command(name = "session-start", description = "SessionStart: what the model is told.")
  int sessionStart() {
    return answer(
        SessionStartHook.answer(in(), Settings.fromEnvironment(), Clock.systemDefaultZone()));
  }

  @Command(
      name = "session-end",
      description = "SessionEnd: queue the session and start the uploader.")
  int sessionEnd() throws IOException {
    if (SessionEndHook.accept(in(), Settings.fromEnvironment())) {
      new ProcessBuilder(OwnProgram.commandLine("upload", "--queued"))
          .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    }
    return 0;
  }

  private static InputStream in() {
    return new FileInputStream(FileDescriptor.in);
  }

  private int answer(String json) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(json);
    out.flush();
    return 0;
  }
}
