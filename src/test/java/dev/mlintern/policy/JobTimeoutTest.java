package dev.mlintern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonReader;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobTimeoutTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "90 | 90",
        "\"90\" | 90",
        "90.5 | 91",
        "1e3 | 1000",
        "\"30s\" | 30",
        "\"30m\" | 1800",
        "\" 2H \" | 7200",
        "\"1.5h\" | 5400",
        "\"2 h\" | 7200",
        "\"2hr\" | 7200",
        "\"90 minutes\" | 5400",
        "\"1d\" | 86400",
        "\"1w\" | 604800",
        "\"1h30m\" | 5400",
        "\"1h 30min\" | 5400",
        "\"1d2h3m4s\" | 93784",
        "\"PT2H\" | 7200",
        "\"pt1h30m\" | 5400",
        "\"P1DT2H\" | 93600",
        "\"P2D\" | 172800",
        "\"P1W\" | 604800",
        "\"PT0.5H\" | 1800",
        "\"30d\" | 2592000"
      })
  void reads_a_length_of_time(String json, long seconds) {
    assertThat(JobTimeout.parse(JsonReader.read(json))).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "true",
        "null",
        "[]",
        "{}",
        "\"\"",
        "\" \"",
        "\"0\"",
        "\"-1\"",
        "\"soon\"",
        "\"h\"",
        "\"1h1h\"",
        "\"1m1h\"",
        "\"1h30\"",
        "\"1.h\"",
        "\".5h\"",
        "\"1..5h\"",
        "\"31d\"",
        "\"1e309\"",
        "\"Infinity\"",
        "\"NaN\"",
        "1e309",
        "1e300",
        "1e-400",
        "2592001",
        "\"P\"",
        "\"PT\"",
        "\"P1H\"",
        "\"PT1D\"",
        "\"P90\"",
        "\"1M2\"",
        "\"１h\"",
        "\"9999999999999999999999999999999999999999999h\""
      })
  void refuses_what_is_no_length_of_time_up_to_thirty_days(String json) {
    assertThat(JobTimeout.parse(JsonReader.read(json))).isEmpty();
  }

  @Test
  void shows_a_length_of_time_the_way_it_is_written() {
    assertThat(JobTimeout.format(Duration.ofHours(2))).isEqualTo("2h");
    assertThat(JobTimeout.format(Duration.ofMinutes(90))).isEqualTo("1h30m");
    assertThat(JobTimeout.format(Duration.ofSeconds(86_461))).isEqualTo("1d1m1s");
  }
}
