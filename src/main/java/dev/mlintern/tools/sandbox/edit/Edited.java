package dev.mlintern.tools.sandbox.edit;

import java.util.List;

/// The text after all wishes, and what each did.
public record Edited(String text, List<Change> changes) {
  public Edited {
    changes = List.copyOf(changes);
  }

  public int count() {
    return changes.stream().mapToInt(Change::count).sum();
  }
}
