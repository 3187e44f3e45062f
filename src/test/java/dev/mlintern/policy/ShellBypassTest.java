package dev.mlintern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellBypassTest {
  @TempDir Path folder;

  static List<String> bypasses() {
    return ShellLines.bypasses();
  }

  static List<String> harmless() {
    return ShellLines.harmless();
  }

  @ParameterizedTest
  @MethodSource("bypasses")
  void goes_round_the_gate(String line) {
    assertThat(ShellBypass.find(line, Optional.empty(), List.of())).isPresent();
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void is_left_alone(String line) {
    assertThat(ShellBypass.find(line, Optional.empty(), List.of())).isEmpty();
  }

  /// Would take minutes if any step went over the line again for each of its words.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "hf ",
        "su -c \"a b\" ",
        "> ",
        "echo x | sh;",
        "env -S \"env -S 'x'\" ",
        "rm x;",
        "{ "
      })
  void a_line_made_to_cost_time_is_judged_all_the_same(String piece) {
    String line = piece.repeat(500_000 / piece.length());

    assertThat(ShellBypass.find("python3 -c '" + line, Optional.empty(), List.of())).isNotNull();
    assertThat(ShellBypass.find(line + "; hf jobs run x", Optional.empty(), List.of())).isPresent();
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

    assertThat(ShellBypass.find("git push hub main", Optional.of(repository), List.of()))
        .isPresent();
    assertThat(ShellBypass.find("git push hub", Optional.of(repository.resolve("sub")), List.of()))
        .isPresent();
    assertThat(ShellBypass.find("git push", Optional.of(repository), List.of())).isPresent();
    assertThat(ShellBypass.find("cd repo && git push hub", Optional.of(folder), List.of()))
        .isPresent();
    assertThat(ShellBypass.find("git -C repo push hub", Optional.of(folder), List.of()))
        .isPresent();
    assertThat(ShellBypass.find("git push origin main", Optional.of(repository), List.of()))
        .isEmpty();
    assertThat(ShellBypass.find("git push hub main", Optional.of(folder), List.of())).isEmpty();
  }

  @Test
  void a_worktree_shares_the_remotes_of_its_repository() throws IOException {
    Path main = folder.resolve("main/.git");
    Files.createDirectories(main.resolve("worktrees/w"));
    Files.writeString(main.resolve("config"), "[remote \"hub\"]\n\turl=git@hf.co:me/m\n");
    Files.writeString(main.resolve("worktrees/w/commondir"), "../..\n");
    Path worktree = Files.createDirectories(folder.resolve("w"));
    Files.writeString(worktree.resolve(".git"), "gitdir: " + main.resolve("worktrees/w") + "\n");

    assertThat(ShellBypass.find("git push hub", Optional.of(worktree), List.of())).isPresent();
  }

  @Test
  void what_is_nested_too_deep_to_read_is_asked_about() {
    assertThat(
            ShellBypass.find(
                "echo " + "$(".repeat(30) + "hf jobs run", Optional.empty(), List.of()))
        .isPresent();
    String shells = "hf jobs run x y";
    for (int i = 0; i < 8; i++) {
      shells = "bash -c " + dev.mlintern.json.JsonWriter.quote(shells);
    }
    assertThat(ShellBypass.find(shells, Optional.empty(), List.of())).isPresent();
  }

  @Test
  void a_long_line_is_read_in_one_go() {
    String line = "echo ".repeat(400_000) + "; hf jobs run x y";
    assertThat(ShellBypass.find(line, Optional.empty(), List.of())).contains("hf jobs run");
  }
}
