package dev.mlintern;

import dev.mlintern.cli.McpCommand;
import dev.mlintern.cli.ProcessEnd;
import dev.mlintern.cli.RootCommand;

/// Entry point of the runnable jar.
public final class Main {
  private Main() {}

  public static void main(String[] args) throws InterruptedException {
    String command = args.length > 0 ? args[0] : "";
    switch (command) {
      case "mcp" -> ProcessEnd.now(McpCommand.run(args));
      case "tools" -> ProcessEnd.now(RootCommand.run(args));
      default -> System.exit(RootCommand.run(args));
    }
  }
}
