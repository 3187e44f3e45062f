package dev.mlintern.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptCheckTest {
  private static final String TRAINS = "Trainer(model).train()\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trainer.push_to_hub()",
        "args = TrainingArguments(push_to_hub=True)",
        "args = TrainingArguments(hub_model_id='me/x')",
        "api.upload_folder(folder_path='out')",
        "upload_file(path_or_fileobj='x')",
        "HfApi().upload_large_folder(repo_id='x')",
        "api = HfApi()\napi.create_commit(x)",
        "subprocess.run('hf upload me/x .', shell=True)"
      })
  void sees_what_saves(String line) {
    assertThat(check(TRAINS + line).losesTraining()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# trainer.push_to_hub()",
        "print('push_to_hub')",
        "'''\npush_to_hub\n'''",
        "\"\"\" push_to_hub \\\"\"\" still inside push_to_hub\"\"\"",
        "args = TrainingArguments(push_to_hub=False)",
        "x = 'it\\'s # push_to_hub'",
        "torch.save(model, 'out.pt')"
      })
  void is_not_fooled_by_what_does_not_save(String line) {
    assertThat(check(TRAINS + line).losesTraining()).isTrue();
  }

  @Test
  void loading_without_saving_is_a_lesser_warning_than_training_without_saving() {
    assertThat(check("AutoModel.from_pretrained('x')\n").warnings())
        .singleElement()
        .asString()
        .startsWith("warning: it loads a model");
    assertThat(check(TRAINS).warnings())
        .anySatisfy(warning -> assertThat(warning).contains("trains but never saves"))
        .anySatisfy(warning -> assertThat(warning).contains("default timeout of 30m"));
  }

  @Test
  void command_words_count_as_they_are() {
    var check =
        ScriptCheck.of(
            arguments(
                "{\"script\":\"https://x.org/sft.py\",\"script_args\":[\"--push_to_hub\",\"true\"]}"));

    assertThat(check.saves()).isTrue();
    assertThat(check.visible()).isFalse();
  }

  @Test
  void a_mounted_bucket_outlives_the_job() {
    String volumes =
        ",\"volumes\":[{\"type\":\"bucket\",\"source\":\"me/b\",\"mount_path\":\"/out\"%s}]";

    assertThat(checkWith(volumes.formatted("")).losesTraining()).isFalse();
    assertThat(checkWith(volumes.formatted(",\"read_only\":true")).losesTraining()).isTrue();
  }

  @Test
  void warns_of_what_costs_time_or_cannot_work() {
    assertThat(checkWith(",\"dependencies\":[\"flash-attn\"]").warnings())
        .anySatisfy(warning -> assertThat(warning).contains("flash-attn"));
    assertThat(check("SFTConfig(report_to='trackio')\n").warnings())
        .anySatisfy(warning -> assertThat(warning).contains("trackio_space_id"));
    assertThat(ScriptCheck.of(arguments("{\"script\":\"/home/me/train.py\"}")).warnings())
        .anySatisfy(warning -> assertThat(warning).contains("local machine"));
  }

  @Test
  void tells_inline_code_from_paths_and_addresses() {
    assertThat(ScriptKind.guess("print('hi')")).isEqualTo(ScriptKind.INLINE);
    assertThat(ScriptKind.guess("train.py")).isEqualTo(ScriptKind.PATH);
    assertThat(ScriptKind.guess("./train me.py")).isEqualTo(ScriptKind.PATH);
    assertThat(ScriptKind.guess("/app/x")).isEqualTo(ScriptKind.PATH);
    assertThat(ScriptKind.guess("HTTPS://x.org/a.py")).isEqualTo(ScriptKind.URL);
    assertThat(ScriptKind.guess("# /x\nprint(1)")).isEqualTo(ScriptKind.INLINE);
    assertThat(ScriptKind.guess("import train.py")).isEqualTo(ScriptKind.INLINE);
    assertThatThrownBy(() -> ScriptKind.of(arguments("{\"script_kind\":\"magic\"}")))
        .isInstanceOf(UnclearCall.class);
  }

  private static ScriptCheck check(String script) {
    return ScriptCheck.of(
        CanonicalArguments.of(JsonObject.builder().put("script", script).build()));
  }

  private static ScriptCheck checkWith(String more) {
    return ScriptCheck.of(arguments("{\"script\":\"Trainer(m).train()\\n\"" + more + "}"));
  }

  private static CanonicalArguments arguments(String json) {
    return CanonicalArguments.of(JsonReader.readObject(json));
  }
}
