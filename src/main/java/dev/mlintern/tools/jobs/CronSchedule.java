package dev.mlintern.tools.jobs;

import dev.mlintern.tools.NearestName;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A schedule as the Hub takes it: a word such as `@daily`, or 5 to 7 cron fields of numbers,
/// lists, `*`, `*/n` and `a-b`, no names (spec hub-api §9.17). Six fields begin with seconds, seven
/// end with years.
///
/// @param text in the Hub's spelling
record CronSchedule(String text) {
  private static final List<String> WORDS =
      List.of("@hourly", "@daily", "@weekly", "@monthly", "@yearly", "@annually");
  private static final Map<String, String> OTHER_WORDS = Map.of("@midnight", "@daily");
  private static final String FORMS =
      " Write one of @hourly @daily @weekly @monthly @yearly, or five fields (minute hour day month"
          + " weekday, in UTC) such as `0 9 * * 1`.";

  private record Field(String name, int min, int max) {}

  private static final Field SECOND = new Field("second", 0, 59);
  private static final List<Field> FIVE =
      List.of(
          new Field("minute", 0, 59),
          new Field("hour", 0, 23),
          new Field("day of the month", 1, 31),
          new Field("month", 1, 12),
          new Field("weekday", 0, 7));
  private static final Field YEAR = new Field("year", 1970, 2199);

  /// Reads a schedule, and mends its blanks and letters' case.
  ///
  /// @throws IllegalArgumentException with a sentence for the reader
  static CronSchedule parse(String given) {
    String text = given.strip().replaceAll("\\s+", " ");
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("@")) {
      return new CronSchedule(word(OTHER_WORDS.getOrDefault(lower, lower)));
    }
    String[] fields = text.split(" ");
    if (fields.length < 5 || fields.length > 7) {
      throw new IllegalArgumentException(
          "the schedule `" + text + "` has " + fields.length + " fields, not 5 to 7." + FORMS);
    }
    int at = 0;
    if (fields.length > 5) {
      check(text, fields[at++], SECOND);
    }
    for (Field field : FIVE) {
      check(text, fields[at++], field);
    }
    if (fields.length == 7) {
      check(text, fields[at], YEAR);
    }
    return new CronSchedule(text);
  }

  private static String word(String word) {
    if (WORDS.contains(word)) {
      return word;
    }
    String nearest = NearestName.of(word, WORDS).map(name -> " Meant `" + name + "`?").orElse("");
    throw new IllegalArgumentException("there is no schedule `" + word + "`." + nearest + FORMS);
  }

  private static void check(String schedule, String text, Field field) {
    for (String part : text.split(",", -1)) {
      if (!isPart(part, field)) {
        throw new IllegalArgumentException(
            "in the schedule `"
                + schedule
                + "` the "
                + field.name()
                + " `"
                + text
                + "` must be made of numbers from "
                + field.min()
                + " to "
                + field.max()
                + ", lists, ranges, `*` or `*/n`."
                + FORMS);
      }
    }
  }

  private static boolean isPart(String part, Field field) {
    String[] stepped = part.split("/", -1);
    if (stepped.length > 2 || stepped.length == 2 && !isNumber(stepped[1], 1, field.max())) {
      return false;
    }
    if (stepped[0].equals("*")) {
      return true;
    }
    String[] range = stepped[0].split("-", -1);
    boolean numbers =
        range.length <= 2
            && isNumber(range[0], field.min(), field.max())
            && isNumber(range[range.length - 1], field.min(), field.max());
    return numbers && Integer.parseInt(range[0]) <= Integer.parseInt(range[range.length - 1]);
  }

  private static boolean isNumber(String text, int min, int max) {
    return text.matches("\\d{1,4}")
        && Integer.parseInt(text) >= min
        && Integer.parseInt(text) <= max;
  }
}
