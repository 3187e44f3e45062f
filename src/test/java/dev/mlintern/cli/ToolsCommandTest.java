package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

class ToolsCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void listNamesEveryToolOnItsLine() {
    assertThat(run("list")).isZero();
    assertThat(out.toString().lines())
        .anyMatch(line -> line.matches("hub_repo_search +\\S+ +read .+"));
  }

  @Test
  void listAsJsonIsWhatAClientGets() {
    assertThat(run("list", "--json", "--tools", "hub_repo_search")).isZero();
    assertThat(JsonMapper.shared().readTree(out.toString()).get("tools").get(0).propertyNames())
        .contains("name", "description", "inputSchema", "annotations");
  }

  @Test
  void anUnknownSelectionIsRefused() {
    assertThat(run("list", "--toolsets", "nope")).isEqualTo(2);
    assertThat(err.toString()).contains("No toolset named `nope`. Known: ");
  }

  @Test
  void anErrorGoesToStderrAndIntoTheExitCode() {
    assertThat(run("call", "hub_repo_serch")).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("Did you mean `hub_repo_search`?");
  }

  @Test
  void argumentsThatAreNoJsonAreRefused() {
    assertThat(run("call", "hub_repo_search", "{query: a}")).isEqualTo(1);
    assertThat(err.toString()).contains("hub_repo_search: the arguments are not sound JSON");
  }

  private int run(String... args) {
    return new CommandLine(new ToolsCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }
}
