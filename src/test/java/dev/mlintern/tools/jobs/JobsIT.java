package dev.mlintern.tools.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.mcp.ServerProcess;
import dev.mlintern.mcp.ToolSession;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The acceptance calls of spec tools-act §2.11, through the packaged server's real stdio, with
/// jobs that really run on an embedded Hub.
@Timeout(180)
class JobsIT {
  private static final Pattern ID = Pattern.compile("[Jj]ob ([0-9a-f]{24})");

  @TempDir Path folder;
  private EmbeddedHub hub;
  private ServerProcess server;
  private ToolSession tool;

  @BeforeEach
  void start() throws Exception {
    hub = EmbeddedHub.start(folder.resolve("hub"), 0);
    server =
        ServerProcess.product(
            Map.of(
                "HF_ENDPOINT",
                hub.endpoint().toString(),
                "HF_TOKEN",
                "hf_" + UUID.randomUUID().toString().replace("-", ""),
                "ML_INTERN_HOME",
                folder.resolve("state").toString(),
                "HOME",
                folder.toString()),
            "mcp");
    server.wire().initialize();
    tool = new ToolSession(server.wire(), "hf_jobs");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    hub.close();
  }

  @Test
  void theAcceptanceCalls() {
    String first =
        tool.ok(
            "{'operation':'run','script':'import sys\\nprint(\\'ok\\', sys.version)',"
                + "'dependencies':['numpy>=1.26,<3','torch[opt]'],'timeout':'10m'}");
    assertThat(first)
        .contains("COMPLETED", "/jobs/local/", "cpu-basic", "timeout 10m", "ok 3.", "image ghcr.io")
        .contains("not installed: numpy>=1.26,<3 torch[opt]");
    assertThat(tool.ok("{'operation':'run','script':'print(\\'hi\\')'}"))
        .contains("hi", "COMPLETED");
    assertThat(
            tool.ok(
                "{'operation':'run','command':['printf','%s','select 1 + 2'],"
                    + "'image':'duckdb/duckdb','timeout':'5m'}"))
        .contains("select 1 + 2", "image duckdb/duckdb");
    assertThat(
            tool.ok(
                "{'operation':'run','script':'https://raw.githubusercontent.com/huggingface/trl/main/trl/scripts/sft.py',"
                    + "'script_args':['--dataset_name','trl-lib/Capybara','--push_to_hub'],"
                    + "'dependencies':['trl'],'hardware_flavor':'a10g-small','timeout':'4h','dry_run':true}"))
        .contains("$1.00/h", "worst case $4.00")
        .containsSubsequence("sft.py", "--dataset_name", "trl-lib/Capybara", "--push_to_hub");
    assertThat(tool.refused("{'operation':'run','script':'a.py','command':['b']}"))
        .contains("`script`", "`command`");
    String failed = tool.refused("{'operation':'run','script':'print(1)\\nraise SystemExit(3)'}");
    assertThat(failed).contains("ERROR", "exit code: 3", "\n1\n");
    String long1 =
        tool.ok("{'operation':'run','command':['sleep','600'],'timeout':'1h30m','wait_seconds':0}");
    assertThat(long1).contains("timeout 1h30m");
    assertThat(tool.ok("{'operation':'ps','all':true,'status':'error'}"))
        .contains("1 job of local", id(failed))
        .doesNotContain(id(first));
    assertThat(tool.ok("{'operation':'logs','job_id':'" + id(first) + "','tail':50}"))
        .contains("COMPLETED", "ok 3.", "since_line=");
    assertThat(
            tool.ok(
                "{'operation':'inspect','job_id':['" + id(first) + "','" + "0".repeat(24) + "']}"))
        .contains("Job " + id(first) + " COMPLETED", "0".repeat(24) + ": not found");
    assertThat(tool.ok("{'operation':'cancel','job_id':'" + id(long1) + "','namespace':'local'}"))
        .contains("CANCELED");
    assertThat(
            tool.ok(
                "{'operation':'scheduled run','schedule':'0 9 * *"
                    + " 1','script':'print(\\'weekly\\')\\n"
                    + "','timeout':'15m'}"))
        .contains("0 9 * * 1", "suspended no", "next ");
    String schedule = tool.ok("{'operation':'scheduled ps'}");
    assertThat(schedule).contains("never ran");
    Matcher scheduled = Pattern.compile("[0-9a-f]{24}").matcher(schedule);
    assertThat(scheduled.find()).isTrue();
    tool.ok("{'operation':'scheduled_trigger','scheduled_job_id':'" + scheduled.group() + "'}");
    assertThat(tool.ok("{'operation':'scheduled ps'}")).contains("last 20", "next 20");
  }

  @Test
  void theHubIsToldOfACancelledCallsEndAndTheJobGoesOn() throws Exception {
    String started =
        tool.ok(
            "{'operation':'run','script':'import time\\nprint(1, flush=True)\\ntime.sleep(600)',"
                + "'wait_seconds':0}");
    int waiting =
        tool.begin("{'operation':'wait','job_id':'" + id(started) + "','wait_seconds':600}");
    server
        .wire()
        .send(
            "{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':%d}}"
                .formatted(waiting));
    assertThat(tool.ok("{'operation':'inspect','job_id':'" + id(started) + "'}"))
        .contains("RUNNING");
    tool.ok("{'operation':'cancel','job_id':'" + id(started) + "'}");
  }

  private static String id(String text) {
    Matcher id = ID.matcher(text);
    assertThat(id.find()).as(text).isTrue();
    return id.group(1);
  }
}
