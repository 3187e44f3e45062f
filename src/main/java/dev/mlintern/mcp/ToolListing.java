package dev.mlintern.mcp;

import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCatalogue;
import tools.jackson.core.JsonGenerator;

/// `tools/list`: every served tool in catalogue order, its document's words verbatim.
public final class ToolListing {
  private ToolListing() {}

  /// Writes the member `tools` of the result.
  static void write(JsonGenerator json, ToolCatalogue catalogue) {
    json.writeArrayPropertyStart("tools");
    for (Tool tool : catalogue.tools()) {
      tool.spec().writeListing(json);
    }
    json.writeEndArray();
  }

  /// The result of `tools/list` as one line of JSON.
  public static String json(ToolCatalogue catalogue) {
    byte[] line = Json.line(json -> write(json, catalogue));
    return new String(line, java.nio.charset.StandardCharsets.UTF_8).stripTrailing();
  }
}
