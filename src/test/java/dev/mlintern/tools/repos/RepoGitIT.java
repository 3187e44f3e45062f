package dev.mlintern.tools.repos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.mcp.ServerProcess;
import dev.mlintern.mcp.ToolSession;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The acceptance calls of spec tools-act §9.4, through the packaged server's real stdio.
@Timeout(120)
class RepoGitIT {
  @TempDir Path folder;
  private RepoGitRig rig;
  private ServerProcess server;
  private ToolSession tool;

  @BeforeEach
  void start() throws Exception {
    rig = RepoGitRig.start(folder);
    rig.repo("me", "model", "me/m", "a.txt", "one\n");
    rig.repo("ann", "model", "ann/model", "tokenizer_config.json", "{}\n");
    server = ServerProcess.product(rig.environment(), "mcp");
    server.wire().initialize();
    tool = new ToolSession(server.wire(), "hf_repo_git");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    rig.close();
  }

  @Test
  void theAcceptanceCalls() {
    String head = rig.get("/api/models/me/m").get("sha").asString();

    assertThat(tool.ok("{'operation':'list_refs','repo_id':'openai-community/gpt2'}"))
        .containsPattern("branch main [0-9a-f]{12} \\(default\\)");
    String branch =
        "{'operation':'create_branch','repo_id':'me/m','branch':'exp/v2','from_rev':'main'%s}";
    assertThat(tool.ok(branch.formatted(""))).contains("/me/m/tree/exp/v2", head);
    assertThat(rig.sent("POST", "/branch/").getFirst().target()).endsWith("/branch/exp%2Fv2");
    assertThat(tool.ok(branch.formatted(",'exist_ok':true"))).contains("exists already");
    assertThat(
            tool.ok(
                "{'operation':'create_tag','repo_id':'me/m','tag':'v1.0','revision':'main',"
                    + "'tag_message':'first'}"))
        .contains("`v1.0`", head);

    assertThat(
            tool.ok(
                "{'operation':'create_pr','repo_id':'ann/model','title':'Fix tokenizer config'}"))
        .contains("Draft pull request #1", "refs/pr/1");
    rig.commit("me", "models/ann/model", "refs%2Fpr%2F1", "Fix", "tokenizer_config.json", "{ }\n");
    assertThat(tool.ok("{'operation':'get_pr','repo_id':'ann/model','pr_num':1}"))
        .contains("draft", "by me", "1 file changed", "tokenizer_config.json", "no conflicts");
    assertThat(
            tool.ok(
                "{'operation':'change_pr_status','repo_id':'ann/model','pr_num':1,"
                    + "'new_status':'open'}"))
        .contains("draft → open");

    rig.commit("me", "models/me/m", "main?create_pr=1", "Theirs", "a.txt", "theirs\n");
    rig.commit("me", "models/me/m", "main", "Ours", "a.txt", "ours\n");
    assertThat(tool.refused("{'operation':'merge_pr','repo_id':'me/m','pr_num':1}"))
        .contains("conflicts in a.txt", "Nothing was merged");
    assertThat(rig.get("/api/models/me/m/discussions/1").get("status").asString())
        .isEqualTo("open");

    String space = "{'operation':'create_repo','repo_id':'me/demo','repo_type':'space'%s}";
    assertThat(tool.refused(space.formatted("")))
        .contains("gradio", "docker", "static", "streamlit");
    assertThat(tool.ok(space.formatted(",'space_sdk':'gradio'")))
        .contains("Private space me/demo", rig.address() + "/spaces/me/demo");

    tool.ok("{'operation':'update_repo','repo_id':'me/m','gated':'auto'}");
    assertThat(tool.ok("{'operation':'update_repo','repo_id':'me/m','gated':'false'}"))
        .contains("gated auto → false");
    assertThat(rig.sent("PUT", "/settings").getLast().body()).isEqualTo("{\"gated\":false}");

    for (int i = 0; i < 6; i++) {
      tool.ok("{'operation':'create_pr','repo_id':'ann/model','title':'Change " + i + "'}");
      tool.ok("{'operation':'create_discussion','repo_id':'ann/model','title':'Talk " + i + "'}");
    }
    assertThat(tool.ok("{'operation':'list_prs','repo_id':'ann/model','status':'open','limit':5}"))
        .contains("5 of 7 shown; cursor")
        .doesNotContain("Talk");
  }
}
