package dev.mlintern;

import dev.mlintern.cli.RootCommand;

/// Entry point of the runnable jar.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(RootCommand.run(args));
  }
}
