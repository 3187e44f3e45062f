package dev.mlintern;

import dev.mlintern.cli.McpCommand;
import dev.mlintern.cli.RootCommand;

/// Entry point of the runnable jar.
public final class Main {
  private Main() {}

  public static void main(String[] args) throws InterruptedException {
    boolean isServer = args.length > 0 && args[0].equals("mcp");
    System.exit(isServer ? McpCommand.run(args) : RootCommand.run(args));
  }
}
