package dev.mlintern.tools.sandbox.edit;

import java.util.Objects;

/// One wish: find `oldText`, put `newText` in its place, behind or before it.
///
/// @param all at every place; otherwise there must be exactly one
public record TextEdit(String oldText, String newText, boolean all, Mode mode) {
  /// Where the new text goes.
  public enum Mode {
    REPLACE,
    APPEND_AFTER,
    PREPEND_BEFORE
  }

  public TextEdit {
    Objects.requireNonNull(oldText, "oldText");
    Objects.requireNonNull(newText, "newText");
    Objects.requireNonNull(mode, "mode");
  }

  public static TextEdit replace(String oldText, String newText) {
    return new TextEdit(oldText, newText, false, Mode.REPLACE);
  }

  /// What is looked for, with the line ends texts are shown with.
  String wanted() {
    return oldText.replace("\r\n", "\n");
  }

  /// What comes, with the same line ends.
  String fresh() {
    return newText.replace("\r\n", "\n");
  }

  TextEdit atEveryPlace() {
    return new TextEdit(oldText, newText, true, mode);
  }
}
