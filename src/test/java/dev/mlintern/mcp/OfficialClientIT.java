package dev.mlintern.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

/// The MCP SDK's own client reads everything we write.
@Timeout(60)
class OfficialClientIT {
  @Test
  void theOfficialJavaClientListsAndCallsTools() {
    List<String> command = ServerProcess.sampleCommand();
    var parameters =
        ServerParameters.builder(command.getFirst())
            .args(command.subList(1, command.size()))
            .build();
    var json = new JacksonMcpJsonMapper(JsonMapper.shared());
    try (McpSyncClient client =
        McpClient.sync(new StdioClientTransport(parameters, json)).build()) {
      assertThat(client.initialize().instructions()).isEqualTo("Sample tools.");
      assertThat(client.listTools().tools())
          .extracting(Tool::name)
          .containsExactly("echo", "jobs", "fetch", "sleep", "upload", "large", "steps");
      var answer =
          client.callTool(CallToolRequest.builder("echo").arguments(Map.of("text", "a")).build());
      assertThat(answer.isError()).isFalse();
      assertThat(((TextContent) answer.content().getFirst()).text()).isEqualTo("{\"text\":\"a\"}");
    }
  }
}
