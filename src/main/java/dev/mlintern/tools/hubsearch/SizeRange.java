package dev.mlintern.tools.hubsearch;

import dev.mlintern.tools.ToolFailure;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A range of model sizes in parameters, as the Hub filters by: `num_parameters=min:1B,max:8B`.
///
/// @param min lower bound such as `1B`, or empty
/// @param max upper bound, or empty
record SizeRange(String min, String max) {
  private static final String SIZE = "(\\d{1,6}(?:\\.\\d{1,3})?)\\s*([kmbt])";
  private static final Pattern ONE_SIDE = Pattern.compile("(<=?|>=?|≤|≥|min:|max:)\\s*" + SIZE);
  private static final Pattern BETWEEN =
      Pattern.compile("(?:min:)?" + SIZE + "?\\s*(?:-|–|to|\\.\\.|,\\s*max:)\\s*" + SIZE);
  private static final Pattern ABOUT = Pattern.compile("[~≈]?" + SIZE);

  /// Reads `1B-8B`, `<3B`, `>=70B`, `min:1B,max:8B`, or one size, which stands for ±15 %: an "8B"
  /// model has 8.03 or 7.6 billion parameters.
  ///
  /// @throws ToolFailure with examples, for anything else
  static SizeRange parse(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    Matcher oneSide = ONE_SIDE.matcher(lower);
    if (oneSide.matches()) {
      String bound = size(oneSide.group(2), oneSide.group(3));
      boolean isMax = "<≤".indexOf(lower.charAt(0)) >= 0 || lower.startsWith("max");
      return isMax ? new SizeRange("", bound) : new SizeRange(bound, "");
    }
    Matcher between = BETWEEN.matcher(lower);
    if (between.matches()) {
      String from = between.group(1) == null ? "" : size(between.group(1), between.group(2));
      return new SizeRange(from, size(between.group(3), between.group(4)));
    }
    Matcher about = ABOUT.matcher(lower);
    if (about.matches()) {
      double value = Double.parseDouble(about.group(1));
      return new SizeRange(around(value * 0.85, about), around(value * 1.15, about));
    }
    throw new ToolFailure(
        "num_parameters \"" + text + "\" is not a range of model sizes. Write 1B-8B, <3B or >70B.");
  }

  /// The Hub's spelling.
  String wire() {
    if (min.isEmpty()) {
      return "max:" + max;
    }
    return max.isEmpty() ? "min:" + min : "min:" + min + ",max:" + max;
  }

  private static String size(String number, String unit) {
    return number + unit.toUpperCase(Locale.ROOT);
  }

  private static String around(double value, Matcher about) {
    String number = String.format(Locale.ROOT, "%.2f", value).replaceAll("\\.?0+$", "");
    return size(number, about.group(2));
  }
}
