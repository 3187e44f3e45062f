package dev.mlintern.tools.sandbox.edit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// What kinds of bytes went by: how many line feeds, how lines end, zeros, and whether it all is
/// ASCII.
///
/// Eight bytes are looked at in one step, by the rules for zero bytes in a word ("Hacker's
/// Delight", 2nd ed., 6-1): a loop over single ones takes twice as long without the optimising
/// compiler.
final class ByteKinds {
  static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  static final long HIGH_BITS = 0x8080808080808080L;

  private static final long ONES = 0x0101010101010101L;
  private static final long LOW_BITS = ~HIGH_BITS;
  private static final long FEEDS = '\n' * ONES;
  private static final long RETURNS = '\r' * ONES;
  private static final long FIRST = 0x80;

  private long feeds;
  private long beyondAscii;
  private long zeros;
  private long returns;

  /// Line feeds not behind a CR, and what else is behind one.
  private long unpaired;

  /// The last byte's place in the next eight, if it was a CR.
  private long behindReturn;

  void pass(byte[] bytes, int from, int to) {
    int whole = to - (to - from) % Long.BYTES;
    long found = 0;
    for (int at = from; at < whole; at += Long.BYTES) {
      long eight = (long) EIGHT.get(bytes, at);
      beyondAscii |= eight;
      zeros |= eight - ONES & ~eight;
      long feed = zerosIn(eight ^ FEEDS);
      long back = zerosIn(eight ^ RETURNS);
      found += (feed >>> 7) * ONES >>> 56;
      returns |= back;
      unpaired |= (back << 8 | behindReturn) ^ feed;
      behindReturn = back >>> 56;
    }
    feeds += found;
    for (int at = whole; at < to; at++) {
      pass(bytes[at]);
    }
  }

  private void pass(byte one) {
    boolean isFeed = one == '\n';
    beyondAscii |= one;
    zeros |= one == 0 ? FIRST : 0;
    unpaired |= isFeed == (behindReturn != 0) ? 0 : FIRST;
    behindReturn = one == '\r' ? FIRST : 0;
    returns |= behindReturn;
    feeds += isFeed ? 1 : 0;
  }

  /// The high bit of each byte that is zero.
  private static long zerosIn(long eight) {
    return ~((eight & LOW_BITS) + LOW_BITS | eight | LOW_BITS);
  }

  long feeds() {
    return feeds;
  }

  boolean areAscii() {
    return (beyondAscii & HIGH_BITS) == 0;
  }

  boolean hasZeros() {
    return (zeros & HIGH_BITS) != 0;
  }

  boolean hasReturns() {
    return returns != 0;
  }

  /// Whether each LF was behind a CR, and each CR before an LF. One at the very end waits for its.
  boolean arePaired() {
    return unpaired == 0;
  }

  /// Whether the last one was a CR.
  boolean endWithReturn() {
    return behindReturn != 0;
  }
}
