package dev.mlintern.tools.sandbox.edit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Which kinds of bytes went by: line feeds counted, of others whether there were any.
///
/// Eight bytes are looked at in one step, by the rules for zero bytes in a word ("Hacker's
/// Delight", 2nd ed., 6-1): a loop over single ones takes twice as long without the optimising
/// compiler.
final class ByteKinds {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long LOW_BITS = ~HIGH_BITS;
  private static final long FEEDS = '\n' * ONES;
  private static final long RETURNS = '\r' * ONES;

  private long feeds;
  private long beyondAscii;
  private long zeros;
  private long returns;

  void pass(byte[] bytes, int from, int to) {
    int whole = to - (to - from) % Long.BYTES;
    long found = 0;
    long some = 0;
    long zero = 0;
    long back = 0;
    for (int at = from; at < whole; at += Long.BYTES) {
      long eight = (long) EIGHT.get(bytes, at);
      some |= eight;
      zero |= zerosIn(eight);
      back |= zerosIn(eight ^ RETURNS);
      found += feedsIn(eight);
    }
    for (int at = whole; at < to; at++) {
      // Filled up with blanks.
      long eight = ' ' * (ONES - 1) | (bytes[at] & 0xFF);
      some |= eight;
      zero |= zerosIn(eight);
      back |= zerosIn(eight ^ RETURNS);
      found += feedsIn(eight);
    }
    feeds += found;
    beyondAscii |= some;
    zeros |= zero;
    returns |= back;
  }

  /// Has a high bit when there is a zero byte; which one it is, it does not tell.
  private static long zerosIn(long eight) {
    return eight - ONES & ~eight;
  }

  private static long feedsIn(long eight) {
    long feed = eight ^ FEEDS;
    long found = ~((feed & LOW_BITS) + LOW_BITS | feed | LOW_BITS);
    return (found >>> 7) * ONES >>> 56;
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
    return (returns & HIGH_BITS) != 0;
  }
}
