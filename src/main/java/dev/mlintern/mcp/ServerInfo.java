package dev.mlintern.mcp;

import java.util.Objects;
import tools.jackson.core.JsonGenerator;

/// What the server says about itself.
///
/// @param instructions when to reach for which tool; empty for none
public record ServerInfo(String name, String title, String version, String instructions) {
  public ServerInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(instructions, "instructions");
  }

  void writeIdentity(JsonGenerator json, String member) {
    json.writeObjectPropertyStart(member);
    json.writeStringProperty("name", name);
    json.writeStringProperty("title", title);
    json.writeStringProperty("version", version);
    json.writeEndObject();
  }

  /// What `initialize` and `server/discover` both tell.
  void writeOffer(JsonGenerator json) {
    json.writeObjectPropertyStart("capabilities");
    json.writeObjectPropertyStart("tools");
    json.writeEndObject();
    json.writeEndObject();
    writeIdentity(json, "serverInfo");
    if (!instructions.isEmpty()) {
      json.writeStringProperty("instructions", instructions);
    }
  }
}
