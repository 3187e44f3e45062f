package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.e2e.ClaudeProject;
import dev.mlintern.e2e.Command;
import dev.mlintern.e2e.FinishedCommand;
import dev.mlintern.e2e.RefusingProxy;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./ml-intern doctor` as people run it: real launcher, server and hooks, no way out of the
/// machine.
class DoctorIT {
  private static final Path PROJECT = Path.of(System.getProperty("ml-intern.basedir"));

  @TempDir Path temp;

  @Test
  void startsTheServerAndFiresEveryHookAndFailsNothingForWantOfANetwork() throws IOException {
    List<JsonObject> checks = doctor(PROJECT, 0);

    assertThat(of("java", checks).string("status")).contains("ok");
    assertThat(of("server", checks).string("status")).contains("ok");
    assertThat(of("server", checks).string("found").orElseThrow()).containsPattern("\\d+ tools");
    assertThat(checks)
        .filteredOn(check -> check.string("check").orElse("").equals("hook"))
        .hasSizeGreaterThanOrEqualTo(4)
        .allSatisfy(hook -> assertThat(hook.string("status")).as(hook.toJson()).contains("ok"));
    assertThat(of("token", checks).string("fix").orElse("")).contains("hf auth login");
    assertThat(of("hub", checks).string("status")).contains("warn");
    assertThat(of("sandboxes", checks).string("found")).contains("none left behind");
    assertThat(of("mode", checks).string("found").orElseThrow()).contains("cloud");
    assertThat(of("settings", checks).string("status")).contains("ok");
    assertThat(checks)
        .allSatisfy(
            check ->
                assertThat(check.string("status").equals(Optional.of("ok")))
                    .as(check.toJson())
                    .isEqualTo(check.string("fix").isEmpty()));
  }

  @Test
  void aHubThatSomebodyNamedHasToAnswer() throws IOException {
    List<JsonObject> checks =
        doctor(PROJECT, 1, Map.of("HF_ENDPOINT", "http://127.0.0.1:" + freePort()));

    assertThat(of("hub", checks).string("status")).contains("fail");
    assertThat(of("hub", checks).string("fix").orElseThrow()).contains("HF_ENDPOINT");
    assertThat(of("mode", checks).string("found").orElseThrow()).contains("this machine");
  }

  @Test
  void hooksThatAreSwitchedOffAndAServerThatIsDisabledAreNamed() throws IOException {
    Path project = ClaudeProject.copyTo(temp.resolve("some project"));
    Files.writeString(
        project.resolve(".claude/settings.local.json"),
        """
        {"disableAllHooks": true, "disabledMcpjsonServers": ["ml-intern"]}
        """);

    List<JsonObject> checks = doctor(project, 1);

    assertThat(checks)
        .filteredOn(check -> check.string("status").equals(Optional.of("fail")))
        .extracting(check -> check.string("found").orElseThrow())
        .anySatisfy(found -> assertThat(found).contains("settings.local.json", "disableAllHooks"))
        .anySatisfy(found -> assertThat(found).contains("disabledMcpjsonServers"));
  }

  @Test
  void aBrokenProjectIsNamedWithItsFix() throws IOException {
    Path project = ClaudeProject.copyTo(temp.resolve("some project"));
    Files.writeString(project.resolve(".mcp.json"), "{\"mcpServers\": {");
    Files.delete(project.resolve(".claude/hooks/find-jdk.sh"));

    List<JsonObject> checks = doctor(project, 1);

    assertThat(of("server", checks).string("status")).contains("fail");
    assertThat(of("server", checks).string("found").orElseThrow()).contains("silently");
    assertThat(checks)
        .filteredOn(check -> check.string("check").orElse("").equals("hook"))
        .anySatisfy(hook -> assertThat(hook.string("status")).contains("fail"));
  }

  @Test
  void inAFolderThatIsNoProjectItSaysHowToMakeItOne() throws IOException {
    List<JsonObject> checks = doctor(Files.createDirectories(temp.resolve("empty")), 0);

    assertThat(of("server", checks).string("fix").orElseThrow()).contains("ml-intern init");
    assertThat(of("hooks", checks).string("fix").orElseThrow()).contains("ml-intern init");
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private List<JsonObject> doctor(Path folder, int exitCode) throws IOException {
    return doctor(folder, exitCode, Map.of());
  }

  private List<JsonObject> doctor(Path folder, int exitCode, Map<String, String> more)
      throws IOException {
    FinishedCommand run;
    try (RefusingProxy proxy = RefusingProxy.start()) {
      Command command =
          Command.of(folder, PROJECT.resolve("ml-intern").toString(), "doctor", "--json")
              .with("HOME", Files.createDirectories(temp.resolve("home")))
              .with("ML_INTERN_JAVA_HOME", System.getProperty("java.home"))
              .with("ML_INTERN_AOT_CACHE", 0);
      var variables = new TreeMap<>(proxy.environment());
      variables.putAll(more);
      for (Map.Entry<String, String> variable : variables.entrySet()) {
        command = command.with(variable.getKey(), variable.getValue());
      }
      run = command.run(Duration.ofMinutes(1));
    }
    assertThat(run.exitCode()).as(run.toString()).isEqualTo(exitCode);
    return JsonReader.readObject(run.stdout()).array("checks").orElseThrow().stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  private static JsonObject of(String check, List<JsonObject> checks) {
    return checks.stream()
        .filter(line -> line.string("check").orElse("").equals(check))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line " + check + " in " + checks));
  }
}
