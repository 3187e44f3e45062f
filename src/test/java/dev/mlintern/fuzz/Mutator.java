package dev.mlintern.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Makes the next input: a seed with a few things done to it that are known to hurt parsers.
final class Mutator {
  private static final int MAX_BYTES = 16 * 1024;
  private static final byte[] HARD_BYTES = {
    0,
    1,
    '\t',
    '\n',
    '\r',
    ' ',
    '"',
    '\'',
    '\\',
    '$',
    '`',
    '<',
    '{',
    '[',
    0x7f,
    (byte) 0x80,
    (byte) 0xc0,
    (byte) 0xff
  };
  private static final List<byte[]> NUMBERS =
      utf8(
          "0",
          "-0",
          "-1",
          "01",
          "1e999",
          "1E-400",
          "2147483648",
          "9223372036854775808",
          "0.1e1",
          "9".repeat(60));
  // BOM, zero width, right-to-left override, full width, combining, non-breaking, astral,
  // separators.
  private static final List<byte[]> HARD_TEXT =
      utf8(
          "\ufeff",
          "\u200b",
          "\u202e",
          "\uff41",
          "e\u0301",
          "\u00a0",
          "\ud83d\ude00",
          "\u2028",
          "\u0130",
          "\u00df",
          "\r\n",
          "\0");
  // A surrogate in UTF-8, an overlong slash, a cut sequence.
  private static final List<byte[]> NOT_UTF8 =
      List.of(
          bytes(0xed, 0xa0, 0x80),
          bytes(0xc0, 0xaf),
          bytes(0xf0, 0x9f, 0x98),
          bytes(0xf4, 0x90, 0x80, 0x80));

  private final Corpus corpus;
  private final RandomGenerator random;

  Mutator(Corpus corpus, RandomGenerator random) {
    this.corpus = corpus;
    this.random = random;
  }

  byte[] next() {
    byte[] input = random.nextInt(16) == 0 ? noise(64) : one(corpus.seeds());
    do {
      input = mutated(input);
    } while (random.nextInt(3) != 0);
    return input.length <= MAX_BYTES ? input : Arrays.copyOf(input, MAX_BYTES);
  }

  private byte[] mutated(byte[] input) {
    int from = random.nextInt(input.length + 1);
    int to = from + random.nextInt(Math.min(input.length - from, 32) + 1);
    byte[] slice = Arrays.copyOfRange(input, from, to);
    return switch (random.nextInt(14)) {
      case 0 -> flipped(input);
      case 1 -> spliced(input, from, from, bytes(HARD_BYTES[random.nextInt(HARD_BYTES.length)]));
      case 2 -> spliced(input, from, to, new byte[0]);
      case 3 -> spliced(input, from, from, slice);
      case 4 -> spliced(input, to, to, repeated(slice));
      case 5 -> spliced(input, from, to, noise(8));
      case 6 -> spliced(input, from, from, one(HARD_TEXT));
      case 7 -> spliced(input, from, from, one(NOT_UTF8));
      case 8 -> Arrays.copyOf(input, from);
      case 9 -> crossed(input, from, one(corpus.seeds()));
      case 10 -> renumbered(input, from);
      case 11 -> spliced(input, from, to, word());
      default -> spliced(input, from, from, word());
    };
  }

  private byte[] flipped(byte[] input) {
    byte[] copy = input.clone();
    if (copy.length > 0) {
      copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return copy;
  }

  private byte[] repeated(byte[] slice) {
    byte[] unit =
        slice.length == 0
            ? word()
            : Arrays.copyOf(slice, Math.min(slice.length, 1 + random.nextInt(8)));
    int times = 1 << random.nextInt(12);
    var out = new ByteArrayOutputStream();
    for (int i = 0; i < times && out.size() < MAX_BYTES; i++) {
      out.writeBytes(unit);
    }
    return out.toByteArray();
  }

  private byte[] crossed(byte[] input, int at, byte[] other) {
    int from = random.nextInt(other.length + 1);
    return spliced(Arrays.copyOf(input, at), at, at, Arrays.copyOfRange(other, from, other.length));
  }

  /// The next run of digits becomes a number that is hard to hold.
  private byte[] renumbered(byte[] input, int at) {
    int from = at;
    while (from < input.length && !isDigit(input[from])) {
      from++;
    }
    int to = from;
    while (to < input.length && isDigit(input[to])) {
      to++;
    }
    return spliced(input, from, to, one(NUMBERS));
  }

  private byte[] word() {
    return corpus.words().isEmpty() ? one(HARD_TEXT) : one(corpus.words());
  }

  private byte[] noise(int maxBytes) {
    byte[] noise = new byte[random.nextInt(maxBytes + 1)];
    random.nextBytes(noise);
    return noise;
  }

  private byte[] one(List<byte[]> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static byte[] spliced(byte[] input, int from, int to, byte[] insert) {
    var out = new ByteArrayOutputStream(input.length + insert.length);
    out.write(input, 0, from);
    out.writeBytes(insert);
    out.write(input, to, input.length - to);
    return out.toByteArray();
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static List<byte[]> utf8(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }
}
