package dev.mlintern.cli;

import dev.mlintern.settings.Settings;
import dev.mlintern.tools.ToolRunner;
import dev.mlintern.tools.ToolSelection;
import java.time.Duration;

/// The product's own tools as its doors run them, gate and redactor and all, for tests elsewhere.
public final class ProductTools implements AutoCloseable {
  private final Clients clients;
  private final ToolRunner runner;

  private ProductTools(Settings settings) {
    clients = new Clients(settings);
    runner = Toolbox.runner(settings, ToolSelection.EVERYTHING, clients);
  }

  public static ProductTools of(Settings settings) {
    return new ProductTools(settings);
  }

  public ToolRunner runner() {
    return runner;
  }

  @Override
  public void close() {
    clients.close(Duration.ofSeconds(10));
  }
}
