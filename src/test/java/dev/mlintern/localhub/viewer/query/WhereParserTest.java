package dev.mlintern.localhub.viewer.query;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WhereParserTest {
  /// Written out, the first of them would be a gigabyte.
  @ParameterizedTest
  @ValueSource(strings = {"a > 1e999999999", "a > 1e-999999999", "a > 1e3999999999"})
  void a_number_nobody_can_mean_is_refused(String clause) {
    assertThatThrownBy(() -> WhereParser.parse(clause))
        .isInstanceOf(WhereError.class)
        .hasMessageContaining("out of range");
  }
}
