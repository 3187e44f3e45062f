package dev.mlintern;

import dev.mlintern.cli.McpCommand;
import dev.mlintern.cli.RootCommand;

/// Entry point of the runnable jar.
public final class Main {
  private Main() {}

  public static void main(String[] args) throws InterruptedException {
    boolean isPlainServer = args.length == 1 && args[0].equals("mcp");
    System.exit(isPlainServer ? McpCommand.serve() : RootCommand.run(args));
  }
}
