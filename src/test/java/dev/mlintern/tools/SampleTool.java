package dev.mlintern.tools;

import java.util.function.Function;

/// A tool of tests: a schema and what to do with a call.
public record SampleTool(ToolSpec spec, Body body) implements Tool {
  /// What a sample tool does.
  @FunctionalInterface
  public interface Body {
    ToolResult call(ToolCall call) throws InterruptedException;
  }

  @Override
  public ToolResult call(ToolCall call) throws InterruptedException {
    return body.call(call);
  }

  /// Says its `text` again.
  public static SampleTool echo() {
    return new SampleTool(
        ToolSpec.of(
            """
            {"name": "echo", "title": "Echo", "toolset": "sample", "description": "Says it again.",
             "annotations": {"readOnlyHint": true, "openWorldHint": false},
             "inputSchema": {"type": "object", "properties": {
               "text": {"type": "string", "description": "What to say", "minLength": 1},
               "times": {"type": "integer"},
               "loud": {"type": "boolean"},
               "tags": {"type": "array", "items": {"type": "string"}},
               "weight": {"type": "number"},
               "either": {"anyOf": [{"type": "integer"}, {"type": "array", "items": {"type": "string"}}]}
              }, "required": ["text"]},
             "validation": {"properties": {
               "times": {"minimum": 1, "maximum": 5}, "language": {"type": "string"}},
              "examples": [{"text": "hi"}]}}
            """),
        call -> ToolResult.ok(call.arguments().node().toString()));
  }

  /// Two operations with their own arguments, like `hf_jobs`.
  public static SampleTool jobs() {
    return new SampleTool(
        ToolSpec.of(
            """
            {"name": "jobs", "title": "Jobs", "toolset": "work", "description": "Runs jobs.",
             "annotations": {"readOnlyHint": false},
             "inputSchema": {"type": "object", "properties": {
               "operation": {"type": "string", "enum": ["run", "logs"]},
               "command": {"type": "string"},
               "timeout": {"type": "string"},
               "job_id": {"type": "string"},
               "env": {"type": "object"}}, "required": ["operation"]},
             "operations": {"oneOf": [
               {"type": "object", "title": "run", "properties": {
                 "operation": {"const": "run"}, "command": {"type": "string", "minLength": 1},
                 "env": {"type": "object", "additionalProperties": {"type": "string"}},
                 "timeout": {"type": "string", "pattern": "^[0-9]+[smhd]$", "examples": ["30m", "2h"]}},
                "required": ["operation", "command"], "additionalProperties": false,
                "examples": [{"operation": "run", "command": "echo hi"}]},
               {"type": "object", "title": "logs", "properties": {
                 "operation": {"const": "logs"}, "job_id": {"type": "string"}},
                "required": ["operation", "job_id"], "additionalProperties": false,
                "examples": [{"operation": "logs", "job_id": "abc"}]}]}}
            """),
        call -> ToolResult.ok(call.arguments().node().toString()));
  }

  /// A tool without arguments.
  public static SampleTool named(String name, boolean readOnly, Body body) {
    return new SampleTool(
        ToolSpec.of(
            """
            {"name": "%s", "title": "T", "toolset": "sample", "description": "D",
             "annotations": {"readOnlyHint": %s},
             "inputSchema": {"type": "object", "properties": {}}}
            """
                .formatted(name, readOnly)),
        body);
  }

  /// A tool that throws.
  public static SampleTool throwing(Function<ToolCall, ? extends RuntimeException> failure) {
    return named(
        "broken",
        true,
        call -> {
          throw failure.apply(call);
        });
  }
}
