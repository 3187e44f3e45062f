package dev.mlintern.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ArgumentCheckTest {
  private final ToolRunner runner =
      new ToolRunner(
          ToolCatalogue.of(List.of(SampleTool.echo(), SampleTool.jobs())),
          Duration.ofSeconds(5),
          UnaryOperator.identity());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'text':'a','times':null}       | {'text':'a'}",
        "{'text':'a','times':'3'}        | {'text':'a','times':3}",
        "{'text':'a','times':' 3 '}      | {'text':'a','times':3}",
        "{'text':'a','times':3.0}        | {'text':'a','times':3}",
        "{'text':'a','times':''}         | {'text':'a'}",
        "{'text':'a','loud':'TRUE'}      | {'text':'a','loud':true}",
        "{'text':'a','loud':'false'}     | {'text':'a','loud':false}",
        "{'text':'a','weight':'0.5'}     | {'text':'a','weight':0.5}",
        "{'text':'a','tags':'x, y,'}     | {'text':'a','tags':['x','y']}",
        "{'text':'a','tags':'[\"x\"]'}   | {'text':'a','tags':['x']}",
        "{'text':'a','tags':['x',1]}     | {'text':'a','tags':['x','1']}",
        "{'text':12}                     | {'text':'12'}",
        "{'text':'a','either':'7'}       | {'text':'a','either':7}",
        "{'text':'a','either':'x,y'}     | {'text':'a','either':['x','y']}",
        "{'text':'a','either':['7']}     | {'text':'a','either':['7']}",
        "{'text':'a','language':'fr'}    | {'text':'a','language':'fr'}",
      })
  void readsWhatModelsWriteForWhatTheyMean(String sent, String understood) throws Exception {
    assertThat(call("echo", sent)).isEqualTo(ToolResult.ok(json(understood)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                              | echo: `text` is missing. Example: {\"text\":\"hi\"}",
        "{'text':null}                   | echo: `text` is missing.",
        "{'text':''}                     | echo: `text` must not be empty.",
        "{'text':['a']}                  | echo: `text` must be a string, got a list.",
        "{'text':{}}                     | echo: `text` must be a string, got an object.",
        "{'text':'a','times':'many'}     | echo: `times` must be a whole number, got \"many\".",
        "{'text':'a','times':1.5}        | echo: `times` must be a whole number, got 1.5.",
        "{'text':'a','times':6}          | echo: `times` must be 1 to 5, got 6.",
        "{'text':'a','times':1e999999999}| echo: `times` must be a whole number",
        "{'text':'a','times':1e400}      | echo: `times` must be a whole number",
        "{'text':'a','times':-2e30}      | echo: `times` must be a whole number",
        "{'text':'a','loud':'maybe'}     | echo: `loud` must be true or false, got \"maybe\".",
        "{'text':'a','either':{}}        | echo: `either` must be a whole number or a list, got an"
            + " object.",
        "{'texts':'a'}                   | did you mean `text`?",
        "{'text':'a','TIMES':2}          | did you mean `times`?",
        "{'text':'a','zzz':2}            | unknown argument `zzz` (known: text, times, loud",
        "[1]                             | echo: the arguments must be an object, got a list.",
        "7                               | echo: the arguments must be an object, got 7.",
        "{'text':'a','either':[[]]}      | echo: `either[0]` must be a string, got a list.",
      })
  void namesTheArgumentAtFaultTheRuleAndWhatWasGiven(String sent, String complaint)
      throws Exception {
    ToolResult result = call("echo", sent);
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains(complaint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'operation':'RUN','command':'ls'}                | {'operation':'run','command':'ls'}",
        "{'operation':'run','args':{'command':'ls'}}       | {'operation':'run','command':'ls'}",
        "{'args':{'operation':'logs','job_id':'a'}}        | {'operation':'logs','job_id':'a'}",
        "{'operation':' Run\\n','command':'ls'}            | {'operation':'run','command':'ls'}",
        "{'operation':'run','args':{'operation':'run','command':'ls'}} |"
            + " {'operation':'run','command':'ls'}",
        "{'operation':'logs','job_id':'a','command':null}  | {'operation':'logs','job_id':'a'}",
        "{'operation':'run','command':'ls','env':{'A':'b'}}|"
            + " {'operation':'run','command':'ls','env':{'A':'b'}}",
        "{'operation':'run','command':'ls','env':{'P':8080,'Q':null}}|"
            + " {'operation':'run','command':'ls','env':{'P':'8080'}}",
      })
  void choosesTheBranchByOperation(String sent, String understood) throws Exception {
    ToolResult result = call("jobs", sent);
    assertThat(result.isError()).as(result.text()).isFalse();
    assertThat(JsonMapper.shared().readTree(result.text()))
        .isEqualTo(JsonMapper.shared().readTree(json(understood)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                          | jobs: `operation` is missing. Operations: run, logs.",
        "{'operation':'rum'}         | jobs: no operation \"rum\". Did you mean `run`? Operations:"
            + " run, logs.",
        "{'operation':7}             | jobs: no operation 7. Operations: run, logs.",
        "{'operation':['run']}       | jobs: no operation a list. Operations: run, logs.",
        "{'operation':'logs','args':{'operation':'run','command':'ls'}} | jobs: `operation` differs"
            + " inside and outside `args`.",
        "{'operation':'run','args':'{}'} | unknown argument `args`",
        "{'operation':'run','command':'ls','timeout':'soon'} | jobs run: `timeout` must be like"
            + " 30m, 2h, got \"soon\". Example: {'operation':'run','command':'echo hi'}",
        "{'operation':'run','command':'ls','job_id':'a'} | jobs run: `job_id` belongs to logs."
            + " Example:",
        "{'operation':'logs'}        | jobs logs: `job_id` is missing. Example:"
            + " {'operation':'logs','job_id':'abc'}",
        "{'operation':'run','command':'ls','env':{'A':[]}} | jobs run: `env.A` must be a string,"
            + " got a list.",
      })
  void complainsAboutTheChosenBranchOnly(String sent, String complaint) throws Exception {
    ToolResult result = call("jobs", sent);
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains(json(complaint));
  }

  @Test
  void refusesAStringTooLongForAnyUpstream() throws Exception {
    ToolResult result = call("echo", "{'text':'" + "a".repeat(20 << 20) + "'}");
    assertThat(result.isError()).isTrue();
    assertThat(result.text())
        .isEqualTo(
            "echo: `text` is 20,971,520 characters long, at most 1,000,000 are accepted. Example:"
                + " {\"text\":\"hi\"}");
  }

  @Test
  void reportsSeveralFaultsAtOnce() throws Exception {
    assertThat(call("echo", "{'times':9,'loud':'maybe'}").text())
        .contains("`text` is missing")
        .contains("`times` must be 1 to 5")
        .contains("`loud` must be true or false");
  }

  private ToolResult call(String tool, String arguments) throws InterruptedException {
    return runner.run(
        tool, Optional.of(JsonMapper.shared().readTree(json(arguments))), Progress.NONE);
  }

  private static String json(String quotedWithApostrophes) {
    return quotedWithApostrophes.replace('\'', '"').replace("\"[\"x\"]\"", "\"[\\\"x\\\"]\"");
  }
}
