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
/// @param publicationTypes any of [#TYPES]
/// @param openAccess only papers with a PDF for everybody
public record ScholarFilter(
    Optional<String> dateFrom,
    Optional<String> dateTo,
    Optional<String> fieldOfStudy,
    OptionalInt minCitations,
    Optional<String> venue,
    List<String> publicationTypes,
    boolean openAccess) {
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

  /// The service's kinds of publication (API reference, August 2026).
  public static final List<String> TYPES =
      List.of(
          "Review",
          "JournalArticle",
          "CaseReport",
          "ClinicalTrial",
          "Conference",
          "Dataset",
          "Editorial",
          "LettersAndComments",
          "MetaAnalysis",
          "News",
          "Study",
          "Book",
          "BookSection");

  private static final Pattern DATE = Pattern.compile("\\d{4}(?:-\\d{2}(?:-\\d{2})?)?");

  public ScholarFilter {
    dateFrom.ifPresent(ScholarFilter::requireDate);
    dateTo.ifPresent(ScholarFilter::requireDate);
    fieldOfStudy = fieldOfStudy.map(ScholarFilter::field);
    publicationTypes = publicationTypes.stream().map(ScholarFilter::type).distinct().toList();
  }

  public boolean isEmpty() {
    return dateFrom.isEmpty()
        && dateTo.isEmpty()
        && fieldOfStudy.isEmpty()
        && minCitations.isEmpty()
        && venue.isEmpty()
        && publicationTypes.isEmpty()
        && !openAccess;
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
    if (!publicationTypes.isEmpty()) {
      url.addQueryParameter("publicationTypes", String.join(",", publicationTypes));
    }
    if (openAccess) {
      url.addQueryParameter("openAccessPdf", null);
    }
  }

  private static void requireDate(String date) {
    if (!DATE.matcher(date).matches()) {
      throw new IllegalArgumentException(
          "`" + date + "` is not a date; use YYYY, YYYY-MM or YYYY-MM-DD");
    }
  }

  /// A kind's name in any case, with or without blanks.
  private static String type(String text) {
    String wanted = text.replaceAll("[\\s_-]", "");
    return TYPES.stream()
        .filter(type -> type.equalsIgnoreCase(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "`"
                        + text
                        + "` is no publication type; there are "
                        + String.join(", ", TYPES)));
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
