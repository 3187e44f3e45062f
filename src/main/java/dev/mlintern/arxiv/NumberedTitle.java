package dev.mlintern.arxiv;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A heading split into its number and the rest: `4.1 Setup`, `A Details`, `Appendix B. Proofs`.
record NumberedTitle(String number, String title) {
  private static final Pattern NUMBERED =
      Pattern.compile(
          "(?i:Section\\s+|Appendix\\s+)?(\\d{1,2}(?:\\.\\d{1,2}){0,4}|[A-Z](?:\\.\\d{1,2}){0,4})"
              + "[.:)]?\\s+(\\S.*)");

  static NumberedTitle of(String heading) {
    String text = heading.strip();
    Matcher matcher = NUMBERED.matcher(text);
    // "A Survey of …" is a title, "A.1 Data" and "Appendix A Data" are numbers.
    if (matcher.matches()
        && (!matcher.group(1).matches("[A-Z]") || text.matches("(?i)appendix.*|[A-Z][.:)].*"))) {
      return new NumberedTitle(matcher.group(1), matcher.group(2));
    }
    return new NumberedTitle("", text);
  }
}
