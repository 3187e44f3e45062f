package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.redact.RedactionReport;
import dev.mlintern.redact.StreamRedaction.Outcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RedactCommandTest {
  private static final RedactionReport TWO_KINDS =
      new RedactionReport(Map.of("HF_TOKEN", 2, "JWT", 1));

  private final StringWriter err = new StringWriter();

  private int conclude(Outcome outcome, String... options) {
    var command = new RedactCommand();
    new CommandLine(command).setErr(new PrintWriter(err)).parseArgs(options);
    return command.conclude(outcome);
  }

  @Test
  void the_report_names_kinds_and_counts() {
    assertThat(conclude(new Outcome(TWO_KINDS, RedactionReport.EMPTY, 7), "--report")).isZero();
    assertThat(err.toString().lines())
        .containsExactly("3 replaced in 7 lines", "2  HF_TOKEN", "1  JWT");
  }

  @Test
  void without_the_option_nothing_is_said() {
    assertThat(conclude(new Outcome(TWO_KINDS, RedactionReport.EMPTY, 7))).isZero();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void what_is_left_is_exit_code_three_and_a_warning() {
    assertThat(conclude(new Outcome(RedactionReport.EMPTY, TWO_KINDS, 7))).isEqualTo(3);
    assertThat(err.toString()).contains("do not share the output", "2  HF_TOKEN");
  }
}
