package dev.mlintern.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `ml-intern`: the root of the command line.
@Command(
    name = "ml-intern",
    description = "The hands of an ML engineer on the Hugging Face ecosystem, for Claude Code.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      HubCommand.class,
      McpCommand.class,
      ToolsCommand.class,
      SandboxCommand.class,
      DemoCommand.class,
      DoctorCommand.class,
      InitCommand.class,
      PluginCommand.class,
      RedactCommand.class,
      UploadCommand.class,
      ShareTracesCommand.class,
      HookCommand.class,
      RehearseCommand.class,
    })
public final class RootCommand {
  private RootCommand() {}

  /// Runs one command line.
  ///
  /// @return the exit code
  public static int run(String... args) {
    var line = new CommandLine(new RootCommand()).setCaseInsensitiveEnumValuesAllowed(true);
    name(line, "ml-intern " + OwnProgram.version());
    return line.execute(args);
  }

  /// What `--version` prints, of every command.
  private static void name(CommandLine line, String version) {
    line.getCommandSpec().version(version);
    line.getSubcommands().values().forEach(command -> name(command, version));
  }
}
