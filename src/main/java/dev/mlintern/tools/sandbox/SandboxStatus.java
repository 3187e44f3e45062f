package dev.mlintern.tools.sandbox;

import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolSpec;

/// `sandbox_status`: which sandboxes run, what they cost, how long they stay, what was left behind.
final class SandboxStatus implements Tool {
  private static final ToolSpec SPEC = ToolSpec.load("sandbox_status");

  private final SandboxReport report;

  SandboxStatus(SandboxReport report) {
    this.report = report;
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult call(ToolCall call) {
    return ToolResult.ok(report.text(call.scope()));
  }
}
