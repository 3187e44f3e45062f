package dev.mlintern.tools.jobs;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A line that tells why a job failed.
///
/// @param pattern found anywhere in the line
/// @param read what it means there; empty when it means nothing
record FailureRule(Pattern pattern, Function<Hit, Optional<JobDiagnosis>> read) {
  private static final int LINES_AROUND = 12;

  FailureRule {
    Objects.requireNonNull(pattern, "pattern");
    Objects.requireNonNull(read, "read");
  }

  /// The line a rule was found in.
  ///
  /// @param match groups of the pattern
  /// @param index of the line among `lines`
  record Hit(String line, Matcher match, int index, FailureLines lines, JobEnding ending) {
    /// What a pattern's first group finds in this line or in those right behind or before it.
    Optional<String> nearby(Pattern wanted) {
      for (int away = 0; away <= LINES_AROUND; away++) {
        Optional<String> found = groupAt(index + away, wanted);
        if (found.isEmpty() && away > 0) {
          found = groupAt(index - away, wanted);
        }
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    }

    private Optional<String> groupAt(int at, Pattern wanted) {
      if (at < 0 || at >= lines.lines().size()) {
        return Optional.empty();
      }
      Matcher matcher = wanted.matcher(lines.lines().get(at));
      return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    Optional<JobDiagnosis> is(FailureReason reason, String what, String advice) {
      return Optional.of(new JobDiagnosis(reason, what, line, advice));
    }
  }

  static FailureRule of(String regex, Function<Hit, Optional<JobDiagnosis>> read) {
    return new FailureRule(Pattern.compile(regex), read);
  }

  /// A rule that always means the same.
  static FailureRule of(String regex, FailureReason reason, String what, String advice) {
    return of(regex, hit -> hit.is(reason, what, advice));
  }

  Optional<JobDiagnosis> apply(String line, int index, FailureLines lines, JobEnding ending) {
    Matcher matcher = pattern.matcher(line);
    return matcher.find()
        ? read.apply(new Hit(line, matcher, index, lines, ending))
        : Optional.empty();
  }
}
