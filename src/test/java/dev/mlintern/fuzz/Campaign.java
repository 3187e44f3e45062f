package dev.mlintern.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SplittableRandom;

/// A bounded attack on one target: every seed as it is, then a fixed number of mutations. The same
/// seed gives the same inputs on every machine. `-Dfuzz.rounds=N` multiplies the rounds,
/// `-Dfuzz.seed=N` takes other dice.
public final class Campaign {
  private static final long SEED = Long.getLong("fuzz.seed", 20_261_127);
  private static final int TIMES = Integer.getInteger("fuzz.rounds", 1);

  private static final int MAX_SHOWN = 8_000;

  private final Corpus corpus;
  private final Target target;

  private Campaign(Corpus corpus, Target target) {
    this.corpus = corpus;
    this.target = target;
  }

  /// What is attacked: throws when a promise does not hold for this input.
  @FunctionalInterface
  public interface Target {
    void take(byte[] input) throws Exception;
  }

  public static Campaign against(Target target, Corpus corpus) {
    return new Campaign(corpus, target);
  }

  /// Takes the seeds and `rounds` mutations of them; the first input that breaks a promise fails
  /// the test, cut down to what is needed.
  public void run(int rounds) {
    corpus.seeds().forEach(seed -> attack(seed, "a seed"));
    var mutator = new Mutator(corpus, new SplittableRandom(SEED));
    for (int round = 0; round < rounds * TIMES; round++) {
      attack(mutator.next(), "round " + round + " of -Dfuzz.seed=" + SEED);
    }
  }

  private void attack(byte[] input, String origin) {
    Throwable failure = failure(input);
    if (failure == null) {
      return;
    }
    byte[] small = Shrink.smallest(input, candidate -> sameKind(failure, failure(candidate)));
    Throwable cause = failure(small);
    throw new AssertionError(
        origin
            + " broke a promise: "
            + cause
            + "\ninput as text: "
            + shown(new String(small, StandardCharsets.UTF_8))
            + "\ninput as Base64: "
            + shown(Base64.getEncoder().encodeToString(small)),
        cause);
  }

  private static String shown(String text) {
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
  }

  /// Errors of the virtual machine (stack, memory) count like exceptions: no input may cause them.
  private Throwable failure(byte[] input) {
    try {
      target.take(input.clone());
      return null;
    } catch (Exception | Error failure) {
      return failure;
    }
  }

  private static boolean sameKind(Throwable one, Throwable other) {
    return other != null && one.getClass() == other.getClass();
  }
}
