package dev.mlintern.cli;

import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `ml-intern hub`: serves the embedded Hub until it is stopped. The first line on stdout is its
/// address and nothing else; what a person wants to know follows on stderr.
@Command(
    name = "hub",
    description = "Serve a Hugging Face Hub from a folder, on this machine only.",
    mixinStandardHelpOptions = true)
final class HubCommand implements Callable<Integer> {
  @Option(
      names = "--root",
      paramLabel = "DIR",
      description =
          "The folder with the repos; made if missing. Plain folders DIR/models/NS/NAME,"
              + " DIR/datasets/NS/NAME and DIR/spaces/NS/NAME become repos."
              + " Default: hub in the state folder.")
  private Path root;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "The port on 127.0.0.1; 0, the default, takes a free one.")
  private int port;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Path folder = root != null ? root : Settings.fromEnvironment().stateDirectory().resolve("hub");
    EmbeddedHub hub;
    try {
      hub = EmbeddedHub.start(folder, port);
    } catch (IOException | IllegalArgumentException e) {
      spec.commandLine().getErr().println("ml-intern hub: " + e.getMessage());
      return 1;
    }
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(hub, stopped), "hub-stop"));
    var out = spec.commandLine().getOut();
    out.println(hub.endpoint());
    out.flush();
    var err = spec.commandLine().getErr();
    err.println("Serving " + folder.toAbsolutePath() + ", stop with Ctrl-C. Clients find it with:");
    err.println("  export HF_ENDPOINT=" + hub.endpoint() + " HF_TOKEN=hf_local");
    err.flush();
    stopped.await();
    return 0;
  }

  private static void close(EmbeddedHub hub, CountDownLatch stopped) {
    try {
      hub.close();
    } catch (IOException e) {
      System.err.println("ml-intern hub: " + e.getMessage());
    } finally {
      stopped.countDown();
    }
  }
}
