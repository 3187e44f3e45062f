package dev.mlintern.tools.repos;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFault;
import dev.mlintern.tools.ToolFailure;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Carries out writes whose answer may get lost: looks at the Hub before anything is sent a second
/// time, and waits a little, not for ever, while another change is in the way.
final class RepoGitWrites {
  /// Tries of a write that meets another change.
  private static final int MAX_BUSY = 4;

  private static final Pattern BUSY =
      Pattern.compile("(?i)conflicting operation|in progress|try again (later|in a)");

  private final HubClient hub;
  private final Duration firstBackOff;

  RepoGitWrites(HubClient hub, Duration firstBackOff) {
    this.hub = Objects.requireNonNull(hub, "hub");
    this.firstBackOff = firstBackOff;
  }

  HubClient hub() {
    return hub;
  }

  /// A finished write.
  ///
  /// @param note what the reader should know of how it went; empty when it went smoothly
  record Done<T>(T value, String note) {}

  /// Writes what can be sent again once it is certain that it did not land.
  ///
  /// @param landed looks whether it did
  <T> Done<T> repeatable(CallScope scope, Supplier<T> write, Supplier<Optional<T>> landed) {
    return run(scope, write, landed, true);
  }

  /// Writes what is sent once, whatever happens: a comment that shows up late must not be there
  /// twice.
  <T> Done<T> once(CallScope scope, Supplier<T> write, Supplier<Optional<T>> landed) {
    return run(scope, write, landed, false);
  }

  private <T> Done<T> run(
      CallScope scope, Supplier<T> write, Supplier<Optional<T>> landed, boolean repeatable) {
    boolean repeated = false;
    for (int busy = 1; ; ) {
      RuntimeException failure;
      try {
        return new Done<>(
            write.get(), repeated ? "\nThe first try got lost; this was the second." : "");
      } catch (HubException e) {
        if (isBusy(e) && busy < MAX_BUSY) {
          pause(scope, firstBackOff.multipliedBy(1L << (busy - 1)), e);
          busy++;
          continue;
        }
        if (isBusy(e)) {
          throw new ToolFailure(
              e.getMessage() + " Tried " + busy + " times. Nothing was changed by this call.", e);
        }
        if (e.fault() != HubFault.SERVER_TROUBLE && e.fault() != HubFault.UNREADABLE) {
          throw e;
        }
        failure = e;
      } catch (HttpFailure.Network | HttpFailure.TimedOut e) {
        failure = e;
      }
      Optional<T> found = look(landed, failure);
      if (found.isPresent()) {
        return new Done<>(
            found.get(),
            "\nThe Hub's answer got lost (" + brief(failure) + "), but the change is there.");
      }
      if (!repeatable || repeated) {
        throw new ToolFailure(
            failure.getMessage()
                + " Looked afterwards: the change is not there. Try again in a minute, after"
                + " looking once more.",
            failure);
      }
      pause(scope, firstBackOff, failure);
      repeated = true;
    }
  }

  private static boolean isBusy(HubException e) {
    return e.fault() == HubFault.CONFLICT && BUSY.matcher(e.upstream()).find();
  }

  private static <T> Optional<T> look(Supplier<Optional<T>> landed, RuntimeException failure) {
    try {
      return landed.get();
    } catch (HubException | HttpFailure e) {
      throw new ToolFailure(
          failure.getMessage()
              + " Whether the change landed is not known: looking failed as well ("
              + brief(e)
              + "). Look before you repeat it.",
          failure);
    }
  }

  private static void pause(CallScope scope, Duration time, RuntimeException failure) {
    if (time.compareTo(scope.remaining()) >= 0) {
      throw failure;
    }
    scope.pause(time);
  }

  private static String brief(RuntimeException failure) {
    return failure instanceof HubException hub ? "HTTP " + hub.status() : firstSentence(failure);
  }

  private static String firstSentence(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage());
    int end = message.indexOf(". ");
    return end < 0 ? message : message.substring(0, end);
  }
}
