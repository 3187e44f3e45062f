package dev.mlintern.e2e;

import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A server with one gated tool that only says that it was run: what the approval hook lets through
/// shows in its answers, and nothing is ever spent. Started as a process of its own.
public final class StubServer {
  private static final String TOOL =
      "{\"name\":\"hf_jobs\",\"description\":\"Runs jobs.\",\"inputSchema\":{\"type\":\"object\","
          + "\"properties\":{\"operation\":{\"type\":\"string\"},\"script\":{\"type\":\"string\"},"
          + "\"hardware_flavor\":{\"type\":\"string\"},\"timeout\":{\"type\":\"string\"}}}}";

  private StubServer() {}

  /// Writes the `.mcp.json` that makes it the project's `ml-intern`.
  static void inPlaceOfOurs(Path project) throws IOException {
    JsonObject server =
        JsonObject.builder()
            .put("command", Path.of(System.getProperty("java.home"), "bin/java").toString())
            .put(
                "args",
                dev.mlintern.json.JsonArray.ofStrings(
                    List.of(
                        "-cp",
                        codeOf(StubServer.class) + ":" + codeOf(JsonReader.class),
                        StubServer.class.getName())))
            .put("alwaysLoad", true)
            .build();
    JsonObject all =
        JsonObject.builder()
            .put("mcpServers", JsonObject.builder().put("ml-intern", server).build())
            .build();
    Files.writeString(project.resolve(".mcp.json"), all.toJson());
  }

  private static Path codeOf(Class<?> type) throws IOException {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  public static void main(String[] args) throws IOException {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonObject message = JsonReader.readObject(line);
      JsonValue id = message.get("id").orElse(null);
      if (id != null && message.has("method")) {
        out.println("{\"jsonrpc\":\"2.0\",\"id\":" + id.toJson() + "," + answer(message) + "}");
      }
    }
  }

  private static String answer(JsonObject message) {
    return switch (message.string("method").orElse("")) {
      case "initialize" ->
          "\"result\":{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"tools\":{}},"
              + "\"serverInfo\":{\"name\":\"ml-intern\",\"version\":\"0\"}}";
      case "tools/list" -> "\"result\":{\"tools\":[" + TOOL + "]}";
      case "tools/call" ->
          "\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"the job was started\"}]}";
      case "ping" -> "\"result\":{}";
      default -> "\"error\":{\"code\":-32601,\"message\":\"no such method\"}";
    };
  }
}
