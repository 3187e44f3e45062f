package dev.mlintern.localhub.jobs;

import dev.mlintern.localhub.web.HubError;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;

/// When a schedule is due, in UTC: a word such as `@daily`, or 5 to 7 cron fields of numbers,
/// lists, `*`, `*/n`, `a-b` (spec hub-api §9.17). Six fields begin with seconds, seven end with
/// years.
final class CronRule {
  private static final Map<String, String> WORDS =
      Map.of(
          "@annually", "0 0 1 1 *",
          "@yearly", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@hourly", "0 * * * *");
  private static final int FIRST_YEAR = 1970;
  private static final int LAST_YEAR = 2199;

  /// Every rule that is ever due is due within this time, leap years included.
  private static final int DAYS_AHEAD = 366 * 29;

  private final BitSet seconds;
  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet days;
  private final BitSet months;
  private final BitSet weekdays;
  private final BitSet years;
  private final boolean eitherDay;

  private CronRule(String[] fields) {
    int at = fields.length == 5 ? 0 : 1;
    seconds = at == 0 ? field("0", 0, 59) : field(fields[0], 0, 59);
    minutes = field(fields[at], 0, 59);
    hours = field(fields[at + 1], 0, 23);
    days = field(fields[at + 2], 1, 31);
    months = field(fields[at + 3], 1, 12);
    weekdays = field(fields[at + 4], 0, 7);
    years =
        fields.length == 7
            ? field(fields[6], FIRST_YEAR, LAST_YEAR)
            : field("*", FIRST_YEAR, LAST_YEAR);
    // When both days are restricted, either will do, as cron has always had it.
    eitherDay = !fields[at + 2].startsWith("*") && !fields[at + 4].startsWith("*");
    if (weekdays.get(7)) {
      weekdays.set(0);
    }
  }

  /// @throws HubError 400 when it is no schedule, or one that is never due
  static CronRule of(String text) {
    String word = text.strip();
    String[] fields = WORDS.getOrDefault(word, word).split("\\s+");
    if (fields.length < 5 || fields.length > 7) {
      throw invalid();
    }
    CronRule rule = new CronRule(fields);
    if (rule.next(Instant.now()).isEmpty()) {
      throw invalid();
    }
    return rule;
  }

  private static HubError invalid() {
    return HubError.badRequest("✖ Invalid schedule: a preset or 5 to 7 cron fields → at schedule");
  }

  private static BitSet field(String text, int min, int max) {
    var values = new BitSet(max + 1);
    for (String part : text.split(",", -1)) {
      int slash = part.indexOf('/');
      int step = slash < 0 ? 1 : number(part.substring(slash + 1), 1, max);
      String range = slash < 0 ? part : part.substring(0, slash);
      int dash = range.indexOf('-');
      int from = min;
      int to = max;
      if (dash > 0) {
        from = number(range.substring(0, dash), min, max);
        to = number(range.substring(dash + 1), min, max);
      } else if (!range.equals("*")) {
        from = number(range, min, max);
        to = slash < 0 ? from : max;
      }
      if (from > to) {
        throw invalid();
      }
      for (int value = from; value <= to; value += step) {
        values.set(value);
      }
    }
    return values;
  }

  private static int number(String text, int min, int max) {
    if (!text.matches("\\d{1,4}")) {
      throw invalid();
    }
    int number = Integer.parseInt(text);
    if (number < min || number > max) {
      throw invalid();
    }
    return number;
  }

  /// The first time it is due after this one; empty when it never is again.
  Optional<Instant> next(Instant after) {
    LocalDateTime from = LocalDateTime.ofInstant(after, ZoneOffset.UTC).withNano(0).plusSeconds(1);
    LocalDate day = from.toLocalDate();
    Optional<LocalTime> time = isDay(day) ? timeFrom(from.toLocalTime()) : Optional.empty();
    for (int ahead = 0; time.isEmpty() && ahead < DAYS_AHEAD; ahead++) {
      day = day.plusDays(1);
      time = isDay(day) ? timeFrom(LocalTime.MIN) : Optional.empty();
    }
    LocalDate found = day;
    return time.map(clock -> found.atTime(clock).toInstant(ZoneOffset.UTC));
  }

  private boolean isDay(LocalDate day) {
    if (!years.get(day.getYear()) || !months.get(day.getMonthValue())) {
      return false;
    }
    boolean ofMonth = days.get(day.getDayOfMonth());
    boolean ofWeek = weekdays.get(day.getDayOfWeek().getValue() % 7);
    return eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek;
  }

  private Optional<LocalTime> timeFrom(LocalTime from) {
    for (int hour = hours.nextSetBit(from.getHour());
        hour >= 0;
        hour = hours.nextSetBit(hour + 1)) {
      boolean sameHour = hour == from.getHour();
      int minute = minutes.nextSetBit(sameHour ? from.getMinute() : 0);
      for (; minute >= 0; minute = minutes.nextSetBit(minute + 1)) {
        boolean sameMinute = sameHour && minute == from.getMinute();
        int second = seconds.nextSetBit(sameMinute ? from.getSecond() : 0);
        if (second >= 0) {
          return Optional.of(LocalTime.of(hour, minute, second));
        }
      }
    }
    return Optional.empty();
  }
}
