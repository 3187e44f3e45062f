package dev.mlintern.mcp;

import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolRunner;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/// A door in this process, behind real pipes.
final class DoorRig implements AutoCloseable {
  final Wire wire;
  final McpDoor door;
  private final Thread serving;

  private DoorRig(Wire wire, McpDoor door, Thread serving) {
    this.wire = wire;
    this.door = door;
    this.serving = serving;
  }

  static DoorRig open(Tool... tools) {
    return open(UnaryOperator.identity(), tools);
  }

  static DoorRig open(UnaryOperator<String> redact, Tool... tools) {
    try {
      Pipe toServer = Pipe.open();
      Pipe toClient = Pipe.open();
      var runner = new ToolRunner(ToolCatalogue.of(List.of(tools)), Duration.ofMinutes(1), redact);
      var info = new ServerInfo("ml-intern", "ml-intern for Claude Code", "1", "Use the tools.");
      var out = Channels.newOutputStream(toClient.sink());
      McpDoor door = new McpDoor(Channels.newInputStream(toServer.source()), out, runner, info);
      Thread serving =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    try (out) {
                      door.serve();
                    } catch (InterruptedException | IOException _) {
                      // The test is over.
                    }
                  });
      var wire =
          new Wire(
              Channels.newOutputStream(toServer.sink()),
              Channels.newInputStream(toClient.source()));
      return new DoorRig(wire, door, serving);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Waits until the door has left.
  boolean hasLeft(Duration atMost) throws InterruptedException {
    return serving.join(atMost);
  }

  @Override
  public void close() {
    wire.close();
  }
}
