package dev.mlintern.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SubtasksTest {
  @Test
  void partsRunAtTheSameTime() throws Exception {
    var bothThere = new CyclicBarrier(2);
    try (var subtasks = new Subtasks()) {
      var first = subtasks.start(() -> bothThere.await(10, TimeUnit.SECONDS) >= 0);
      var second = subtasks.start(() -> bothThere.await(10, TimeUnit.SECONDS) >= 0);

      assertThat(first.join()).isTrue();
      assertThat(second.join()).isTrue();
    }
  }

  @Test
  void aFailedPartLeavesTheOthersAlone() throws Exception {
    try (var subtasks = new Subtasks()) {
      var bad =
          subtasks.start(
              () -> {
                throw new ToolFailure("no such thing");
              });
      var good = subtasks.start(() -> 42);

      assertThat(bad.outcome().result()).isEmpty();
      assertThat(good.outcome().result()).contains(42);
      assertThatThrownBy(bad::join).isInstanceOf(ToolFailure.class).hasMessage("no such thing");
    }
  }

  @Test
  void aCancelledPartIsThrownAndNeverAnOutcome() {
    try (var subtasks = new Subtasks()) {
      var cancelled =
          subtasks.start(
              () -> {
                throw new CancellationException("the call was cancelled");
              });

      assertThatThrownBy(cancelled::outcome).isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void closingInterruptsWhatStillRuns() throws Exception {
    var interrupted = new CountDownLatch(1);
    try (var subtasks = new Subtasks()) {
      var endless =
          subtasks.start(
              () -> {
                try {
                  return new CountDownLatch(1).await(1, TimeUnit.HOURS);
                } catch (InterruptedException e) {
                  interrupted.countDown();
                  throw e;
                }
              });
      assertThat(endless.outcomeWithin(Duration.ofMillis(20))).isEmpty();
    }
    assertThat(interrupted.await(0, TimeUnit.SECONDS)).isTrue();
  }
}
