package dev.mlintern.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.ToolResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.StringNode;

/// A real sandbox in which somebody else's program runs: what it prints, writes and calls its files
/// comes back as its words, never as ours.
@Timeout(300)
class InjectedSandboxTest {
  static final Set<String> TOOLS =
      Set.of(
          "sandbox_create", "sandbox_status", "sandbox_destroy", "bash", "read", "write", "edit");

  private static final Pattern PROCESS = Pattern.compile("process[ `=\":]+(\\w+)");

  @TempDir static Path folder;
  private static ForeignWorld world;

  @BeforeAll
  static void start() throws Exception {
    world = ForeignWorld.start(folder);
    assertThat(call("sandbox_create", "{}").isError()).isFalse();
  }

  @AfterAll
  static void stop() throws Exception {
    call("sandbox_destroy", "{}");
    world.close();
  }

  static List<Payload> corpus() {
    return Payload.corpus();
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void whatAProgramPrintsAndAFileHoldsStaysInItsFence(Payload payload) throws Exception {
    String text = StringNode.valueOf(payload.text()).toString();
    held(payload, "write", "{\"path\":\"evil.txt\",\"content\":" + text + "}");
    held(payload, "bash", "{\"command\":\"cat evil.txt\"}");
    held(payload, "bash", "{\"command\":\"cat evil.txt >&2; exit 3\"}");
    held(payload, "bash", "{\"command\":\"cat evil.txt\",\"work_dir\":" + text + "}");
    held(payload, "bash", "{\"command\":\"exec sleep 9\",\"background\":" + text + "}");
    held(payload, "read", "{\"path\":\"evil.txt\"}");
    held(payload, "read", "{\"path\":\"evil.txt\",\"tail\":5}");
    held(payload, "read", "{\"path\":" + text + "}");
    String before = StringNode.valueOf(payload.text() + "\nmiddle\n" + payload.text()).toString();
    held(payload, "write", "{\"path\":\"both.txt\",\"content\":" + before + "}");
    held(payload, "write", "{\"path\":\"evil.py\",\"content\":" + before + "}");
    held(payload, "edit", "{\"path\":\"both.txt\",\"old_str\":\"middle\",\"new_str\":\"muddle\"}");
    held(payload, "edit", "{\"path\":\"both.txt\",\"old_str\":\"meddle\",\"new_str\":\"x\"}");
    held(
        payload, "edit", "{\"path\":\"both.txt\",\"old_str\":\"muddle\",\"new_str\":" + text + "}");
    held(payload, "sandbox_status", "{}");
    held(payload, "sandbox_destroy", "{\"sandbox_id\":" + text + "}");
    held(payload, "sandbox_create", "{\"hardware\":" + text + "}");
  }

  @Test
  void aFileNameIsNoStatement() throws Exception {
    for (Payload payload : Payload.corpus()) {
      String script =
          "import os,shutil\nshutil.rmtree('names',True)\nos.mkdir('names')\n"
              + "for n in open('names.txt',encoding='utf-8',newline='').read().split('\\n')+"
              + "[open('names.txt',encoding='utf-8',newline='').read()]:\n"
              + "  n=n.replace('/','_').replace('\\0','_')[:60]\n"
              + "  if n.strip(' .'): open('names/'+n,'w').close()\n";
      write("names.txt", payload.text());
      write("names.py", script);
      String made = held(payload, "bash", "{\"command\":\"python3 names.py; ls names | wc -l\"}");
      assertThat(made).as(payload.name()).doesNotContain("Traceback");
      held(payload, "read", "{\"path\":\"names\"}");
      held(payload, "read", "{\"path\":\"names/none\"}");
      held(payload, "bash", "{\"command\":\"ls -la names\"}");
    }
  }

  @Test
  void whatAProcessInTheBackgroundSaysStaysInItsFence() throws Exception {
    for (Payload payload : Payload.corpus()) {
      write("evil.txt", payload.text());
      String started =
          held(payload, "bash", "{\"command\":\"cat evil.txt; exit 1\",\"background\":true}");
      Matcher process = PROCESS.matcher(started);
      assertThat(process.find()).as(started).isTrue();
      held(payload, "bash", "{\"process\":\"" + process.group(1) + "\"}");
      held(payload, "sandbox_status", "{}");
    }
  }

  private static void write(String path, String text) throws Exception {
    ToolResult written =
        call("write", "{\"path\":\"" + path + "\",\"content\":" + StringNode.valueOf(text) + "}");
    assertThat(written.isError()).as(written.text()).isFalse();
  }

  private static String held(Payload payload, String tool, String arguments) throws Exception {
    ToolResult result = call(tool, arguments);
    assertThat(FenceCheck.faults(result.text(), payload.starts()))
        .as(
            payload
                + " | "
                + tool
                + " "
                + arguments.substring(0, Math.min(120, arguments.length()))
                + "\n"
                + result.text())
        .isEmpty();
    return result.text();
  }

  private static ToolResult call(String tool, String arguments) throws Exception {
    return world.callExactly(tool, arguments);
  }
}
