package dev.mlintern.cli;

import dev.mlintern.mcp.ToolListing;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolSpec;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `ml-intern tools list`: one line a tool, or exactly what a client is sent.
@Command(
    name = "list",
    description = "Lists the tools that would be served.",
    mixinStandardHelpOptions = true)
final class ToolsListCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print the result of tools/list as a client gets it.")
  private boolean json;

  @Mixin private final SelectionOptions selection = new SelectionOptions();

  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    Settings settings = Settings.fromEnvironment();
    PrintWriter out = command.commandLine().getOut();
    ToolCatalogue served;
    try {
      served = Toolbox.everything(settings).select(selection.over(settings));
    } catch (ToolFailure e) {
      command.commandLine().getErr().println(e.getMessage());
      return 2;
    }
    if (json) {
      out.println(ToolListing.json(served));
    } else {
      served.tools().stream().map(Tool::spec).map(ToolsListCommand::line).forEach(out::println);
    }
    out.flush();
    return 0;
  }

  private static String line(ToolSpec spec) {
    String mode = spec.isReadOnly() ? "read" : "write";
    return String.format("%-22s %-10s %-6s %s", spec.name(), spec.toolset(), mode, spec.title());
  }
}
