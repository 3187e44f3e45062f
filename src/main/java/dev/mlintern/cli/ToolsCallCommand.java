package dev.mlintern.cli;

import dev.mlintern.settings.Settings;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ml-intern tools call`: one call, its text on stdout; an error goes to stderr.
@Command(
    name = "call",
    description = "Calls a tool and prints its answer. Exit code 1 when the answer is an error.",
    mixinStandardHelpOptions = true)
final class ToolsCallCommand implements Callable<Integer> {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);

  @Parameters(index = "0", paramLabel = "NAME", description = "The tool.")
  private String name;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "JSON",
      description = "Its arguments as a JSON object; - reads them from standard input.")
  private String arguments;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings = Settings.fromEnvironment();
    var clients = new Clients(settings);
    ToolResult result;
    try {
      result =
          Toolbox.runner(settings, Toolbox.selection(settings), clients)
              .runJson(name, json(), progressFor(command.commandLine().getErr()));
    } catch (ToolFailure e) {
      result = ToolResult.error(e.getMessage());
    } finally {
      if (!clients.close(CLOSE_LIMIT)) {
        DetachedSweep.start();
      }
    }
    PrintWriter to =
        result.isError() ? command.commandLine().getErr() : command.commandLine().getOut();
    to.println(result.text());
    result.images().forEach(image -> to.println("[image " + image.mimeType() + "]"));
    to.flush();
    return result.isError() ? 1 : 0;
  }

  private Optional<byte[]> json() throws IOException {
    if (arguments == null) {
      return Optional.empty();
    }
    return Optional.of(
        arguments.equals("-")
            ? System.in.readAllBytes()
            : arguments.getBytes(StandardCharsets.UTF_8));
  }

  /// A person who watches sees what is going on; a script does not.
  private static Progress progressFor(PrintWriter err) {
    if (System.console() == null || !System.console().isTerminal()) {
      return Progress.NONE;
    }
    return (_, _, message) -> {
      err.println(message);
      err.flush();
    };
  }
}
