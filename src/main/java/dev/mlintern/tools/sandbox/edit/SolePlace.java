package dev.mlintern.tools.sandbox.edit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
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
  /// @return empty where bytes alone do not tell, too: where lines end in several ways, or in a way
  ///     long forgotten, or the encoding matters and is not UTF-8
  public static Optional<SolePlace> in(
      InputStream file, TextEdit edit, ByteSink before, ByteSink after) throws IOException {
    if (edit.wanted().isEmpty() || !isPlain(edit.wanted()) || !isPlain(edit.fresh())) {
      return Optional.empty();
    }
    byte[] start = file.readNBytes(CHUNK_BYTES);
    if (isWide(start)) {
      return Optional.empty();
    }
    var passing = new Passing(edit, lineEnd(start), before, after);
    return passing.hasOne(new SequenceInputStream(new ByteArrayInputStream(start), file))
        ? Optional.of(passing.place())
        : Optional.empty();
  }

  /// A byte order mark is not part of a text, wherever else the character is.
  private static boolean isPlain(String text) {
    return text.indexOf('\r') < 0
        && text.indexOf('\uFEFF') < 0
        && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  /// By its mark: without line ends and blanks even wide characters may have no zeros.
  private static boolean isWide(byte[] start) {
    return start.length > 1
        && ((start[0] == (byte) 0xFF && start[1] == (byte) 0xFE)
            || (start[0] == (byte) 0xFE && start[1] == (byte) 0xFF));
  }

  private static String lineEnd(byte[] start) {
    for (int i = 1; i < start.length; i++) {
      if (start[i] == '\n') {
        return start[i - 1] == '\r' ? "\r\n" : "\n";
      }
    }
    return "\n";
  }

  /// One reading.
  private static final class Passing {
    private final BytePattern wanted;
    private final byte[] fresh;
    private final TextEdit.Mode mode;
    private final boolean hasReturns;
    private final ByteSink before;
    private final ByteSink after;
    private final ByteKinds kinds = new ByteKinds();
    private final Utf8Check utf8 = new Utf8Check();

    /// Whether the encoding matters: bytes of ASCII are the same in all that know no zeros.
    private final boolean isAscii;

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

    Passing(TextEdit edit, String lineEnd, ByteSink before, ByteSink after) {
      this.wanted = new BytePattern(bytes(edit.wanted(), lineEnd));
      this.fresh = bytes(edit.fresh(), lineEnd);
      this.isAscii = (edit.wanted() + edit.fresh()).chars().allMatch(c -> c < 0x80);
      this.mode = edit.mode();
      this.hasReturns = lineEnd.length() > 1;
      this.before = before;
      this.after = after;
      this.chunk = new byte[Math.max(CHUNK_BYTES, 2 * wanted.length())];
    }

    private static byte[] bytes(String text, String lineEnd) {
      return text.replace("\n", lineEnd).getBytes(StandardCharsets.UTF_8);
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
      return offset >= 0 && isTold() && isWhole();
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
          note(at, end);
          passed = end;
        }
        case APPEND_AFTER -> pass(end);
        case PREPEND_BEFORE -> {}
      }
      after.take(fresh, 0, fresh.length);
    }

    private void pass(int to) {
      if (to > passed) {
        note(passed, to);
        after.take(chunk, passed, to - passed);
        passed = to;
      }
    }

    private void note(int from, int to) {
      kinds.pass(chunk, from, to);
      if (!isAscii) {
        utf8.pass(chunk, from, to);
      }
    }

    private void drop(int count) {
      System.arraycopy(chunk, count, chunk, 0, filled - count);
      filled -= count;
      passed -= count;
      next -= count;
      base += count;
    }

    /// Whether the bytes so far say all there is to say. Zeros mean another encoding, or no text.
    private boolean isTold() {
      boolean endsAlike = hasReturns ? kinds.arePaired() : !kinds.hasReturns();
      return endsAlike && !kinds.hasZeros() && utf8.holds();
    }

    private boolean isWhole() {
      return utf8.isWhole() && !kinds.endWithReturn();
    }
  }
}
