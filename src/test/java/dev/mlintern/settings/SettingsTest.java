package dev.mlintern.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private static final Path HOME = Path.of("/home/someone");

  @ParameterizedTest
  @CsvSource({
    "1,true",
    "TRUE,true",
    "yes,true",
    "On,true",
    "0,false",
    "false,false",
    "NO,false",
    "off,false",
    "maybe,false",
    "2,false",
    "' ',false"
  })
  void a_flag_that_is_off_by_default_needs_a_clear_yes(String value, boolean expected) {
    assertThat(settings(Map.of("ML_INTERN_YOLO", value)).flag(Setting.ML_INTERN_YOLO))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0,false", "off,false", "1,true", "nope,true", "' ',true"})
  void a_flag_that_protects_by_default_needs_a_clear_no(String value, boolean expected) {
    assertThat(
            settings(Map.of("ML_INTERN_CONFIRM_CPU_JOBS", value))
                .flag(Setting.ML_INTERN_CONFIRM_CPU_JOBS))
        .isEqualTo(expected);
  }

  @Test
  void blank_counts_as_not_set() {
    Settings settings = settings(Map.of("HF_ENDPOINT", "  "));

    assertThat(settings.explicit(Setting.HF_ENDPOINT)).isEmpty();
    assertThat(settings.text(Setting.HF_ENDPOINT)).contains("https://huggingface.co");
  }

  @Test
  void proxy_variables_count_in_lower_case_as_well() {
    assertThat(settings(Map.of("https_proxy", "http://p:1")).text(Setting.HTTPS_PROXY))
        .contains("http://p:1");
    assertThat(
            settings(Map.of("https_proxy", "http://p:1", "HTTPS_PROXY", "http://q:2"))
                .text(Setting.HTTPS_PROXY))
        .contains("http://q:2");
  }

  @Test
  void the_state_folder_is_below_the_home_unless_named() {
    assertThat(settings(Map.of()).stateDirectory()).isEqualTo(HOME.resolve(".ml-intern"));
    assertThat(settings(Map.of("ML_INTERN_HOME", "/x/y")).stateDirectory())
        .isEqualTo(Path.of("/x/y"));
    assertThat(settings(Map.of("ML_INTERN_HOME", "~")).stateDirectory()).isEqualTo(HOME);
  }

  @Test
  void printing_settings_shows_no_value() {
    String secret = "hf_" + "x".repeat(34);

    assertThat(settings(Map.of("HF_TOKEN", secret)).toString())
        .contains("HF_TOKEN")
        .doesNotContain(secret);
  }

  @Test
  void an_unreadable_number_is_the_default() {
    assertThat(
            settings(Map.of("ML_INTERN_TOOL_TIMEOUT", "soon"))
                .number(Setting.ML_INTERN_TOOL_TIMEOUT))
        .isEqualByComparingTo("45");
  }

  private static Settings settings(Map<String, String> environment) {
    return Settings.of(environment, HOME);
  }
}
