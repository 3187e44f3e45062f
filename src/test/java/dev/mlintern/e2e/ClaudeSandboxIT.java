package dev.mlintern.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.localhub.EmbeddedHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The real Claude Code client works in a sandbox of an embedded Hub.
class ClaudeSandboxIT {
  private static final String PREFIX = "mcp__ml-intern__";

  @TempDir Path temp;
  private EmbeddedHub hub;

  @BeforeEach
  void start() throws IOException {
    hub = EmbeddedHub.start(Files.createDirectory(temp.resolve("hub")), 0);
  }

  @AfterEach
  void stop() throws IOException {
    hub.close();
  }

  @Test
  void anImageThatIsReadIsAnImageToTheModel() {
    // Large enough that no client takes it for an empty one.
    String make =
        "python3 -c \"import zlib,struct as s;"
            + "c=lambda t,d:s.pack('>I',len(d))+t+d+s.pack('>I',zlib.crc32(t+d));"
            + "open('p.png','wb').write(b'\\x89PNG\\r\\n\\x1a\\n'"
            + "+c(b'IHDR',s.pack('>IIBBBBB',32,32,8,2,0,0,0))"
            + "+c(b'IDAT',zlib.compress((b'\\0'+bytes(range(96)))*32))+c(b'IEND',b''))\"";
    Scenario scenario =
        Scenario.start()
            .calls(PREFIX + "sandbox_create", Map.of())
            .calls(PREFIX + "bash", Map.of("command", make))
            .calls(PREFIX + "read", Map.of("path", "p.png"))
            .says("A gradient.");
    Path project = ClaudeProject.copyTo(temp.resolve("project"));

    ClaudeRun run =
        ClaudeSession.in(project, temp.resolve("home"))
            .env("HF_ENDPOINT", hub.endpoint())
            .env("HF_TOKEN", "hf_" + "x".repeat(8))
            .allowing("mcp__ml-intern")
            .answering(_ -> ClaudeSession.Permission.ALLOW)
            .run("Look at the picture.", scenario);

    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.requests()).allSatisfy(request -> assertThat(request.refusals()).isEmpty());
    ModelRequest last = run.mainRequests().getLast();
    assertThat(last.toolResults())
        .allSatisfy(result -> assertThat(result.isError()).as(result.text()).isFalse());
    assertThat(last.lastResult().text()).contains("p.png", "image/png");
    JsonNode image =
        ModelRequest.elements(last.body().path("messages"))
            .flatMap(message -> ModelRequest.elements(message.path("content")))
            .filter(block -> block.path("type").asString("").equals("tool_result"))
            .flatMap(block -> ModelRequest.elements(block.path("content")))
            .filter(block -> block.path("type").asString("").equals("image"))
            .reduce((_, later) -> later)
            .orElseThrow(() -> new AssertionError("no image block: " + last.body()));
    assertThat(image.at("/source/type").asString()).isEqualTo("base64");
    assertThat(image.at("/source/media_type").asString()).startsWith("image/");
    assertThat(image.at("/source/data").asString()).hasSizeGreaterThan(50);
  }
}
