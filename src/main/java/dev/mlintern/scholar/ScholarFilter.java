package dev.mlintern.scholar;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/// The filters Semantic Scholar's searches share.
///
/// @param dateFrom, dateTo `YYYY`, `YYYY-MM` or `YYYY-MM-DD`
/// @param fieldOfStudy one of [#FIELDS]
public record ScholarFilter(
    Optional<String> dateFrom,
    Optional<String> dateTo,
    Optional<String> fieldOfStudy,
    OptionalInt minCitations,
    Optional<String> venue) {
  /// The service's own list (API reference, August 2026).
  public static final List<String> FIELDS =
      List.of(
          "Computer Science",
          "Medicine",
          "Chemistry",
          "Biology",
          "Materials Science",
          "Physics",
          "Geology",
          "Psychology",
          "Art",
          "History",
          "Geography",
          "Sociology",
          "Business",
          "Political Science",
          "Economics",
          "Philosophy",
          "Mathematics",
          "Engineering",
          "Environmental Science",
          "Agricultural and Food Sciences",
          "Education",
          "Law",
          "Linguistics");

  private static final Pattern DATE = Pattern.compile("\\d{4}(?:-\\d{2}(?:-\\d{2})?)?");

  public ScholarFilter {
    dateFrom.ifPresent(ScholarFilter::requireDate);
    dateTo.ifPresent(ScholarFilter::requireDate);
    fieldOfStudy = fieldOfStudy.map(ScholarFilter::field);
  }

  public boolean isEmpty() {
    return dateFrom.isEmpty()
        && dateTo.isEmpty()
        && fieldOfStudy.isEmpty()
        && minCitations.isEmpty()
        && venue.isEmpty();
  }

  /// `from:to` with open ends, the service's range syntax.
  public Optional<String> range() {
    return dateFrom.isEmpty() && dateTo.isEmpty()
        ? Optional.empty()
        : Optional.of(dateFrom.orElse("") + ":" + dateTo.orElse(""));
  }

  /// Whether a date of the same form lies in the range, as far as both are known: `2024` may be
  /// any day of that year.
  public boolean admits(String date) {
    boolean early =
        dateFrom
            .map(from -> shortened(date, from).compareTo(shortened(from, date)) < 0)
            .orElse(false);
    boolean late =
        dateTo.map(to -> shortened(date, to).compareTo(shortened(to, date)) > 0).orElse(false);
    return !early && !late;
  }

  private static String shortened(String date, String other) {
    return date.substring(0, Math.min(date.length(), other.length()));
  }

  void addTo(HttpUrl.Builder url) {
    range().ifPresent(range -> url.addQueryParameter("publicationDateOrYear", range));
    fieldOfStudy.ifPresent(field -> url.addQueryParameter("fieldsOfStudy", field));
    minCitations.ifPresent(min -> url.addQueryParameter("minCitationCount", Integer.toString(min)));
    venue.ifPresent(name -> url.addQueryParameter("venue", name));
  }

  private static void requireDate(String date) {
    if (!DATE.matcher(date).matches()) {
      throw new IllegalArgumentException(
          "`" + date + "` is not a date; use YYYY, YYYY-MM or YYYY-MM-DD");
    }
  }

  /// A field's name in any case, or the field an arXiv category belongs to.
  private static String field(String text) {
    String lower = text.toLowerCase(Locale.ROOT).strip();
    for (String field : FIELDS) {
      if (field.toLowerCase(Locale.ROOT).equals(lower)) {
        return field;
      }
    }
    String group = lower.contains(".") ? lower.substring(0, lower.indexOf('.')) : lower;
    return switch (group) {
      case "cs" -> "Computer Science";
      case "stat", "math" -> "Mathematics";
      case "q-bio" -> "Biology";
      case "econ", "q-fin" -> "Economics";
      case "eess" -> "Engineering";
      case "physics",
          "astro-ph",
          "cond-mat",
          "gr-qc",
          "hep-ex",
          "hep-lat",
          "hep-ph",
          "hep-th",
          "math-ph",
          "nlin",
          "nucl-ex",
          "nucl-th",
          "quant-ph" ->
          "Physics";
      default ->
          throw new IllegalArgumentException(
              "`"
                  + text
                  + "` is no field of study; use an arXiv category like cs.CL or one of "
                  + String.join(", ", FIELDS));
    };
  }
}
