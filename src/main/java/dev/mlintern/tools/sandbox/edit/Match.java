package dev.mlintern.tools.sandbox.edit;

import java.util.Optional;

/// A place where the text was found.
///
/// @param indentation how what is put there must be indented, when that was overlooked
record Match(Span span, Optional<Indentation> indentation) {
  static Match at(int from, int to) {
    return new Match(new Span(from, to), Optional.empty());
  }
}
