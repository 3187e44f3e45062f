package dev.mlintern.policy;

import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// How long a job may run: `90` and `"90"` (seconds), `"30m"`, `"1.5h"`, `"1h30m"`, `"1h 30min"`,
/// `"PT2H30M"`, `"P1DT2H"`.
///
/// Zero, negative, infinite, boolean and anything above [#LONGEST] are refused. Fractions of a
/// second count as a whole one, because the Hub takes whole seconds.
public final class JobTimeout {
  /// What the Hub grants a job that does not say (docs "Jobs").
  public static final Duration DEFAULT = Duration.ofMinutes(30);

  /// Longer than any job is meant to run; also keeps the arithmetic finite.
  public static final Duration LONGEST = Duration.ofDays(30);

  private static final int MAX_CHARS = 40;

  private JobTimeout() {}

  /// The time-out, or empty when the value is not one.
  public static Optional<Duration> parse(JsonValue value) {
    if (value instanceof JsonNumber number) {
      return ofSeconds(number);
    }
    return value instanceof JsonString(var text) ? parse(text) : Optional.empty();
  }

  /// The time-out written in `text`, or empty when it is not one.
  public static Optional<Duration> parse(String text) {
    String compact = text.strip().toLowerCase(Locale.ROOT);
    if (compact.isEmpty() || compact.length() > MAX_CHARS) {
      return Optional.empty();
    }
    boolean iso = compact.charAt(0) == 'p';
    return new Scanner(iso ? withoutIsoMarks(compact) : compact, !iso).total();
  }

  /// `2h`, `30m`, `1h30m`, `45s`, `1d`: how a time-out is shown.
  public static String format(Duration timeout) {
    var text = new StringBuilder();
    append(text, timeout.toDays(), 'd');
    append(text, timeout.toHoursPart(), 'h');
    append(text, timeout.toMinutesPart(), 'm');
    append(text, timeout.toSecondsPart(), 's');
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void append(StringBuilder text, long amount, char unit) {
    if (amount > 0) {
      text.append(amount).append(unit);
    }
  }

  private static Optional<Duration> ofSeconds(JsonNumber number) {
    return ofSeconds(number.asDouble());
  }

  /// The last step forgives what decimal fractions lose in binary: 1.1 hours are 3960 seconds.
  private static Optional<Duration> ofSeconds(double seconds) {
    return seconds > 0 && seconds <= LONGEST.toSeconds()
        ? Optional.of(Duration.ofSeconds(Math.max(1, (long) Math.ceil(seconds - 1e-6))))
        : Optional.empty();
  }

  /// `p1dt2h` → `1d2h`; the empty string when the marks are not where ISO 8601 wants them.
  private static String withoutIsoMarks(String iso) {
    int time = iso.indexOf('t');
    if (time < 0) {
      return endsWithDays(iso) ? iso.substring(1) : "";
    }
    String days = iso.substring(1, time);
    String clock = iso.substring(time + 1);
    boolean daysAreDays = days.isEmpty() || endsWithDays(days);
    return daysAreDays && !clock.isEmpty() && clock.indexOf('d') < 0 && clock.indexOf('w') < 0
        ? days + clock
        : "";
  }

  private static boolean endsWithDays(String part) {
    return part.endsWith("d") || part.endsWith("w");
  }

  /// Reads `<number><unit>` pairs, units from large to small, each at most once.
  private static final class Scanner {
    private final String text;
    private final boolean bareNumberAllowed;
    private int at;

    Scanner(String text, boolean bareNumberAllowed) {
      this.text = text;
      this.bareNumberAllowed = bareNumberAllowed;
    }

    Optional<Duration> total() {
      double total = 0;
      long lastUnit = Long.MAX_VALUE;
      while (at < text.length()) {
        String number = run(true);
        skipBlanks();
        String unit = run(false);
        skipBlanks();
        boolean alone = lastUnit == Long.MAX_VALUE && at == text.length();
        long seconds = unit.isEmpty() ? (alone && bareNumberAllowed ? 1 : 0) : secondsIn(unit);
        if (seconds == 0 || seconds >= lastUnit || !isDecimal(number)) {
          return Optional.empty();
        }
        lastUnit = seconds;
        total += Double.parseDouble(number) * seconds;
      }
      return ofSeconds(total);
    }

    private String run(boolean digits) {
      int start = at;
      while (at < text.length() && isWanted(text.charAt(at), digits)) {
        at++;
      }
      return text.substring(start, at);
    }

    private static boolean isWanted(char c, boolean digits) {
      return digits ? c >= '0' && c <= '9' || c == '.' : c >= 'a' && c <= 'z';
    }

    private void skipBlanks() {
      while (at < text.length() && text.charAt(at) == ' ') {
        at++;
      }
    }

    private static boolean isDecimal(String number) {
      int dot = number.indexOf('.');
      return !number.isEmpty()
          && dot == number.lastIndexOf('.')
          && dot != 0
          && dot != number.length() - 1;
    }

    private static long secondsIn(String unit) {
      return switch (unit) {
        case "s", "sec", "secs", "second", "seconds" -> 1;
        case "m", "min", "mins", "minute", "minutes" -> 60;
        case "h", "hr", "hrs", "hour", "hours" -> 3600;
        case "d", "day", "days" -> 86_400;
        case "w", "week", "weeks" -> 604_800;
        default -> 0;
      };
    }
  }
}
