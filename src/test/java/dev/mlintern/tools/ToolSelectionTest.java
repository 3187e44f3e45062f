package dev.mlintern.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class ToolSelectionTest {
  private final ToolCatalogue all =
      ToolCatalogue.of(
          List.of(
              SampleTool.echo(),
              SampleTool.jobs(),
              SampleTool.named("delete", false, _ -> ToolResult.ok("gone"))));

  @Test
  void everythingByDefault() {
    assertThat(all.select(ToolSelection.EVERYTHING).names())
        .containsExactly("echo", "jobs", "delete");
  }

  @Test
  void byToolsetByToolAndWithout() {
    assertThat(names("work", "", "", false)).containsExactly("jobs");
    assertThat(names("work", "echo", "", false)).containsExactly("echo", "jobs");
    assertThat(names("", "delete, echo", "", false)).containsExactly("echo", "delete");
    assertThat(names("all", "", "delete", false)).containsExactly("echo", "jobs");
    assertThat(names("", "", "sample", false)).containsExactly("jobs");
  }

  @Test
  void readOnlyWinsOverEverything() {
    assertThat(names("", "", "", true)).containsExactly("echo");
    assertThat(names("", "echo,jobs", "", true)).containsExactly("echo");
  }

  @Test
  void unknownNamesAreRefusedWithTheKnownOnes() {
    assertThatExceptionOfType(ToolFailure.class)
        .isThrownBy(() -> names("works", "", "", false))
        .withMessage("No toolset named `works`. Known: sample, work, all.");
    assertThatExceptionOfType(ToolFailure.class)
        .isThrownBy(() -> names("", "job", "", false))
        .withMessage("No tool named `job`. Known: echo, jobs, delete.");
    assertThatExceptionOfType(ToolFailure.class)
        .isThrownBy(() -> names("", "", "x", false))
        .withMessageContaining("No tool or toolset named `x`");
  }

  @Test
  void aSelectionThatLeavesNothingIsRefused() {
    assertThatExceptionOfType(ToolFailure.class)
        .isThrownBy(() -> names("work", "", "", true))
        .withMessageContaining("leaves no tool");
  }

  private List<String> names(String toolsets, String tools, String exclude, boolean readOnly) {
    return all.select(
            new ToolSelection(
                ToolSelection.names(toolsets),
                ToolSelection.names(tools),
                ToolSelection.names(exclude),
                readOnly))
        .names();
  }
}
