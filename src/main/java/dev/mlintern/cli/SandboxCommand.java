package dev.mlintern.cli;

import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubException;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.sandbox.SandboxHost;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `ml-intern sandbox`: see sandboxes and end what was left behind, with the user's own token.
@Command(
    name = "sandbox",
    description = "Lists sandboxes and ends those that were left behind.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class SandboxCommand {
  private static final int LEFT = 2;

  @Spec private CommandSpec command;

  @Command(
      name = "list",
      description = "Lists all sandboxes with stage, cost so far and time left.",
      mixinStandardHelpOptions = true)
  int list() {
    PrintWriter out = command.commandLine().getOut();
    try {
      out.println(host().list());
      out.flush();
      return 0;
    } catch (ToolFailure | HubException | HttpFailure e) {
      return failed(e);
    }
  }

  @Command(
      name = "sweep",
      description = {
        "Ends sandboxes nobody answers for any more: of killed servers on this machine, and of any"
            + " machine once their time is over. Exit code 2 when one could not be ended."
      },
      mixinStandardHelpOptions = true)
  int sweep(
      @Option(names = "--dry-run", description = "Only says what would be ended.") boolean dryRun) {
    PrintWriter out = command.commandLine().getOut();
    try {
      SandboxHost.Swept swept = host().sweep(dryRun);
      swept.lines().forEach(out::println);
      out.flush();
      return swept.clean() ? 0 : LEFT;
    } catch (ToolFailure | HubException | HttpFailure e) {
      return failed(e);
    }
  }

  private int failed(RuntimeException e) {
    PrintWriter err = command.commandLine().getErr();
    err.println(e.getMessage());
    err.flush();
    return LEFT;
  }

  private static SandboxHost host() {
    return new Clients(Settings.fromEnvironment()).sandboxes();
  }
}
