package dev.mlintern.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Calls tools as a door does, arguments as the model writes them.
public record ToolCalls(ToolRunner runner) {
  public ToolResult call(String tool, String arguments) {
    try {
      return runner.runJson(
          tool, Optional.of(arguments.getBytes(StandardCharsets.UTF_8)), Progress.NONE);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The text of a call that must succeed.
  public String text(String tool, String arguments) {
    ToolResult result = call(tool, arguments);
    assertThat(result.isError()).as(result.text()).isFalse();
    return result.text();
  }

  /// The text of a call that must fail.
  public String error(String tool, String arguments) {
    ToolResult result = call(tool, arguments);
    assertThat(result.isError()).as(result.text()).isTrue();
    return result.text();
  }
}
