package dev.mlintern.cli;

import picocli.CommandLine.Command;

/// `ml-intern tools`: the tools of the server from a shell.
@Command(
    name = "tools",
    description = "Lists the tools, or calls one, from a shell.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ToolsListCommand.class, ToolsCallCommand.class})
final class ToolsCommand {}
