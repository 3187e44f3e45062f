package dev.mlintern.tools.jobs;

import dev.mlintern.tools.ToolFailure;
import java.util.Locale;
import java.util.Set;

/// When a schedule runs.
final class ScheduleRule {
  private static final Set<String> WORDS =
      Set.of("@annually", "@yearly", "@monthly", "@weekly", "@daily", "@hourly");

  private ScheduleRule() {}

  static String checked(String text) {
    String rule = text.strip().replaceAll("\\s+", " ");
    if (WORDS.contains(rule.toLowerCase(Locale.ROOT))) {
      return rule.toLowerCase(Locale.ROOT);
    }
    if (rule.matches("[0-9*/,-]+( [0-9*/,-]+){4,6}")) {
      return rule;
    }
    throw new ToolFailure(
        "hf_jobs: schedule `"
            + rule
            + "` is neither one of @hourly @daily @weekly @monthly @yearly"
            + " nor five cron fields (minute hour day month weekday) of numbers, e.g. `0 9 * * 1`."
            + " Nothing was submitted.");
  }
}
