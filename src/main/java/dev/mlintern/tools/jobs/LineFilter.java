package dev.mlintern.tools.jobs;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Which lines of a log somebody wants to see: those that hold the words given, letters' case
/// aside, or in which they match when read as a regular expression.
///
/// A pattern that would try for ages (`(a+)+$`) is stopped by counting its steps.
///
/// @param words as given
/// @param pattern empty when the words are no regular expression, or mean nothing but themselves
record LineFilter(String words, Optional<Pattern> pattern) {
  private static final int MAX_CHARS = 500;
  private static final int STEPS_A_LINE = 200_000;
  private static final Pattern SPECIAL = Pattern.compile("[\\\\^$.|?*+()\\[{]");

  /// A pattern needed too many steps on one line.
  static final class TooCostly extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooCostly(String pattern) {
      super(
          "the pattern `"
              + pattern
              + "` takes too long on one of the lines: give plain words, or avoid nested"
              + " repetition such as (a+)+",
          null,
          false,
          false);
    }
  }

  /// @throws IllegalArgumentException with a sentence for the reader: empty or too long
  static LineFilter of(String words) {
    if (words.isBlank() || words.length() > MAX_CHARS) {
      throw new IllegalArgumentException("grep takes 1 to " + MAX_CHARS + " characters");
    }
    return new LineFilter(words, pattern(words));
  }

  private static Optional<Pattern> pattern(String words) {
    if (!SPECIAL.matcher(words).find()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Pattern.compile(words, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
    } catch (PatternSyntaxException | StackOverflowError _) {
      return Optional.empty();
    }
  }

  /// @throws TooCostly with a sentence for the reader
  boolean matches(String line) {
    if (line.toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT))) {
      return true;
    }
    if (pattern.isEmpty()) {
      return false;
    }
    try {
      return pattern.get().matcher(new CountedText(line, new int[] {STEPS_A_LINE}, words)).find();
    } catch (StackOverflowError _) {
      throw new TooCostly(words);
    }
  }

  /// A line that counts how often a matcher looks at it.
  private record CountedText(String text, int[] left, String pattern) implements CharSequence {
    @Override
    public char charAt(int index) {
      if (--left[0] < 0) {
        throw new TooCostly(pattern);
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new CountedText(text.substring(start, end), left, pattern);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
