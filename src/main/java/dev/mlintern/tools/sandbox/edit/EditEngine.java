package dev.mlintern.tools.sandbox.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// Makes edits, all or none.
public final class EditEngine {
  private static final int MAX_HUNKS = 5;
  private static final int MAX_LINES_NAMED = 10;

  private EditEngine() {}

  /// Makes the edits one after the other, each on what the one before left.
  ///
  /// @param expected how many places there must be in all; it stands for `all` when there is one
  ///     edit
  /// @throws EditRefused when one cannot be made without guessing
  public static Edited apply(String text, List<TextEdit> edits, OptionalInt expected) {
    return apply(text, 0, edits, expected);
  }

  /// Makes edits in a part of a file.
  ///
  /// @param before number of lines before that part
  public static Edited apply(String text, int before, List<TextEdit> edits, OptionalInt expected) {
    var edited = new Edited(text, List.of(), List.of());
    var changes = new ArrayList<Change>();
    for (TextEdit edit : edits) {
      TextEdit wish = edits.size() == 1 && expected.isPresent() ? edit.atEveryPlace() : edit;
      try {
        String current = changes.isEmpty() ? text : edited.text();
        Step step = Step.of(current, before, wish);
        changes.add(step.change);
        edited = new Edited(current, step.replacements, changes);
      } catch (EditRefused e) {
        throw e.inEdit(changes.size() + 1, edits.size());
      }
    }
    if (expected.isPresent() && edited.count() != expected.getAsInt()) {
      throw new EditRefused(
          "expected_count is "
              + expected.getAsInt()
              + ", but there are "
              + edited.count()
              + " places (line "
              + changes.stream()
                  .map(change -> named(change.lines()))
                  .collect(Collectors.joining("; "))
              + "); nothing was changed.");
    }
    return edited;
  }

  private static String named(List<Integer> lines) {
    String first =
        lines.stream()
            .limit(MAX_LINES_NAMED)
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    return lines.size() > MAX_LINES_NAMED ? first + ", …" : first;
  }

  /// One edit made.
  private record Step(List<Replacement> replacements, Change change) {
    static Step of(String text, int before, TextEdit edit) {
      String wanted = edit.wanted();
      String fresh = edit.fresh();
      if (wanted.isEmpty()) {
        throw new EditRefused(
            "old_str is empty: name the text to change; write makes whole files.");
      }
      if (isTorn(wanted) || isTorn(fresh)) {
        throw new EditRefused(
            "old_str and new_str must be whole characters: one of them has half a surrogate pair;"
                + " nothing was changed.");
      }
      if (edit.mode() == TextEdit.Mode.REPLACE && wanted.equals(fresh)) {
        throw new EditRefused("old_str and new_str are the same: there is nothing to change.");
      }
      LineEnds ends = LineEnds.of(text);
      Lines lines = ends.lines(before);
      Search search = Search.of(ends.shown(), lines, wanted);
      List<Match> matches = chosen(search, lines, edit, wanted);
      return new Step(ends, lines, search.relaxation(), matches, edit.mode(), fresh);
    }

    private Step(
        LineEnds ends,
        Lines lines,
        Relaxation relaxation,
        List<Match> matches,
        TextEdit.Mode mode,
        String fresh) {
      this(made(ends, matches, mode, fresh), told(ends, lines, relaxation, matches, mode, fresh));
    }

    private static List<Replacement> made(
        LineEnds ends, List<Match> matches, TextEdit.Mode mode, String fresh) {
      return matches.stream()
          .map(
              match -> {
                Span original = ends.original(place(match.span(), mode));
                String put = ends.ended(indented(match, fresh));
                return new Replacement(original.from(), original.to(), put);
              })
          .toList();
    }

    private static Change told(
        LineEnds ends,
        Lines lines,
        Relaxation relaxation,
        List<Match> matches,
        TextEdit.Mode mode,
        String fresh) {
      List<Integer> at =
          matches.stream().map(match -> lines.numberAt(match.span().from())).toList();
      List<String> hunks =
          matches.stream()
              .limit(MAX_HUNKS)
              .map(
                  match ->
                      Hunk.of(
                          ends.shown(), lines, place(match.span(), mode), indented(match, fresh)))
              .toList();
      boolean reindented =
          matches.stream().anyMatch(match -> !indented(match, fresh).equals(fresh));
      return new Change(at, relaxation, reindented, hunks);
    }

    private static boolean isTorn(String text) {
      return text.codePoints()
          .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static Span place(Span span, TextEdit.Mode mode) {
      return switch (mode) {
        case REPLACE -> span;
        case APPEND_AFTER -> new Span(span.to(), span.to());
        case PREPEND_BEFORE -> new Span(span.from(), span.from());
      };
    }

    private static String indented(Match match, String fresh) {
      return match
          .indentation()
          .map(
              rule ->
                  rule.reindent(fresh)
                      .orElseThrow(
                          () ->
                              new EditRefused(
                                  "old_str matches only with another indentation, and new_str"
                                      + " cannot be indented the same way. Copy the lines from"
                                      + " read with their indentation.")))
          .orElse(fresh);
    }

    private static List<Match> chosen(Search search, Lines lines, TextEdit edit, String wanted) {
      List<Match> matches = search.matches();
      if (matches.isEmpty()) {
        throw notFound(lines, wanted);
      }
      if (matches.size() > 1 && !edit.all()) {
        List<Integer> at =
            matches.stream().map(match -> lines.numberAt(match.span().from())).toList();
        String how =
            search.relaxation() == Relaxation.NONE ? "" : " " + search.relaxation().words();
        throw new EditRefused(
            "old_str matches "
                + matches.size()
                + " places"
                + how
                + ", at lines "
                + named(at)
                + ". Add lines around it until it is unique, or set replace_all.");
      }
      var apart = new ArrayList<Match>();
      for (Match match : matches) {
        if (apart.isEmpty() || match.span().from() >= apart.getLast().span().to()) {
          apart.add(match);
        }
      }
      return apart;
    }

    private static EditRefused notFound(Lines lines, String wanted) {
      String key =
          wanted.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
      var near = new ArrayList<Integer>();
      for (int i = 0; i < lines.count() && !key.isEmpty(); i++) {
        if (lines.line(i).contains(key)) {
          near.add(lines.number(i));
        }
      }
      String hint =
          near.isEmpty()
              ? "Its first line does not occur either: read the file again."
              : "Its first line occurs at line " + named(near) + "; what follows differs.";
      return new EditRefused("old_str is not in the file. " + hint);
    }
  }
}
