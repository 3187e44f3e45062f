package dev.mlintern.tools.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.tools.ToolResult;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Scripts that are files of a real sandbox (spec tools-act §2.3, §20 `script_kind`).
class SandboxScriptTest {
  @TempDir Path home;
  private EmbeddedHub hub;
  private JobsRig rig;

  @BeforeEach
  void start() throws Exception {
    hub = EmbeddedHub.start(home.resolve("hub"), 0);
    rig = new JobsRig(hub.endpoint().toString(), home, Map.of());
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
    hub.close();
  }

  private static final String SIZE_AND_SUM =
      "import hashlib,sys; b=open(sys.argv[0],'rb').read();"
          + " print('len',len(b),b.count(bytes([13])),b[-1])";

  @Test
  void a_file_of_the_sandbox_is_sent_byte_for_byte() throws Exception {
    sandbox();
    bash("printf \"" + SIZE_AND_SUM + "\\r\\n# end\" > train.py && wc -c < train.py");
    String bytes = bash("echo size=$(wc -c < train.py)").replaceAll("(?s).*size=(\\d+).*", "$1");
    String told = "len " + bytes + " 1 " + (int) 'd';

    assertThat(ok(run("/app/train.py", "sandbox_path"))).contains(told, "COMPLETED");
    assertThat(ok(run("train.py", "sandbox_path"))).contains(told);
    assertThat(ok(run("/app/train.py", "auto"))).contains(told);
  }

  @Test
  void the_checks_before_a_paid_job_see_the_text_of_the_file() throws Exception {
    sandbox();
    bash("printf 'from trl import SFTTrainer\\nSFTTrainer(model=1).train()\\n' > train.py");

    String refused =
        failed(
            rig.call(
                """
                {"operation": "run", "script": "/app/train.py", "script_kind": "sandbox_path",
                 "hardware_flavor": "a10g-small"}
                """));

    assertThat(refused)
        .contains("add \"trl\"", "the script trains on a GPU", "Nothing was submitted");
  }

  @Test
  void what_cannot_be_read_is_an_error_that_says_what_to_do() throws Exception {
    assertThat(failed(run("/app/train.py", "sandbox_path")))
        .contains("No sandbox is running", "sandbox_create", "Nothing was submitted");
    assertThat(failed(run("train.py", "auto")))
        .contains("is a path", "script_kind=local_path", "Nothing was submitted");
    sandbox();
    bash("mkdir -p dir; : > empty.py; echo 'print(1)' > train.py");

    assertThat(failed(run("/app/empty.py", "sandbox_path")))
        .contains("is empty", "Nothing was submitted");
    assertThat(failed(run("/app/trian.py", "auto")))
        .contains("does not exist", "Did you mean /app/train.py?", "Nothing was submitted");
    assertThat(failed(run("/app/dir", "sandbox_path"))).contains("is a directory");
  }

  private void sandbox() throws Exception {
    ok(rig.other("sandbox_create", "{}"));
  }

  private String bash(String command) throws Exception {
    String quoted = tools.jackson.databind.json.JsonMapper.shared().writeValueAsString(command);
    return ok(rig.other("bash", "{\"command\":" + quoted + "}"));
  }

  private ToolResult run(String script, String kind) throws Exception {
    return rig.call(
        "{\"operation\":\"run\",\"script\":\"%s\",\"script_kind\":\"%s\"}".formatted(script, kind));
  }

  private static String ok(ToolResult result) {
    assertThat(result.isError()).as(result.text()).isFalse();
    return result.text();
  }

  private static String failed(ToolResult result) {
    assertThat(result.isError()).as(result.text()).isTrue();
    return result.text();
  }
}
