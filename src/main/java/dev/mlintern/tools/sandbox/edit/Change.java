package dev.mlintern.tools.sandbox.edit;

import java.util.List;

/// What one wish did.
///
/// @param lines where, counted in the text before it, from 1
/// @param reindented whether the new text was indented like what was found
/// @param hunks the changed lines as a diff, as far as they are few
public record Change(
    List<Integer> lines, Relaxation relaxation, boolean reindented, List<String> hunks) {
  public Change {
    lines = List.copyOf(lines);
    hunks = List.copyOf(hunks);
  }

  public int count() {
    return lines.size();
  }
}
