package dev.mlintern.web;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What to search for.
///
/// @param allowed only these sites, when there are any
/// @param blocked never these
/// @param wanted number of results, 1 to 20
/// @param page from 1
/// @param region whose results come first
public record WebQuery(
    String text,
    List<Site> allowed,
    List<Site> blocked,
    int wanted,
    int page,
    Optional<TimeRange> timeRange,
    Optional<Region> region) {
  private static final Pattern REGION = Pattern.compile("([a-z]{2})[-_]([a-z]{2,3})");

  public WebQuery {
    allowed = List.copyOf(allowed);
    blocked = List.copyOf(blocked);
    if (text.strip().length() < 2) {
      throw new IllegalArgumentException("the query needs at least 2 characters");
    }
  }

  /// A country and a language, as `de-de` or `us-en`.
  ///
  /// @param country ISO 3166 code of two letters, lower case
  /// @param language ISO 639 code, lower case
  public record Region(String country, String language) {
    public static Region parse(String text) {
      Matcher parts = REGION.matcher(text.strip().toLowerCase(Locale.ROOT));
      if (!parts.matches()) {
        throw new IllegalArgumentException(
            "`" + text + "` is not a region; use country-language, e.g. us-en or de-de");
      }
      return new Region(parts.group(1).equals("uk") ? "gb" : parts.group(1), parts.group(2));
    }

    /// The country's English name.
    String countryName() {
      return Locale.of("", country.toUpperCase(Locale.ROOT)).getDisplayCountry(Locale.ENGLISH);
    }
  }

  /// How old results may be.
  public enum TimeRange {
    DAY,
    WEEK,
    MONTH,
    YEAR;

    /// The word most services use: `day`, `week`, …
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The text with `site:` operators, which every provider here understands: filters work on the
  /// whole index instead of on one page of results.
  public String withOperators() {
    StringBuilder query = new StringBuilder(text.strip());
    if (allowed.size() == 1) {
      query.append(" site:").append(allowed.getFirst().operand());
    } else if (!allowed.isEmpty()) {
      query.append(" (");
      query.append(String.join(" OR ", allowed.stream().map(s -> "site:" + s.operand()).toList()));
      query.append(')');
    }
    blocked.forEach(site -> query.append(" -site:").append(site.operand()));
    return query.toString();
  }

  /// Whether a result passes the site filters.
  public boolean admits(String url) {
    return (allowed.isEmpty() || allowed.stream().anyMatch(site -> site.covers(url)))
        && blocked.stream().noneMatch(site -> site.covers(url));
  }
}
