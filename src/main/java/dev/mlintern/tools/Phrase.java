package dev.mlintern.tools;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A phrase somebody looks for in a long text: case does not count, and a blank stands for any
/// white space, as texts break their lines where they like.
public final class Phrase {
  private final Pattern pattern;

  private Phrase(Pattern pattern) {
    this.pattern = pattern;
  }

  public static Phrase of(String words) {
    String regex =
        Arrays.stream(words.strip().split("\\s+"))
            .map(Pattern::quote)
            .collect(Collectors.joining("\\s+"));
    return new Phrase(Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
  }

  /// The first occurrence at `from` or later.
  public Optional<Place> find(String text, int from) {
    Matcher matcher = pattern.matcher(text);
    return from <= text.length() && matcher.find(from)
        ? Optional.of(new Place(matcher.start(), matcher.end()))
        : Optional.empty();
  }

  /// Where it stands: indices into the text, the end excluded.
  public record Place(int start, int end) {}
}
