package dev.mlintern.tools.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.policy.CanonicalArguments;
import dev.mlintern.policy.HardwareCatalogue;
import dev.mlintern.policy.HardwareOffer;
import dev.mlintern.policy.PriceSource;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PreflightCheckTest {
  private static final String SFT =
      """
      from datasets import load_dataset
      from trl import SFTConfig, SFTTrainer
      ds = load_dataset("acme/chat", split="train")
      trainer = SFTTrainer("Qwen/Qwen3-0.6B", args=SFTConfig(%s), train_dataset=ds)
      trainer.train()
      """;
  private static final String SAVING_SFT = SFT.formatted("push_to_hub=True, hub_model_id='me/x'");

  private static final PreflightCheck.ColumnLookup NO_COLUMNS = (_, _) -> Map.of();

  /// The Hub's list as it would be today.
  private static final FlavorAdvice LIVE =
      new FlavorAdvice(
          HardwareCatalogue.of(
              HardwareCatalogue.builtIn().offers().stream()
                  .map(
                      offer ->
                          new HardwareOffer(
                              offer.hardware(),
                              offer.usdPerHour(),
                              PriceSource.LIVE,
                              offer.usdPerHour()))
                  .toList()));

  @Test
  void a_good_training_passes_without_a_word() {
    PreflightCheck check = check(training(SAVING_SFT, "4h"));

    assertThat(check.errors()).isEmpty();
    assertThat(check.warnings()).isEmpty();
  }

  @Test
  void a_gpu_training_that_saves_nothing_is_an_error_with_what_to_add() {
    assertThat(check(training(SFT.formatted(""), "4h")).errors())
        .singleElement()
        .asString()
        .contains("for up to 4h", "saves nothing", "hub_model_id", "# ml-intern: nothing to save");
  }

  @Test
  void a_trial_run_or_one_that_saves_elsewhere_or_on_purpose_nothing_may_go() {
    assertThat(check(training(SFT.formatted(""), "20m")).errors()).isEmpty();
    assertThat(check(training(SFT.formatted(""), "20m")).warnings())
        .anyMatch(text -> text.contains("never saves"));
    assertThat(check(training(SFT.formatted("") + "\nimport boto3\n", "4h")).errors()).isEmpty();
    assertThat(check(training(SFT.formatted("") + "# ml-intern: nothing to save\n", "4h")).errors())
        .isEmpty();
    assertThat(check(with(training(SFT.formatted(""), "4h"), "hardware_flavor", "cpu-xl")).errors())
        .isEmpty();
  }

  @Test
  void a_gpu_training_without_a_timeout_is_an_error_and_a_short_one_a_warning() {
    assertThat(check(training(SAVING_SFT, null)).errors())
        .singleElement()
        .asString()
        .contains("no `timeout`", "after 30m");
    assertThat(check(training(SAVING_SFT, "1h")).warnings())
        .singleElement()
        .asString()
        .startsWith("warning: ")
        .contains("1h");
    assertThat(check("{'script':'print(1)','hardware_flavor':'a10g-small'}").errors()).isEmpty();
  }

  @Test
  void an_unknown_flavor_names_the_nearest_with_prices() {
    assertThat(check("{'script':'print(1)','hardware_flavor':'a10-large'}").errors())
        .singleElement()
        .asString()
        .contains("`a10-large` is not offered", "`a10g-large` (1×A10G 24 GB, $2.00/h)");
  }

  @Test
  void an_unknown_flavor_is_a_warning_while_the_hubs_list_is_not_known() {
    PreflightCheck check =
        PreflightCheck.of(
            arguments("{'script':'print(1)','hardware_flavor':'b200'}"),
            Optional.empty(),
            new FlavorAdvice(HardwareCatalogue.builtIn()),
            NO_COLUMNS);

    assertThat(check.errors()).isEmpty();
    assertThat(check.warnings()).singleElement().asString().contains("`b200`", "may be new");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'command':[]} | empty",
        "{'command':[' ']} | empty",
        "{'command':['python train.py']} | one word with blanks",
        "{'command':['cd','/x','&&','ls']} | shell syntax",
        "{'command':['ls'],'dependencies':['trl']} | go with `script`",
        "{'script':'print(1)','dependencies':['--index-url=x']} | no requirement",
        "{'script':'print(1)','dependencies':['trl peft']} | several packages",
        "{'script':'   '} | `script` is empty",
        "{'script':'http://x.y/a.py'} | https://",
        "{'script':'print(1)','env':{'A B':'1'}} | no environment variable",
        "{'script':'print(1)','env':{'A':{'b':1}}} | must be text",
        "{'script':'print(1)','env':{'A':[1]}} | must be text",
        "{'script':'print(1)','schedule':'@dayly'} | Meant `@daily`?",
        "{'script':'print(1)','schedule':'0 25 * * *'} | the hour `25`",
        "{'script':'import torch\\nmodel.cuda()','dependencies':['torch']} | `t4-small`",
        "{'script':'import torch\\n"
            + "import sklearn.svm\\n"
            + "print(1)'} | add \"scikit-learn\", \"torch\"",
        "{'script':'# /// script\\n# dependencies = []\\nprint(1)'} | is not closed"
      })
  void a_call_that_cannot_work_is_an_error_that_says_how_to_mend_it(String call, String part) {
    assertThat(check(call).errors()).singleElement().asString().contains(part);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'command':['/bin/sh','-c','cd /x && ls | wc']}",
        "{'command':['nvidia-smi']}",
        "{'command':['python','-c','print(1) ; print(2)']}",
        "{'script':'print(1)','dependencies':['torch[opt]','numpy>=1.26,<3','a @ https://x.y/z']}",
        "{'script':'print(1)','env':{'N':3,'B':true,'TOKENIZERS_PARALLELISM':'false'}}",
        "{'script':'print(1)','schedule':'*/5 0-6,22 * 1-6/2 7'}",
        "{'script':'print(1)','schedule':'0 0 0 1 1 * 2030'}",
        "{'script':'import torch\\n"
            + "x.to(\"cuda\" if torch.cuda.is_available() else \"cpu\")','dependencies':['torch']}",
        "{'script':'import torch, json\\n"
            + "import mine','dependencies':['trl @ git+https://github.com/huggingface/trl.git']}",
        "{'script':'import torch','image':'pytorch/pytorch'}",
        "{'script':'# import torch\\nprint(\"import torch\")'}",
        "{'script':'https://x.y/a.py'}"
      })
  void a_call_that_works_passes(String call) {
    PreflightCheck check = check(call);

    assertThat(check.errors()).isEmpty();
    assertThat(check.warnings()).isEmpty();
  }

  @Test
  void a_secret_in_env_is_an_error_by_its_look_and_a_warning_by_its_name() {
    String token = "hf_" + UUID.randomUUID().toString().replace("-", "") + "ab";
    assertThat(check("{'script':'print(1)','env':{'X':'" + token + "'}}").errors())
        .singleElement()
        .asString()
        .contains("move it to `secrets`")
        .doesNotContain(token);
    assertThat(check("{'script':'print(1)','env':{'WANDB_API_KEY':'abcd1234'}}").warnings())
        .anyMatch(text -> text.contains("`env.WANDB_API_KEY`"));
  }

  @Test
  void the_scripts_own_block_counts_and_contradictions_are_told() {
    String script =
        """
        # /// script
        # requires-python = ">=3.11"
        # dependencies = [
        #   "torch>=2.4",  # why
        #   'trl[peft] @ git+https://github.com/huggingface/trl',
        # ]
        # ///
        import torch, transformers
        """;
    JsonObject call = JsonObject.builder().put("script", script).build();
    assertThat(check(call).errors()).isEmpty();
    JsonObject pinned =
        JsonObject.builder()
            .putAll(call)
            .put("dependencies", JsonArray.ofStrings(List.of("Torch==2.3")))
            .put("python", "3.10")
            .build();
    assertThat(check(pinned).warnings())
        .anyMatch(text -> text.contains("`Torch==2.3`") && text.contains("`torch>=2.4`"))
        .anyMatch(text -> text.contains("requires >=3.11"));
  }

  @Test
  void a_path_of_this_machine_in_a_script_is_a_warning() {
    assertThat(check("{'script':'open(\"/home/me/data.json\")'}").warnings())
        .singleElement()
        .asString()
        .contains("/home/me/data.json");
  }

  @Test
  void columns_that_do_not_fit_the_trainer_are_an_error_that_names_them() {
    String dpo = SAVING_SFT.replace("SFT", "DPO");
    PreflightCheck check =
        PreflightCheck.of(
            CanonicalArguments.of(training(dpo, "4h")),
            Optional.empty(),
            LIVE,
            (dataset, config) -> {
              assertThat(dataset).isEqualTo("acme/chat");
              assertThat(config).isEmpty();
              return columns("instruction", "output");
            });

    assertThat(check.errors())
        .singleElement()
        .asString()
        .contains("DPOTrainer cannot take `acme/chat`", "`chosen`, `rejected`", "`instruction`");
  }

  @Test
  void columns_that_fit_after_a_change_are_a_warning_with_the_change() {
    assertThat(checkColumns(SAVING_SFT, "instruction", "output").warnings())
        .singleElement()
        .asString()
        .contains("`instruction` → `prompt`", "rename_columns");
    assertThat(checkColumns(SAVING_SFT, "text").warnings()).isEmpty();
    assertThat(checkColumns(SAVING_SFT).errors()).isEmpty();
  }

  @Test
  void columns_are_not_judged_where_the_script_changes_them() {
    String mapped =
        SAVING_SFT.replace("trainer =", "ds = ds.map(f)\ntrainer =").replace("SFT", "DPO");

    assertThat(checkColumns(mapped, "a", "b").errors()).isEmpty();
  }

  @Test
  void columns_are_judged_for_trls_own_scripts_too() {
    String call =
        "{'script':'https://raw.githubusercontent.com/huggingface/trl/main/trl/scripts/dpo.py',"
            + "'script_args':['--dataset_name','acme/chat','--push_to_hub'],'timeout':'4h'}";

    assertThat(
            PreflightCheck.of(arguments(call), Optional.empty(), LIVE, (_, _) -> columns("text"))
                .errors())
        .singleElement()
        .asString()
        .contains("DPOTrainer cannot take `acme/chat`");
  }

  @Test
  void a_local_file_is_judged_by_its_text() {
    PreflightCheck check =
        PreflightCheck.of(
            arguments(
                "{'script':'train.py','script_kind':'local_path','hardware_flavor':'a10g-large',"
                    + "'timeout':'4h','dependencies':['trl']}"),
            Optional.of(SFT.formatted("")),
            LIVE,
            NO_COLUMNS);

    assertThat(check.errors()).singleElement().asString().contains("saves nothing");
  }

  @ParameterizedTest
  @CsvSource({"@Daily,@daily", "@midnight,@daily", "' 0  9 * * 1 ',0 9 * * 1"})
  void schedules_are_written_as_the_hub_takes_them(String given, String written) {
    assertThat(CronSchedule.parse(given).text()).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "daily",
        "* * * *",
        "60 * * * *",
        "0 9 * * MON",
        "5-1 * * * *",
        "*/0 * * * *",
        "1,,2 * * * *",
        "0 0 0 * *",
        "1-2-3 * * * *"
      })
  void what_is_no_schedule_says_what_is(String text) {
    assertThatThrownBy(() -> CronSchedule.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("@hourly");
  }

  private static PreflightCheck checkColumns(String script, String... names) {
    return PreflightCheck.of(
        CanonicalArguments.of(training(script, "4h")),
        Optional.empty(),
        LIVE,
        (_, _) -> columns(names));
  }

  private static Map<String, JsonNode> columns(String... names) {
    var columns = new LinkedHashMap<String, JsonNode>();
    for (String name : names) {
      columns.put(name, JsonMapper.shared().readTree("{\"dtype\":\"string\",\"_type\":\"Value\"}"));
    }
    return columns;
  }

  private static JsonObject training(String script, String timeout) {
    var call =
        JsonObject.builder()
            .put("operation", "run")
            .put("script", script)
            .put("dependencies", JsonArray.ofStrings(List.of("trl", "datasets")))
            .put("hardware_flavor", "a10g-large");
    if (timeout != null) {
      call.put("timeout", timeout);
    }
    return call.build();
  }

  private static JsonObject with(JsonObject call, String name, String value) {
    return JsonObject.builder().putAll(call).put(name, value).build();
  }

  private static PreflightCheck check(String call) {
    return PreflightCheck.of(arguments(call), Optional.empty(), LIVE, NO_COLUMNS);
  }

  private static PreflightCheck check(JsonObject call) {
    return PreflightCheck.of(CanonicalArguments.of(call), Optional.empty(), LIVE, NO_COLUMNS);
  }

  /// Single quotes stand for double ones, double ones for escaped ones.
  private static CanonicalArguments arguments(String call) {
    String json = call.replace("\"", "\\\"").replace('\'', '"');
    return CanonicalArguments.of(
        (JsonObject) JsonReader.read(json.getBytes(StandardCharsets.UTF_8)));
  }
}
