package dev.mlintern.cli;

import dev.mlintern.mcp.Instructions;
import dev.mlintern.mcp.McpDoor;
import dev.mlintern.mcp.ServerInfo;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolRunner;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `ml-intern mcp`: the MCP server on standard input and output.
@Command(
    name = "mcp",
    description = "Serves the tools to an MCP client over standard input and output.",
    mixinStandardHelpOptions = true)
public final class McpCommand implements Callable<Integer> {
  /// Claude Code sends SIGINT, SIGTERM 0.1 s and SIGKILL about 0.5 s later (spec claude-code §1).
  private static final Duration SIGNAL_PATIENCE = Duration.ofMillis(300);

  /// For sandboxes to be ended when the client has gone, which nobody waits for. Without one, the
  /// process ends at once.
  private static final Duration END_PATIENCE = Duration.ofSeconds(2);

  @Mixin private final SelectionOptions selection = new SelectionOptions();

  /// Runs `mcp …` as clients start it, without the cost of the option parser where it can.
  ///
  /// @return the exit code
  public static int run(String... args) throws InterruptedException {
    Optional<SelectionOptions> plain =
        SelectionOptions.plain(List.of(args).subList(1, args.length));
    if (plain.isEmpty()) {
      return RootCommand.run(args);
    }
    return serve(Settings.fromEnvironment(), plain.get());
  }

  @Override
  public Integer call() throws InterruptedException {
    return serve(Settings.fromEnvironment(), selection);
  }

  private static int serve(Settings settings, SelectionOptions selection)
      throws InterruptedException {
    InputStream in = new FileInputStream(FileDescriptor.in);
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    // Whatever prints by mistake must not break the protocol.
    System.setOut(System.err);
    return serve(settings, selection, in, out);
  }

  /// Serves over the given streams until the input ends.
  static int serve(Settings settings, SelectionOptions selection, InputStream in, OutputStream out)
      throws InterruptedException {
    var clients = new Clients(settings);
    ToolRunner runner;
    try {
      runner = Toolbox.runner(settings, selection.over(settings), clients);
    } catch (ToolFailure e) {
      System.err.println("ml-intern mcp: " + e.getMessage());
      return 2;
    }
    McpDoor door =
        new McpDoor(in, out, runner, info(runner))
            .endingWithParent()
            .onLeaving(ProcessEnd::prepare);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> stop(door, clients)));
    Thread.ofVirtual().name("left-overs").start(clients::lookAfterLeftOvers);
    door.serve();
    endSandboxes(clients, END_PATIENCE);
    return 0;
  }

  /// What could not be ended in time is ended by a process of its own.
  private static void endSandboxes(Clients clients, Duration patience) {
    if (!clients.close(patience)) {
      DetachedSweep.start();
    }
  }

  static ServerInfo info(ToolRunner runner) {
    return new ServerInfo(
        "ml-intern",
        "ml-intern for Claude Code",
        OwnProgram.version(),
        Instructions.forTools(runner.catalogue()));
  }

  private static void stop(McpDoor door, Clients clients) {
    try {
      endSandboxes(clients, SIGNAL_PATIENCE);
      door.stop(SIGNAL_PATIENCE);
    } catch (InterruptedException _) {
      // The process ends anyway.
    }
  }
}
