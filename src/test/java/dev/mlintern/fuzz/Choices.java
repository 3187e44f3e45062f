package dev.mlintern.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Reads an input as a row of decisions, so that bytes can stand for structured things. Past its
/// end every decision is the first one.
public final class Choices {
  private final byte[] bytes;
  private int at;

  public Choices(byte[] bytes) {
    this.bytes = bytes;
  }

  public boolean isSpent() {
    return at >= bytes.length;
  }

  /// A number from 0 up to, not including, `bound` (at most 65,536).
  public int below(int bound) {
    int number = bound <= 256 ? octet() : octet() << 8 | octet();
    return number % bound;
  }

  public boolean oneIn(int times) {
    return below(times) == times - 1;
  }

  public <T> T oneOf(List<T> things) {
    return things.get(below(things.size()));
  }

  /// Up to 255 of the bytes that come next.
  public byte[] some() {
    int length = Math.min(octet(), bytes.length - at);
    byte[] some = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return some;
  }

  public String text() {
    return new String(some(), StandardCharsets.UTF_8);
  }

  public byte[] rest() {
    byte[] rest = Arrays.copyOfRange(bytes, Math.min(at, bytes.length), bytes.length);
    at = bytes.length;
    return rest;
  }

  private int octet() {
    return at < bytes.length ? bytes[at++] & 0xff : 0;
  }
}
