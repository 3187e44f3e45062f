package dev.mlintern.tools.sandbox.edit;

import java.util.List;
import java.util.Objects;

/// What came of all wishes.
///
/// @param before the text the last of them was made in
/// @param replacements what that one replaced there
/// @param changes what each did
public record Edited(String before, List<Replacement> replacements, List<Change> changes) {
  public Edited {
    Objects.requireNonNull(before, "before");
    replacements = List.copyOf(replacements);
    changes = List.copyOf(changes);
  }

  /// The text after all wishes; made anew by each call.
  public String text() {
    return Replacement.applied(before, replacements);
  }

  public int count() {
    return changes.stream().mapToInt(Change::count).sum();
  }
}
