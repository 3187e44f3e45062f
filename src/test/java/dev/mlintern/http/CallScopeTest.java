package dev.mlintern.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CallScopeTest {
  @Test
  void cancelling_runs_every_registered_action_once() {
    var stopped = new AtomicInteger();
    CallScope scope = CallScope.lasting(Duration.ofMinutes(1));
    scope.onCancel(stopped::incrementAndGet);
    scope.onCancel(stopped::incrementAndGet).close();

    scope.cancel();
    scope.cancel();

    assertThat(stopped).hasValue(1);
    assertThatThrownBy(scope::throwIfCancelled).isInstanceOf(CancellationException.class);
  }

  @Test
  void an_action_registered_too_late_runs_at_once() {
    var stopped = new AtomicInteger();
    CallScope scope = CallScope.lasting(Duration.ofMinutes(1));
    scope.cancel();

    scope.onCancel(stopped::incrementAndGet);

    assertThat(stopped).hasValue(1);
  }

  @Test
  void time_left_never_goes_below_zero() {
    assertThat(CallScope.lasting(Duration.ofNanos(1)).remaining())
        .isGreaterThanOrEqualTo(Duration.ZERO);
    assertThat(CallScope.lasting(Duration.ZERO).isExpired()).isTrue();
    assertThat(CallScope.lasting(Duration.ofMinutes(1)).isExpired()).isFalse();
  }
}
