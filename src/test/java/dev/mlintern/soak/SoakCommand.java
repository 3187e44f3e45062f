package dev.mlintern.soak;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// `SoakCommand CALLS SEED FOLDER COMMAND…`: soaks the server that the command starts, prints what
/// was seen, and ends with 1 if a promise was broken.
public final class SoakCommand {
  private SoakCommand() {}

  public static void main(String[] args) throws Exception {
    int calls = Integer.parseInt(args[0]);
    long seed = Long.parseLong(args[1]);
    Path folder = Files.createDirectories(Path.of(args[2]));
    SoakReport report = Soak.run(seed, calls, List.of(args).subList(3, args.length), folder);
    report.requireFlatMemory();
    report.print(System.out);
    System.exit(report.brokenPromises().isEmpty() ? 0 : 1);
  }
}
