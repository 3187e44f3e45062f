package dev.mlintern.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class HousekeepingTest {
  private static final long MIB = 1 << 20;

  private final Deque<Long> sizes = new ArrayDeque<>();
  private int collections;

  @Test
  void a_heap_that_did_not_grow_is_left_alone() {
    Housekeeping keeper = keeper(20 * MIB, 20 * MIB, 15 * MIB, 30 * MIB - 1);

    callsEnd(keeper, 3);

    assertThat(collections).isZero();
  }

  @Test
  void a_small_heap_is_collected_when_it_has_grown_by_ten_mebibytes() {
    Housekeeping keeper = keeper(20 * MIB, 30 * MIB, 20 * MIB);

    callsEnd(keeper, 1);

    assertThat(collections).isEqualTo(1);
  }

  @Test
  void a_large_heap_is_collected_when_it_has_grown_by_a_quarter() {
    Housekeeping keeper = keeper(80 * MIB, 100 * MIB - 1, 100 * MIB, 90 * MIB);

    callsEnd(keeper, 1);
    assertThat(collections).isZero();
    callsEnd(keeper, 1);
    assertThat(collections).isEqualTo(1);
  }

  @Test
  void growth_counts_from_what_the_last_collection_left() {
    Housekeeping keeper = keeper(20 * MIB, 40 * MIB, 35 * MIB, 44 * MIB, 45 * MIB, 35 * MIB);

    callsEnd(keeper, 2);
    assertThat(collections).isEqualTo(1);
    callsEnd(keeper, 1);
    assertThat(collections).isEqualTo(2);
  }

  @Test
  void calls_that_end_during_a_collection_do_not_start_another() {
    sizes.addAll(List.of(20 * MIB, 90 * MIB, 90 * MIB, 20 * MIB));
    var keeper = new Housekeeping[1];
    keeper[0] =
        new Housekeeping(
            sizes::removeFirst,
            () -> {
              collections++;
              if (collections == 1) {
                keeper[0].afterCall();
              }
            });

    callsEnd(keeper[0], 1);

    assertThat(collections).isEqualTo(1);
  }

  private Housekeeping keeper(Long... heapSizes) {
    sizes.addAll(List.of(heapSizes));
    return new Housekeeping(sizes::removeFirst, () -> collections++);
  }

  private static void callsEnd(Housekeeping keeper, int calls) {
    for (int i = 0; i < calls; i++) {
      keeper.afterCall();
    }
  }
}
