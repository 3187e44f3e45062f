package dev.mlintern.soak;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Which exchange meets which fault. The n-th request for the same thing meets the same fault in
/// every run of a seed, in whatever order requests for different things arrive.
@FunctionalInterface
public interface FaultPlan {
  int OUT_OF = 10_000;

  FaultPlan CALM = (_, _) -> Fault.NONE;

  /// @param path without its query
  Fault next(String method, String path);

  /// How often each fault happens, of ten thousand requests: about one in fourteen meets one. The
  /// two that hold a call until its time is over are rare.
  static Map<Fault, Integer> rough() {
    var weights = new EnumMap<Fault, Integer>(Fault.class);
    for (Fault fault : Fault.values()) {
      weights.put(
          fault,
          switch (fault) {
            case NONE -> 0;
            case DELAY -> 150;
            case LORIS, STALL -> 8;
            case GARBAGE, PAGE, PORTAL, TRICKLE -> 30;
            case CUT_BEFORE, CUT_MIDWAY, LIMITED, UNAVAILABLE, BROKEN, ELSEWHERE -> 50;
            case CUT_AFTER, BROKEN_AFTER -> 60;
          });
    }
    return weights;
  }

  /// @param weights out of [#OUT_OF]
  static FaultPlan seeded(long seed, Map<Fault, Integer> weights) {
    var drawn = new ConcurrentHashMap<String, AtomicInteger>();
    return (method, path) -> {
      String what = method + " " + path;
      int occurrence = drawn.computeIfAbsent(what, _ -> new AtomicInteger()).getAndIncrement();
      int draw = new SplittableRandom(mixed(seed, what, occurrence)).nextInt(OUT_OF);
      for (var entry : weights.entrySet()) {
        draw -= entry.getValue();
        if (draw < 0) {
          return entry.getKey();
        }
      }
      return Fault.NONE;
    };
  }

  private static long mixed(long seed, String what, int occurrence) {
    long mixed = seed;
    for (int i = 0; i < what.length(); i++) {
      mixed = mixed * 1_099_511_628_211L + what.charAt(i);
    }
    return mixed * 31 + occurrence;
  }
}
