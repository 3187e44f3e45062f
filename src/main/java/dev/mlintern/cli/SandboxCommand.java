package dev.mlintern.cli;

import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubException;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.sandbox.SandboxHost;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
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
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

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
      @Option(names = "--dry-run", description = "Only says what would be ended.") boolean dryRun,
      @Option(
              names = "--keep-trying",
              paramLabel = "MINUTES",
              defaultValue = "0",
              description =
                  "How long to repeat what fails: the Hub may be out of reach for a while.")
          int minutes)
      throws InterruptedException {
    try {
      boolean clean =
          dryRun
              ? told(host().sweep(true))
              : swept(Instant.now().plus(Duration.ofMinutes(minutes)));
      return clean ? 0 : LEFT;
    } catch (ToolFailure | HubException | HttpFailure e) {
      return failed(e);
    }
  }

  /// Repeats until nothing is left here, or it is too late.
  private boolean swept(Instant giveUp) throws InterruptedException {
    SandboxHost host = host();
    Duration pause = FIRST_PAUSE;
    while (true) {
      boolean clean = told(host.sweep(false));
      if (clean || !host.hasLeases() || Instant.now().plus(pause).isAfter(giveUp)) {
        return clean;
      }
      Thread.sleep(pause);
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
  }

  private boolean told(SandboxHost.Swept swept) {
    PrintWriter out = command.commandLine().getOut();
    swept.lines().forEach(out::println);
    out.flush();
    return swept.clean();
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
