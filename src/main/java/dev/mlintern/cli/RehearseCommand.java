package dev.mlintern.cli;

import picocli.CommandLine.Command;

/// `ml-intern rehearse`: does once, without network and without output, what a session does. The
/// launcher runs it to record the AOT cache; nobody else needs it.
@Command(name = "rehearse", hidden = true)
final class RehearseCommand implements Runnable {
  @Override
  public void run() {}
}
