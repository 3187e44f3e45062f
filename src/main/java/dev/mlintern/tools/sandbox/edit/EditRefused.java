package dev.mlintern.tools.sandbox.edit;

/// An edit that was not made; nothing was changed. The message says why and what to do.
public final class EditRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EditRefused(String message) {
    super(message);
  }

  EditRefused inEdit(int number, int total) {
    return total == 1
        ? this
        : new EditRefused(
            "Edit " + number + " of " + total + ", so none was made: " + getMessage());
  }
}
