package dev.mlintern.localhub.viewer.statistics;

import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/// Dates and times, to the second; a deviation is written as Python writes a duration.
final class TimeStatistics extends ColumnStatistics {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final int SECONDS_PER_DAY = 86_400;

  private final NumberSeries seconds = new NumberSeries(false);

  @Override
  boolean accept(JsonValue cell) {
    if (!(cell instanceof JsonString(var text))) {
      return false;
    }
    try {
      seconds.add(parse(text));
      return true;
    } catch (DateTimeParseException _) {
      return false;
    }
  }

  private static long parse(String text) {
    if (text.indexOf('T') < 0) {
      return LocalDate.parse(text).toEpochDay() * SECONDS_PER_DAY;
    }
    String local = text.endsWith("+00:00") ? text.substring(0, text.length() - 6) : text;
    return LocalDateTime.parse(local).toEpochSecond(ZoneOffset.UTC);
  }

  @Override
  String type() {
    return "datetime";
  }

  @Override
  void describe(JsonObject.Builder json) {
    seconds.describe(json, TimeStatistics::time, TimeStatistics::time, TimeStatistics::duration);
  }

  private static JsonValue time(double epochSecond) {
    return new JsonString(FORM.format(Instant.ofEpochSecond((long) epochSecond)));
  }

  private static JsonValue duration(double seconds) {
    long whole = (long) seconds;
    long micros = Math.round((seconds - whole) * 1_000_000);
    long days = whole / SECONDS_PER_DAY;
    long rest = whole % SECONDS_PER_DAY;
    String clock =
        String.format(
            Locale.ROOT,
            "%d:%02d:%02d.%06d",
            rest / 3_600,
            rest / 60 % 60,
            rest % 60,
            Math.min(micros, 999_999));
    return new JsonString(days == 0 ? clock : days + (days == 1 ? " day, " : " days, ") + clock);
  }
}
