package dev.mlintern.tools.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void counts_are_grouped() {
    assertThat(Figures.count(0)).isEqualTo("0");
    assertThat(Figures.count(999)).isEqualTo("999");
    assertThat(Figures.count(1000)).isEqualTo("1,000");
    assertThat(Figures.count(-123456)).isEqualTo("-123,456");
    assertThat(Figures.count(Long.MAX_VALUE)).isEqualTo("9,223,372,036,854,775,807");
    assertThat(Figures.count(1, "row")).isEqualTo("1 row");
    assertThat(Figures.count(1200, "row")).isEqualTo("1,200 rows");
  }

  @Test
  void sizes_are_decimal() {
    assertThat(Figures.bytes(999)).isEqualTo("999 B");
    assertThat(Figures.bytes(80_767)).isEqualTo("80.8 KB");
    assertThat(Figures.bytes(5_200_000)).isEqualTo("5.20 MB");
  }

  @Test
  void decimals_keep_four_digits_and_shares_do_not_round_to_nothing_or_all() {
    assertThat(Figures.decimal(979.0)).isEqualTo("979");
    assertThat(Figures.decimal(0.05603)).isEqualTo("0.05603");
    assertThat(Figures.decimal(1325.07)).isEqualTo("1,325");
    assertThat(Figures.decimal(0.0000012)).isEqualTo("0.0000012");
    assertThat(Figures.percent(1, 10_000)).isEqualTo("<1%");
    assertThat(Figures.percent(9_999, 10_000)).isEqualTo(">99%");
    assertThat(Figures.percent(1, 3)).isEqualTo("33%");
  }
}
