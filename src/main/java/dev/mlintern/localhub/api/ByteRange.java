package dev.mlintern.localhub.api;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One range of a `Range` header (RFC 9110 §14.1.2), cut to the size of the file.
record ByteRange(long first, long length) {
  private static final Pattern FORM = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /// Outside of the file, or nothing at all.
  static final class Unsatisfiable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unsatisfiable() {
      super(null, null, false, false);
    }
  }

  /// Several ranges, other units and nonsense count as no range, which RFC 9110 allows.
  ///
  /// @throws Unsatisfiable if the range lies outside of the file
  static Optional<ByteRange> parse(Optional<String> header, long size) {
    Matcher form = FORM.matcher(header.map(String::strip).orElse(""));
    if (!form.matches() || (form.group(1).isEmpty() && form.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (form.group(1).isEmpty()) {
      long last = Math.min(Long.parseLong(form.group(2)), size);
      if (last == 0) {
        throw new Unsatisfiable();
      }
      return Optional.of(new ByteRange(size - last, last));
    }
    long first = Long.parseLong(form.group(1));
    long end =
        form.group(2).isEmpty() ? size - 1 : Math.min(Long.parseLong(form.group(2)), size - 1);
    if (!form.group(2).isEmpty() && Long.parseLong(form.group(2)) < first) {
      return Optional.empty();
    }
    if (first >= size) {
      throw new Unsatisfiable();
    }
    return Optional.of(new ByteRange(first, end - first + 1));
  }
}
