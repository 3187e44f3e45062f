package dev.mlintern.tools;

import java.time.Duration;
import java.util.function.Supplier;

/// A tool that is built when it is first called, so that serving it costs nothing before.
public final class LazyTool implements Tool {
  private final ToolSpec spec;
  private Supplier<? extends Tool> source;
  private Tool tool;

  private LazyTool(ToolSpec spec, Supplier<? extends Tool> source) {
    this.spec = spec;
    this.source = source;
  }

  /// @param name of the tool and of its document
  public static LazyTool of(String name, Supplier<? extends Tool> source) {
    return new LazyTool(ToolSpec.load(name), source);
  }

  @Override
  public ToolSpec spec() {
    return spec;
  }

  @Override
  public ToolResult call(ToolCall call) throws InterruptedException {
    return tool().call(call);
  }

  @Override
  public Duration timeLimit(Arguments arguments, Duration usual) {
    return tool().timeLimit(arguments, usual);
  }

  private synchronized Tool tool() {
    if (tool == null) {
      tool = source.get();
      source = null;
    }
    return tool;
  }
}
