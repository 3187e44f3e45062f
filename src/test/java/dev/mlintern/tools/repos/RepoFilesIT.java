package dev.mlintern.tools.repos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.mcp.ServerProcess;
import dev.mlintern.mcp.ToolSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The acceptance calls of spec tools-act §8.6, through the packaged server's real stdio.
@Timeout(120)
class RepoFilesIT {
  @TempDir Path folder;
  private RepoFilesRig rig;
  private ServerProcess server;
  private ToolSession tool;

  @BeforeEach
  void start() throws Exception {
    write("models/lab/gpt2/config.json", "{\n  \"n_layer\": 12\n}\n");
    byte[] header =
        "{\"wte\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}"
            .getBytes(StandardCharsets.UTF_8);
    write(
        "models/lab/gpt2/model.safetensors",
        ByteBuffer.allocate(8 + header.length + 16)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length)
            .put(header)
            .array());
    for (int i = 0; i < 60; i++) {
      write("datasets/lab/web/data/" + (1_000 + i) + ".txt", "x");
    }
    write("models/lab/llama/README.md", "secret");
    write("models/lab/llama/.hubrepo.json", "{\"gated\":\"manual\"}");
    write("users.json", "{\"defaultUser\":\"me\",\"users\":[{\"name\":\"me\"}]}");
    rig = RepoFilesRig.start(folder);
    rig.create("model", "my-model");
    rig.commit("models/me/my-model", "logs/a", "1");
    rig.commit("models/me/my-model", "x.tmp", "1");
    server = ServerProcess.product(rig.environment(), "mcp");
    server.wire().initialize();
    tool = new ToolSession(server.wire(), "hf_repo_files");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    rig.close();
  }

  @Test
  void theAcceptanceCalls() throws Exception {
    assertThat(tool.ok("{'operation':'list','repo_id':'lab/gpt2'}"))
        .contains("config.json 20 B", "/lab/gpt2/tree/main");
    String listed =
        tool.ok(
            "{'operation':'list','repo_id':'lab/web','repo_type':'dataset','path':'data',"
                + "'limit':50}");
    assertThat(listed.lines().filter(line -> line.startsWith("data/"))).hasSize(50);
    assertThat(listed).contains("50 of 60 shown; go on with cursor");
    assertThat(tool.ok("{'operation':'read','repo_id':'lab/gpt2','path':'config.json'}"))
        .contains("n_layer");
    assertThat(tool.ok("{'operation':'read','repo_id':'lab/gpt2','path':'model.safetensors'}"))
        .contains("1 tensors, 4 parameters");
    assertThat(tool.refused("{'operation':'read','repo_id':'lab/llama','path':'README.md'}"))
        .contains("gated")
        .doesNotContain("not found");

    assertThat(
            tool.ok(
                "{'operation':'upload','repo_id':'me/my-model','path':'README.md',"
                    + "'content':'---\\nlicense: mit\\n---\\n# x'}"))
        .contains("/me/my-model/commit/" + rig.head("models/me/my-model"));
    assertThat(
            tool.ok(
                "{'operation':'upload','repo_id':'me/my-model','path':'fix.py',"
                    + "'content':'print(1)','create_pr':true}"))
        .containsPattern("pull request #1: http\\S+/discussions/1");
    assertThat(
            tool.ok("{'operation':'delete','repo_id':'me/my-model','patterns':['logs/','*.tmp']}"))
        .contains("- logs/a", "- x.tmp", "Committed");
    String head = rig.head("models/me/my-model");
    assertThat(
            tool.refused("{'operation':'delete','repo_id':'me/my-model','patterns':['*.nomatch']}"))
        .contains("nothing matches");
    assertThat(
            tool.refused(
                "{'operation':'upload','repo_id':'me/my-model','path':'../x','content':'a'}"))
        .contains("not a path inside a repository");
    assertThat(rig.head("models/me/my-model")).isEqualTo(head);

    byte[] weights = new byte[40_000_000];
    new Random(7).nextBytes(weights);
    rig.local("w.bin", weights);
    assertThat(tool.ok("{'operation':'upload','repo_id':'me/my-model','local_path':'w.bin'}"))
        .contains("+ w.bin 40.0 MB LFS");
    assertThat(rig.bytes("/me/my-model/resolve/main/w.bin")).isEqualTo(weights);
  }

  private void write(String path, String content) throws Exception {
    write(path, content.getBytes(StandardCharsets.UTF_8));
  }

  private void write(String path, byte[] content) throws Exception {
    Path file = folder.resolve("hub").resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }
}
