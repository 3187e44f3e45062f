package dev.mlintern.soak;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// Something to be done by calling tools, and what must be true of the Hub afterwards.
///
/// @param kind what it is counted under
/// @param steps calls one after the other; a step that is not done ends the errand
/// @param cancelAfterMillis the last call is given up after so long; empty for never
/// @param check what is wrong with how it ended; empty when nothing is
record Errand(
    String kind,
    String name,
    Preparation preparation,
    List<Step> steps,
    Optional<Integer> cancelAfterMillis,
    Check check) {
  /// One call of a tool.
  ///
  /// @param arguments JSON, asked for when everything is prepared
  record Step(String tool, Supplier<String> arguments) {
    static Step of(String tool, ObjectNode arguments) {
      return new Step(tool, arguments::toString);
    }
  }

  /// What is arranged at the Hub, past the proxy, before the calls.
  @FunctionalInterface
  interface Preparation {
    Preparation NONE = _ -> {};

    void make(Truth truth) throws Exception;
  }

  @FunctionalInterface
  interface Check {
    /// @param ended how the last call that was made ended
    /// @param complete whether that was the last step
    Optional<String> wrong(Outcome ended, boolean complete, Facts facts);
  }

  Errand cancelledAfter(int millis) {
    return new Errand(kind, name, preparation, steps, Optional.of(millis), check);
  }

  /// A part of the answer is missing, and it says so.
  private static final Pattern OWNING_UP =
      Pattern.compile("NOT SEARCHED|cannot show this dataset: HTTP");

  /// Happened once if it is said to be done; not at all, if it is said to have failed, unless that
  /// is said with doubt; never twice.
  static Optional<String> once(Outcome ended, long times) {
    return switch (ended.kind()) {
      case DONE ->
          times == 1 ? Optional.empty() : Optional.of("said done, happened " + times + "×");
      case REFUSED ->
          times > 1
              ? Optional.of("happened " + times + "×")
              : times == 1 && !ended.admitsDoubt()
                  ? Optional.of("said failed, happened")
                  : Optional.empty();
      case CANCELLED ->
          times > 1 ? Optional.of("cancelled, happened " + times + "×") : Optional.empty();
      case UNANSWERED -> Optional.of("no answer (happened " + times + "×)");
    };
  }

  /// A read tells the truth or says that it cannot.
  static Optional<String> tells(Outcome ended, String truth) {
    return switch (ended.kind()) {
      case DONE ->
          ended.text().contains(truth) || OWNING_UP.matcher(ended.text()).find()
              ? Optional.empty()
              : Optional.of("answered without \"" + truth + "\"");
      case REFUSED, CANCELLED -> Optional.empty();
      case UNANSWERED -> Optional.of("no answer");
    };
  }
}
