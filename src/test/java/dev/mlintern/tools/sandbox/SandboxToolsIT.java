package dev.mlintern.tools.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.mcp.ServerProcess;
import dev.mlintern.mcp.Wire;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The acceptance calls of spec tools-act §6.4 through the packaged server's stdio, in a sandbox of
/// an embedded Hub.
@Timeout(300)
class SandboxToolsIT {
  /// A PNG of one pixel.
  private static final String PIXEL =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

  @TempDir private Path root;
  @TempDir private Path home;

  private EmbeddedHub hub;
  private ServerProcess server;
  private Wire wire;

  @BeforeEach
  void start() throws Exception {
    hub = EmbeddedHub.start(root, 0);
    var environment = new HashMap<String, String>();
    environment.put("HF_ENDPOINT", hub.endpoint().toString());
    environment.put("HF_TOKEN", SandboxRig.token());
    environment.put("HOME", home.toString());
    environment.put("ML_INTERN_HOME", home.resolve("state").toString());
    environment.put("CLAUDE_CODE_SESSION_ID", "it-tools");
    server = ServerProcess.product(environment, "mcp");
    wire = server.wire();
    wire.initialize();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    hub.close();
  }

  @Test
  void without_a_sandbox_the_answer_names_the_call_that_makes_one() {
    failed("bash", Map.of("command", "true"), "sandbox_create");
  }

  @Test
  void the_acceptance_calls_of_bash_pass() {
    ok("sandbox_create", Map.of(), "is ready");
    ok("bash", Map.of("command", "python3 -c \"print(6*7)\""), "42", "exit code 0");
    failed("bash", Map.of("command", "echo out; echo err >&2; exit 3"), "out", "err", "code 3");
    ok("bash", Map.of("command", "[[ a == a ]] && echo yes"), "yes");
    failed("bash", Map.of("command", "echo part; sleep 30", "timeout", 1), "part", "TIMED OUT");
    String long_ = ok("bash", Map.of("command", "seq 1 20000"), "1\n2\n", "20000", "left out");
    assertThat(long_.length()).isLessThan(25_000);
    ok("bash", Map.of("command", "printf \"\\377\\376\""), "2 bytes are not UTF-8");
    ok("bash", Map.of("command", "sleep 60 & echo started"), "started");
    failed("bash", Map.of("command", "pwd", "work_dir", "/no/such"), "/no/such");
    assertThat(ok("bash", Map.of("command", "env"))).doesNotContain("HF_TOKEN=");
  }

  @Test
  void the_acceptance_calls_of_read_write_and_edit_pass() {
    ok("sandbox_create", Map.of(), "is ready");
    ok("write", Map.of("path", "/app/train.py", "content", "lr = 1\nlr = 1\n"), "Created");
    ok("read", Map.of("path", "/app/train.py"), "1\tlr = 1");
    ok("bash", Map.of("command", "seq 1 5000 >big.txt; cp /bin/ls ls; chmod 755 train.py"));
    ok("read", Map.of("path", "/app/big.txt", "offset", 10), "10\t10", "go on with offset=");
    ok("read", Map.of("path", "/app/big.txt", "offset", 4999, "limit", 5), "end of file");
    ok("read", Map.of("path", "/app"), "directory");
    failed("read", Map.of("path", "/app/none"), "does not exist");
    failed("read", Map.of("path", "ls"), "binary file");
    failed("write", Map.of("path", "x"), "content");
    ok("write", Map.of("path", "bad.py", "content", "if x\n"), "not valid Python: line 1");

    failed("edit", Map.of("path", "train.py", "old_str", "lr = 1", "new_str", "lr = 2"), "1, 2");
    ok(
        "edit",
        Map.of("path", "train.py", "old_str", "lr = 1", "new_str", "lr = 2", "replace_all", true),
        "2 places");
    ok("bash", Map.of("command", "stat -c %a train.py; cat train.py"), "755\nlr = 2\nlr = 2");
    ok("bash", Map.of("command", "echo >>train.py"));
    failed("write", Map.of("path", "train.py", "content", "x"), "changed since");
  }

  @Test
  void an_image_comes_as_an_image() {
    ok("sandbox_create", Map.of(), "is ready");
    ok("bash", Map.of("command", "echo " + PIXEL + " | base64 -d >p.png"));

    JsonNode content = call("read", Map.of("path", "p.png")).path("content");

    assertThat(content.path(0).path("type").asString("")).isEqualTo("text");
    assertThat(content.path(1))
        .isEqualTo(
            JsonMapper.shared()
                .valueToTree(Map.of("type", "image", "data", PIXEL, "mimeType", "image/png")));
  }

  private String ok(String tool, Map<String, ?> arguments, String... parts) {
    JsonNode result = call(tool, arguments);
    assertThat(result.path("isError").asBoolean(false)).as(text(result)).isFalse();
    assertThat(List.of(parts)).allSatisfy(part -> assertThat(text(result)).contains(part));
    return text(result);
  }

  private void failed(String tool, Map<String, ?> arguments, String... parts) {
    JsonNode result = call(tool, arguments);
    assertThat(result.path("isError").asBoolean(false)).as(text(result)).isTrue();
    assertThat(List.of(parts)).allSatisfy(part -> assertThat(text(result)).contains(part));
  }

  private JsonNode call(String tool, Map<String, ?> arguments) {
    wire.call(7, tool, JsonMapper.shared().writeValueAsString(arguments));
    JsonNode message = wire.receive();
    while (!message.has("id")) {
      message = wire.receive();
    }
    return message.get("result");
  }

  private static String text(JsonNode result) {
    return result.path("content").path(0).path("text").asString("");
  }
}
