package dev.mlintern.tools;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The tools of one running product, by name, in the order they are listed.
public final class ToolCatalogue {
  private final Map<String, Tool> tools;

  private ToolCatalogue(Map<String, Tool> tools) {
    this.tools = Collections.unmodifiableMap(tools);
  }

  public static ToolCatalogue of(List<? extends Tool> tools) {
    Map<String, Tool> byName = new LinkedHashMap<>();
    for (Tool tool : tools) {
      if (byName.putIfAbsent(tool.spec().name(), tool) != null) {
        throw new IllegalArgumentException("two tools named " + tool.spec().name());
      }
    }
    return new ToolCatalogue(byName);
  }

  public Collection<Tool> tools() {
    return tools.values();
  }

  public Optional<Tool> find(String name) {
    return Optional.ofNullable(tools.get(name));
  }
}
