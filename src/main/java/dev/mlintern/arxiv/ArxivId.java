package dev.mlintern.arxiv;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An arXiv identifier, with or without version.
///
/// @param id bare identifier: `2305.18290` or, before April 2007, `hep-th/9901001`
/// @param version `vN`, if one was named
/// @see <a href="https://info.arxiv.org/help/arxiv_identifier.html">arXiv identifiers</a>
public record ArxivId(String id, OptionalInt version) {
  private static final Pattern NEW_STYLE = Pattern.compile("(\\d{4})\\.(\\d{3,5})(?:v(\\d{1,3}))?");
  private static final Pattern OLD_STYLE =
      Pattern.compile("([a-z-]{2,12}(?:\\.[A-Za-z]{2})?/\\d{7})(?:v(\\d{1,3}))?");
  private static final Pattern PREFIX =
      Pattern.compile(
          "(?i)^(?:https?://)?(?:www\\.|export\\.)?(?:arxiv\\.org/(?:abs|pdf|html|format)/"
              + "|(?:ar5iv\\.(?:labs\\.arxiv\\.)?org|ar5iv\\.org)/(?:html/|abs/)?"
              + "|alphaxiv\\.org/(?:abs|overview)/"
              + "|(?:huggingface\\.co|hf\\.co)/papers/"
              + "|doi\\.org/10\\.48550/arxiv\\.)"
              + "|^(?:doi:)?10\\.48550/arxiv\\.|^arxiv:\\s*");

  /// Reads an id, a prefixed id, a DOI or an address of arXiv, ar5iv, alphaXiv or Hugging Face.
  public static Optional<ArxivId> parse(String text) {
    String rest = PREFIX.matcher(text.strip()).replaceFirst("");
    rest = rest.replaceFirst("[?#].*$", "").replaceFirst("(?i)\\.(?:pdf|md|html)$", "");
    rest = rest.replaceFirst("/+$", "");
    Matcher modern = NEW_STYLE.matcher(rest);
    if (modern.matches()) {
      // Hugging Face shows some ids with the leading zeros of the number dropped.
      String number = "0".repeat(Math.max(0, 4 - modern.group(2).length())) + modern.group(2);
      String padded =
          modern.group(1).compareTo("1501") >= 0 && number.length() == 4 ? "0" + number : number;
      return Optional.of(new ArxivId(modern.group(1) + "." + padded, version(modern.group(3))));
    }
    Matcher old = OLD_STYLE.matcher(rest);
    if (old.matches()) {
      return Optional.of(new ArxivId(old.group(1), version(old.group(2))));
    }
    return Optional.empty();
  }

  /// With the version, if one was named: the form of arXiv's own addresses.
  public String versioned() {
    return version.isPresent() ? id + "v" + version.getAsInt() : id;
  }

  /// The abstract page.
  public String page() {
    return "https://arxiv.org/abs/" + versioned();
  }

  /// How Semantic Scholar names it.
  public String scholarId() {
    return "ARXIV:" + id;
  }

  private static OptionalInt version(String digits) {
    return digits == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(digits));
  }

  @Override
  public String toString() {
    return versioned();
  }
}
