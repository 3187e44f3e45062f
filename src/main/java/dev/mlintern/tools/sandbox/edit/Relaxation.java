package dev.mlintern.tools.sandbox.edit;

/// What was overlooked to find a text that is not there to the letter.
public enum Relaxation {
  NONE(""),
  TRAILING_BLANKS("ignoring blanks at line ends"),
  INDENTATION("ignoring indentation"),
  LOOK_ALIKES("taking look-alike quotes, dashes and blanks for the same"),
  INDENTATION_AND_LOOK_ALIKES(
      "ignoring indentation and taking look-alike quotes, dashes and blanks for the same");

  private final String words;

  Relaxation(String words) {
    this.words = words;
  }

  /// How it is told, e.g. after "matched".
  public String words() {
    return words;
  }
}
