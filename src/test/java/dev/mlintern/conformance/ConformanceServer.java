package dev.mlintern.conformance;

import dev.mlintern.mcp.McpDoor;
import dev.mlintern.mcp.ServerInfo;
import dev.mlintern.tools.SampleTool;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolRunner;
import dev.mlintern.tools.ToolSpec;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/// The product's door with the tools the official conformance suite calls. A program of its own,
/// from the packaged jar plus the test classes.
public final class ConformanceServer {
  /// One red point.
  private static final String PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

  /// The suite looks for every keyword of it in what is listed.
  private static final String SCHEMA_TOOL =
      """
      {"name": "json_schema_2020_12_tool", "title": "Schema", "toolset": "sample",
       "description": "Has JSON Schema 2020-12 features.",
       "annotations": {"readOnlyHint": true},
       "inputSchema": {
         "$schema": "https://json-schema.org/draft/2020-12/schema",
         "type": "object",
         "$defs": {"address": {"$anchor": "addressDef", "type": "object", "properties": {
           "street": {"type": "string"}, "city": {"type": "string"}}}},
         "properties": {
           "name": {"type": "string"},
           "address": {"$ref": "#/$defs/address"},
           "contactMethod": {"type": "string", "enum": ["phone", "email"]},
           "phone": {"type": "string"},
           "email": {"type": "string"}},
         "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
         "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
         "then": {"required": ["phone"]},
         "else": {"required": ["email"]},
         "additionalProperties": false}}
      """;

  private ConformanceServer() {}

  public static void main(String[] args) throws InterruptedException {
    List<Tool> tools =
        List.of(
            named("test_simple_text", "This is a simple text response for testing."),
            SampleTool.named(
                "test_image_content",
                true,
                _ -> new ToolResult("", false, List.of(new ToolResult.Image("image/png", PNG)))),
            SampleTool.named("test_error_handling", true, _ -> failure()),
            SampleTool.named("test_tool_with_progress", true, ConformanceServer::progress),
            named("test_logging_tool", "Done; no log messages."),
            named("test_streaming_elicitation", "Done; nobody was asked."),
            new SampleTool(ToolSpec.of(SCHEMA_TOOL), _ -> ToolResult.ok("ok")));
    var runner =
        new ToolRunner(ToolCatalogue.of(tools), Duration.ofMinutes(1), UnaryOperator.identity());
    new McpDoor(
            new FileInputStream(FileDescriptor.in),
            new FileOutputStream(FileDescriptor.out),
            runner,
            new ServerInfo("conformance", "Conformance", "1", "For the suite."))
        .endingWithParent()
        .serve();
    System.exit(0);
  }

  private static Tool named(String name, String answer) {
    return SampleTool.named(name, true, _ -> ToolResult.ok(answer));
  }

  private static ToolResult failure() {
    throw new ToolFailure("This tool intentionally returns an error for testing");
  }

  /// The suite suggests steps of 50 ms; ours are further apart than the one second the door leaves
  /// between two notifications.
  private static ToolResult progress(ToolCall call) throws InterruptedException {
    for (int done = 0; done <= 100; done += 50) {
      call.progress().report(done, OptionalDouble.of(100), "step");
      Thread.sleep(Duration.ofMillis(1_100));
    }
    return ToolResult.ok("three steps");
  }
}
