package dev.mlintern.tools.sandbox.edit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The only place of a text in a file that is looked at as it goes by, so that none of it has to be
/// kept.
///
/// @param offset bytes before it
/// @param length its bytes
/// @param lines line ends before it
/// @param size bytes of the file
public record SolePlace(long offset, int length, long lines, long size) {
  private static final int CHUNK_BYTES = 64 << 10;

  /// Reads a file to its end, unless there are several places.
  ///
  /// @param before is given the file
  /// @param after is given what the edit makes of it, as long as there is a place
  /// @return empty where bytes alone do not tell, too: by ways of writing line ends or characters
  ///     that this does not know
  public static Optional<SolePlace> in(
      InputStream file, TextEdit edit, ByteSink before, ByteSink after) throws IOException {
    if (edit.wanted().isEmpty()
        || !isPlain(edit.wanted())
        || !isPlain(edit.fresh())
        || !isAscii(edit.wanted())) {
      return Optional.empty();
    }
    var passing = new Passing(edit, before, after);
    return passing.hasOne(file) ? Optional.of(passing.place()) : Optional.empty();
  }

  private static boolean isPlain(String text) {
    return text.indexOf('\r') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  /// One reading.
  private static final class Passing {
    private final BytePattern wanted;
    private final byte[] fresh;
    private final boolean isFreshAscii;
    private final TextEdit.Mode mode;
    private final ByteSink before;
    private final ByteSink after;
    private final ByteKinds kinds = new ByteKinds();

    private final byte[] chunk;
    private int filled;

    /// Bytes that went by before those in the chunk.
    private long base;

    /// Where a place not seen yet may begin.
    private int next;

    /// Up to where the chunk was counted and given on.
    private int passed;

    private long offset = -1;
    private long lines;

    Passing(TextEdit edit, ByteSink before, ByteSink after) {
      this.wanted = new BytePattern(edit.wanted().getBytes(StandardCharsets.UTF_8));
      this.fresh = edit.fresh().getBytes(StandardCharsets.UTF_8);
      this.isFreshAscii = isAscii(edit.fresh());
      this.mode = edit.mode();
      this.before = before;
      this.after = after;
      this.chunk = new byte[Math.max(CHUNK_BYTES, 2 * wanted.length())];
    }

    boolean hasOne(InputStream file) throws IOException {
      for (int n = file.read(chunk); n >= 0; n = file.read(chunk, filled, chunk.length - filled)) {
        before.take(chunk, filled, n);
        filled += n;
        if (!isSearched()) {
          return false;
        }
        pass(next);
        if (!isTold()) {
          return false;
        }
        drop(next);
      }
      pass(filled);
      return offset >= 0 && isTold();
    }

    SolePlace place() {
      return new SolePlace(offset, wanted.length(), lines, base + filled);
    }

    /// Whether there is still one place at most.
    private boolean isSearched() {
      for (int at = wanted.in(chunk, next, filled); at >= 0; at = wanted.in(chunk, next, filled)) {
        if (offset >= 0) {
          return false;
        }
        found(at);
        next = at + 1;
      }
      next = Math.max(next, filled - wanted.length() + 1);
      return true;
    }

    private void found(int at) {
      pass(at);
      offset = base + at;
      lines = kinds.feeds();
      int end = at + wanted.length();
      switch (mode) {
        case REPLACE -> {
          kinds.pass(chunk, at, end);
          passed = end;
        }
        case APPEND_AFTER -> pass(end);
        case PREPEND_BEFORE -> {}
      }
      after.take(fresh, 0, fresh.length);
    }

    private void pass(int to) {
      if (to > passed) {
        kinds.pass(chunk, passed, to);
        after.take(chunk, passed, to - passed);
        passed = to;
      }
    }

    private void drop(int count) {
      System.arraycopy(chunk, count, chunk, 0, filled - count);
      filled -= count;
      passed -= count;
      next -= count;
      base += count;
    }

    /// Whether the bytes say all there is to say. Zeros mean another encoding, or no text; with CR,
    /// what a line is and how a new one ends goes by the others; what is not ASCII may be of
    /// several encodings.
    private boolean isTold() {
      return !kinds.hasZeros() && !kinds.hasReturns() && (kinds.areAscii() || isFreshAscii);
    }
  }
}
