package dev.mlintern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellBypassTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hf jobs run python:3.12 python t.py",
        "hf jobs uv run train.py",
        "hf jobs scheduled run @daily python:3.12 true",
        "hf jobs scheduled uv run '@daily' x.py",
        "hf jobs scheduled resume abc",
        "hf --token x jobs run python:3.12 true",
        "hf jobs --namespace org run python:3.12 true",
        "/usr/local/bin/hf jobs run x y",
        "hfjobs run x",
        "cd x && HF_TOKEN=$T hf jobs run --flavor a100-large python:3.12 python t.py",
        "true; hf jobs run x y",
        "false || hf jobs run x y",
        "echo | hf jobs run x y",
        "echo a\nhf jobs run x y",
        "echo `hf jobs run x y`",
        "echo $(hf jobs run x y)",
        "echo \"started $(hf jobs run x y)\"",
        "echo \"$( (true) ; hf jobs run x y)\"",
        "(hf jobs run x y)",
        "{ hf jobs run x y; }",
        "if true; then hf jobs run x y; fi",
        "for i in 1 2; do hf jobs run x $i; done",
        "diff <(hf jobs run x y) /dev/null",
        "sudo -u me hf jobs run x y",
        "env -i A=b hf jobs run x y",
        "nohup hf jobs run x y > log 2>&1 &",
        "timeout 30 hf jobs run x y",
        "timeout $T hf jobs run x y",
        "uvx hf jobs run x y",
        "uvx --from huggingface_hub hf jobs run x y",
        "uv run --with huggingface_hub hf jobs run x y",
        "uv tool run hf jobs run x y",
        "python -m huggingface_hub.cli.hf jobs run x y",
        "uv run python -m huggingface_hub.cli.hf jobs run x y",
        "bash -c 'hf jobs run x y'",
        "bash -lc \"hf jobs run x y\"",
        "sh <<'EOF'\nhf jobs run x y\nEOF",
        "bash <<< 'hf jobs run x y'",
        "eval \"hf jobs run x y\"",
        "eval hf jobs run x y",
        "'hf' \"jobs\" r\\un x y",
        "h''f jobs run x y",
        "hf \\\n  jobs run x y",
        "$HF jobs run x y",
        "$(which hf) jobs run x y",
        "find . -name '*.py' -exec hf jobs run x {} ';'",
        "ls *.py | xargs -n1 hf jobs uv run",
        "hf repos delete me/m",
        "hf repo delete me/m",
        "hf repos create me/m",
        "hf repos move a b",
        "hf repo settings me/m --private false",
        "hf repos branch delete me/m dev",
        "hf repos tag delete me/m v1",
        "hf repos delete-files me/m '*'",
        "hf repo-files delete me/m '*'",
        "hf upload me/m .",
        "hf upload-large-folder me/m .",
        "hf spaces restart me/s",
        "hf endpoints deploy x",
        "hf endpoints scale-to-zero x",
        "hf buckets rm hf://buckets/me/b/x",
        "huggingface-cli upload me/m .",
        "huggingface-cli repo create x",
        "git push https://huggingface.co/me/m main",
        "git push git@hf.co:me/m",
        "git -C /tmp push https://user:x@huggingface.co/me/m",
        "curl -X POST https://huggingface.co/api/jobs/me -d @spec.json",
        "curl -sXPOST https://huggingface.co/api/repos/create",
        "curl -sd '{}' https://huggingface.co/api/repos/create",
        "curl --data-binary @x https://huggingface.co/api/models/me/m/commit/main",
        "curl --json '{}' -H 'Authorization: Bearer x' huggingface.co/api/repos/create",
        "curl --request=DELETE https://huggingface.co/api/repos/delete",
        "curl -X PUT \"$HF_ENDPOINT/api/models/me/m/settings\" -d x",
        "curl https://router.huggingface.co/v1/chat/completions -d '{}'",
        "curl -F file=@x https://hf.co/api/x",
        "wget --post-data='{}' https://huggingface.co/api/repos/create",
        "wget --method=DELETE https://huggingface.co/api/repos/delete",
        "http POST https://huggingface.co/api/repos/create name=x",
        "http https://huggingface.co/api/repos/create name=x",
        "python -c 'from huggingface_hub import run_job; run_job(image=\"x\", command=[])'",
        "python3 - <<'EOF'\nfrom huggingface_hub import HfApi\nHfApi().delete_repo('me/m')\nEOF",
        "python3 <<EOF\ncreate_inference_endpoint('x')\nEOF",
        "cat <<EOF | python\nrun_uv_job('x.py')\nEOF",
        "echo 'request_space_hardware()' | uv run python -",
        "node -e 'require(\"@huggingface/hub\").deleteRepo({})'",
        "./ml-intern tools call hf_jobs '{\"operation\":\"run\"}'",
        "java -jar target/ml-intern.jar tools call hf_repo_files '{\"operation\":\"delete\"}'",
        "echo '{\"method\":\"tools/call\",\"params\":{\"name\":\"hf_jobs\"}}' | ./ml-intern mcp",
        "ml-intern share-traces public"
      })
  void goes_round_the_gate(String line) {
    assertThat(ShellBypass.find(line, Optional.empty())).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ls -la",
        "echo hf jobs run",
        "grep -rn 'hf jobs run' docs",
        "# hf jobs run",
        "echo a # hf jobs run",
        "cat > README.md <<'EOF'\nhf jobs run x y\nEOF",
        "hf jobs ps",
        "hf jobs logs run",
        "hf jobs inspect abc",
        "hf jobs cancel abc",
        "hf jobs scheduled ps",
        "hf download me/m upload",
        "hf auth whoami",
        "hf repos list",
        "hf spaces ls",
        "hf spaces info me/s",
        "hf endpoints ls",
        "huggingface-cli download gpt2",
        "git push",
        "git push origin main",
        "git commit -m 'push to huggingface.co'",
        "git status",
        "curl https://huggingface.co/api/models/gpt2",
        "curl -G https://huggingface.co/api/models -d search=x",
        "curl -sSL -o out.json https://huggingface.co/api/models/gpt2",
        "curl -X GET https://huggingface.co/api/models/gpt2",
        "curl -I https://huggingface.co/api/models/gpt2",
        "curl -d x https://example.org/api",
        "wget https://huggingface.co/api/models",
        "http https://huggingface.co/api/models search==x",
        "python train.py",
        "grep -n 'run_job(' src/*.py",
        "python -c 'print(1)'",
        "python -m pytest",
        "./ml-intern tools list",
        "./ml-intern tools call hub_repo_search '{\"query\":\"x\"}'",
        "./ml-intern tools call hf_jobs '{\"operation\":\"ps\"}'",
        "./ml-intern doctor",
        "cd /tmp/hf && ls jobs run"
      })
  void is_left_alone(String line) {
    assertThat(ShellBypass.find(line, Optional.empty())).isEmpty();
  }

  @Test
  void a_push_to_a_remote_on_the_hub_is_found_by_the_remotes_address() throws IOException {
    Path repository = folder.resolve("repo");
    Files.createDirectories(repository.resolve(".git"));
    Files.createDirectories(repository.resolve("sub"));
    Files.writeString(
        repository.resolve(".git/config"),
        """
        [remote "origin"]
        	url = https://github.com/me/m
        [remote "hub"]
        	url = https://huggingface.co/me/m
        """);

    assertThat(ShellBypass.find("git push hub main", Optional.of(repository))).isPresent();
    assertThat(ShellBypass.find("git push hub", Optional.of(repository.resolve("sub"))))
        .isPresent();
    assertThat(ShellBypass.find("git push", Optional.of(repository))).isPresent();
    assertThat(ShellBypass.find("cd repo && git push hub", Optional.of(folder))).isPresent();
    assertThat(ShellBypass.find("git -C repo push hub", Optional.of(folder))).isPresent();
    assertThat(ShellBypass.find("git push origin main", Optional.of(repository))).isEmpty();
    assertThat(ShellBypass.find("git push hub main", Optional.of(folder))).isEmpty();
  }

  @Test
  void a_worktree_shares_the_remotes_of_its_repository() throws IOException {
    Path main = folder.resolve("main/.git");
    Files.createDirectories(main.resolve("worktrees/w"));
    Files.writeString(main.resolve("config"), "[remote \"hub\"]\n\turl=git@hf.co:me/m\n");
    Files.writeString(main.resolve("worktrees/w/commondir"), "../..\n");
    Path worktree = Files.createDirectories(folder.resolve("w"));
    Files.writeString(worktree.resolve(".git"), "gitdir: " + main.resolve("worktrees/w") + "\n");

    assertThat(ShellBypass.find("git push hub", Optional.of(worktree))).isPresent();
  }

  @Test
  void what_is_nested_too_deep_to_read_is_asked_about() {
    assertThat(ShellBypass.find("echo " + "$(".repeat(30) + "hf jobs run", Optional.empty()))
        .isPresent();
    String shells = "hf jobs run x y";
    for (int i = 0; i < 8; i++) {
      shells = "bash -c " + dev.mlintern.json.JsonWriter.quote(shells);
    }
    assertThat(ShellBypass.find(shells, Optional.empty())).isPresent();
  }

  @Test
  void a_long_line_is_read_in_one_go() {
    String line = "echo ".repeat(400_000) + "; hf jobs run x y";
    assertThat(ShellBypass.find(line, Optional.empty())).contains("hf jobs run");
  }
}
