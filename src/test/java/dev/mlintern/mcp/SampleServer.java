package dev.mlintern.mcp;

import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.HttpStack;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.SampleTool;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolRunner;
import dev.mlintern.tools.ToolSpec;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import okhttp3.HttpUrl;

/// The door as a program of its own with tools no product would have: slow, large, stubborn ones.
/// Runs from the packaged jar plus the test classes.
public final class SampleServer {
  private SampleServer() {}

  public static void main(String[] args) throws InterruptedException {
    List<Tool> tools =
        List.of(
            SampleTool.echo(),
            SampleTool.jobs(),
            fetch(),
            SampleTool.named("sleep", true, _ -> sleep(Duration.ofMinutes(1))),
            SampleTool.named("upload", false, _ -> sleep(Duration.ofSeconds(1))),
            SampleTool.named("large", true, _ -> ToolResult.ok("x".repeat(40_000))),
            SampleTool.named("steps", true, SampleServer::steps));
    var runner =
        new ToolRunner(ToolCatalogue.of(tools), Duration.ofMinutes(2), UnaryOperator.identity());
    var info = new ServerInfo("sample", "Sample", "1", "Sample tools.");
    McpDoor door =
        new McpDoor(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                runner,
                info)
            .endingWithParent();
    door.serve();
    System.exit(0);
  }

  private static ToolResult sleep(Duration time) throws InterruptedException {
    Thread.sleep(time);
    return ToolResult.ok("slept");
  }

  private static ToolResult steps(dev.mlintern.tools.ToolCall call) throws InterruptedException {
    for (int i = 1; i <= 5; i++) {
      call.progress().report(i, OptionalDouble.of(5), "step " + i);
      Thread.sleep(Duration.ofMillis(600));
    }
    return ToolResult.ok("five steps");
  }

  private static Tool fetch() {
    ToolSpec spec =
        ToolSpec.of(
            """
            {"name": "fetch", "title": "Fetch", "toolset": "sample", "description": "Gets a page.",
             "annotations": {"readOnlyHint": true},
             "inputSchema": {"type": "object", "properties": {"url": {"type": "string"}},
              "required": ["url"]}}
            """);
    return new SampleTool(
        spec,
        call -> {
          HttpStack http = HttpStack.create(Settings.of(Map.of(), Path.of("/")), List.of());
          HttpUrl url = HttpUrl.get(call.arguments().requireText("url"));
          return ToolResult.ok(http.send(HttpRequest.get(url), call.scope()).text());
        });
  }
}
