package dev.mlintern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UsdTest {
  @Test
  void reads_amounts_and_nothing_else() {
    assertThat(Usd.parse("5")).contains(new Usd(5_000_000));
    assertThat(Usd.parse("$0.25")).contains(new Usd(250_000));
    assertThat(Usd.parse(".5")).contains(new Usd(500_000));
    for (String text :
        new String[] {"", "$", "abc", "-5", "1e3", "5 usd", "1.2.3", "NaN", ".", "9999999999"}) {
      assertThat(Usd.parse(text)).as(text).isEmpty();
    }
    assertThat(Usd.of(Double.NaN)).isEmpty();
    assertThat(Usd.of(-0.01)).isEmpty();
    assertThat(Usd.of(Double.POSITIVE_INFINITY)).isEmpty();
  }

  @Test
  void a_cost_is_never_understated_and_what_is_left_never_overstated() {
    assertThat(new Usd(3_000_000)).hasToString("$3.00");
    assertThat(new Usd(5_000)).hasToString("$0.01");
    assertThat(new Usd(1)).hasToString("$0.01");
    assertThat(new Usd(1_999_999).asRemaining()).isEqualTo("$1.99");
    assertThat(new Usd(12_345_678).asRemaining()).isEqualTo("$12.34");
  }

  @Test
  void the_cost_of_a_time_is_rounded_up_and_stays_finite() {
    assertThat(new Usd(1_500_000).forHours(Duration.ofHours(2))).isEqualTo(new Usd(3_000_000));
    assertThat(new Usd(1).forHours(Duration.ofSeconds(1))).isEqualTo(new Usd(1));
    assertThat(Usd.of(1e6).orElseThrow().forHours(Duration.ofDays(30)))
        .isEqualTo(new Usd(720_000_000_000_000L));
  }

  @Test
  void a_difference_stops_at_zero() {
    assertThat(new Usd(1).minus(new Usd(2))).isEqualTo(Usd.ZERO);
    assertThat(new Usd(3).minus(new Usd(2))).isEqualTo(new Usd(1));
  }
}
