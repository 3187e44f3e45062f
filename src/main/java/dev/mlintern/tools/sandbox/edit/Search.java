package dev.mlintern.tools.sandbox.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Finds a text to the letter, or else with one relaxation after the other; the first that finds
/// anything has the word, also when it finds too much.
///
/// Relaxed matches are whole lines, or character for character: what lies outside of what was shown
/// is never part of one.
///
/// @param relaxation what it took
/// @param matches in order; may overlap
record Search(Relaxation relaxation, List<Match> matches) {
  static Search of(String text, Lines lines, String wanted) {
    List<Match> exact = occurrences(text, wanted);
    if (!exact.isEmpty()) {
      return new Search(Relaxation.NONE, exact);
    }
    List<String> pattern = new ArrayList<>(List.of(wanted.split("\n", -1)));
    boolean withLineEnd = pattern.size() > 1 && pattern.getLast().isEmpty();
    if (withLineEnd) {
      pattern.removeLast();
    }
    if (pattern.stream().allMatch(String::isBlank)) {
      return new Search(Relaxation.NONE, List.of());
    }
    var relaxed = new LinePattern(lines, pattern, withLineEnd);
    List<Match> found = relaxed.matches(Search::withoutEnd, false);
    if (!found.isEmpty()) {
      return new Search(Relaxation.TRAILING_BLANKS, found);
    }
    found = relaxed.matches(Search::bare, true);
    if (!found.isEmpty()) {
      return new Search(Relaxation.INDENTATION, found);
    }
    found = foldedOccurrences(text, wanted);
    if (!found.isEmpty()) {
      return new Search(Relaxation.LOOK_ALIKES, found);
    }
    found = relaxed.matches(line -> bare(LookAlikes.line(line)), true);
    return new Search(Relaxation.INDENTATION_AND_LOOK_ALIKES, found);
  }

  /// Without blanks and tabs at its end. Other white space, a form feed for instance, is text: it
  /// goes only with what was shown.
  private static String withoutEnd(String line) {
    int end = line.length();
    while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) {
      end--;
    }
    return line.substring(0, end);
  }

  private static String bare(String line) {
    String ended = withoutEnd(line);
    return ended.substring(Indentation.indent(ended).length());
  }

  private static List<Match> occurrences(String text, String wanted) {
    var found = new ArrayList<Match>();
    for (int at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
      found.add(Match.at(at, at + wanted.length()));
    }
    return found;
  }

  private static List<Match> foldedOccurrences(String text, String wanted) {
    String folded = LookAlikes.of(wanted).folded();
    if (folded.isBlank()) {
      return List.of();
    }
    LookAlikes all = LookAlikes.of(text);
    return occurrences(all.folded(), folded).stream()
        .map(match -> all.original(match.span().from(), match.span().to()))
        .map(span -> Match.at(span.from(), span.to()))
        .toList();
  }

  /// Whole lines to look for.
  private record LinePattern(Lines lines, List<String> pattern, boolean withLineEnd) {
    List<Match> matches(UnaryOperator<String> normal, boolean otherIndentation) {
      List<String> wanted = pattern.stream().map(normal).toList();
      var found = new ArrayList<Match>();
      for (int first = 0; first + wanted.size() <= lines.count(); first++) {
        if (fits(wanted, first, normal)) {
          match(first, otherIndentation).ifPresent(found::add);
        }
      }
      return found;
    }

    private boolean fits(List<String> wanted, int first, UnaryOperator<String> normal) {
      for (int i = 0; i < wanted.size(); i++) {
        if (!wanted.get(i).equals(normal.apply(lines.line(first + i)))) {
          return false;
        }
      }
      return true;
    }

    private Optional<Match> match(int first, boolean otherIndentation) {
      int last = first + pattern.size() - 1;
      int end = withLineEnd ? lines.next(last) : lines.end(last);
      if (withLineEnd && end == lines.end(last)) {
        return Optional.empty();
      }
      Span span = new Span(lines.start(first), end);
      if (!otherIndentation) {
        return Optional.of(new Match(span, Optional.empty()));
      }
      var asked = new ArrayList<String>();
      var there = new ArrayList<String>();
      for (int i = 0; i < pattern.size(); i++) {
        if (!pattern.get(i).isBlank()) {
          asked.add(pattern.get(i));
          there.add(lines.line(first + i));
        }
      }
      return Indentation.between(asked, there).map(rule -> new Match(span, Optional.of(rule)));
    }
  }
}
