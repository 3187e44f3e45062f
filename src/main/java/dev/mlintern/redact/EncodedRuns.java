package dev.mlintern.redact;

/// Looks into base64 and hexadecimal (harness specification §2.3, step 6): a run whose decoded text
/// holds a secret is one.
///
/// A run may begin anywhere (a path or a line of base64 before it), so every alignment is decoded;
/// what decodes to readable text is searched, once more for what is encoded in it.
final class EncodedRuns {
  private static final int LEAST_BASE64 = 24;
  private static final int LEAST_HEX = 40;

  /// Shortest stretch of readable bytes that is searched.
  private static final int LEAST_READABLE = 12;

  /// Runs up to this length are replaced as a whole, of longer ones the part that was read.
  private static final int MOST_WHOLE = 65_536;

  private static final int DEEPEST = 2;

  /// Bits of a base64 character, -1 for what is none; both alphabets.
  private static final byte[] SEXTETS = sextets();

  private final KnownSecrets known;
  private final int depth;

  private EncodedRuns(KnownSecrets known, int depth) {
    this.known = known;
    this.depth = depth;
  }

  static EncodedRuns with(KnownSecrets known) {
    return new EncodedRuns(known, 1);
  }

  private static byte[] sextets() {
    byte[] sextets = new byte[128];
    java.util.Arrays.fill(sextets, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      sextets[alphabet.charAt(i)] = (byte) i;
    }
    sextets['-'] = sextets['+'];
    sextets['_'] = sextets['/'];
    return sextets;
  }

  void find(CharSequence text, Spans spans) {
    int length = text.length();
    int at = 0;
    while (at < length) {
      if (!Chars.is(text.charAt(at), Chars.ANY_BASE64)) {
        at++;
        continue;
      }
      int end = at + 1;
      int classes = Chars.classOf(text.charAt(at));
      while (end < length && Chars.is(text.charAt(end), Chars.ANY_BASE64)) {
        classes |= Chars.classOf(text.charAt(end));
        end++;
      }
      if (end - at >= LEAST_BASE64) {
        run(text, at, end, classes, spans);
      }
      at = end;
    }
  }

  private void run(CharSequence text, int start, int end, int classes, Spans spans) {
    if (isAzureKey(text, start, end)) {
      spans.add(start, end, SecretKind.AZURE_KEY);
      return;
    }
    int notHex = Chars.UNDERSCORE | Chars.HYPHEN | Chars.PLUS | Chars.SLASH;
    if ((classes & notHex) == 0 && end - start >= LEAST_HEX && isHex(text, start, end)) {
      hex(text, start, end, spans);
    } else if (Chars.hasAll(classes, Chars.UPPER, Chars.LOWER)) {
      for (int alignment = 0; alignment < 4; alignment++) {
        if (base64(text, start, end, alignment, spans)) {
          return;
        }
      }
    }
  }

  /// Azure's model keys: 84 characters with a signature at the 53rd.
  private static boolean isAzureKey(CharSequence text, int start, int end) {
    return end - start == 84 && Chars.startsWith(text, start + 52, "JQQJ99");
  }

  private static boolean isHex(CharSequence text, int start, int end) {
    return Chars.runEnd(text, start, Chars.HEX, end) == end;
  }

  private void hex(CharSequence text, int start, int end, Spans spans) {
    for (int first = start; first < start + 2; first++) {
      var readable = new ReadableBytes();
      for (int at = first; at + 1 < end; at += 2) {
        boolean goesOn = readable.take(Chars.hexNumber(text, at, 2));
        if ((!goesOn || at + 3 >= end) && holdsSecret(readable)) {
          spans.add(start, end, SecretKind.HEX);
          return;
        }
        if (!goesOn) {
          readable.clear();
        }
      }
    }
  }

  /// @return whether a secret was found
  private boolean base64(CharSequence text, int start, int end, int alignment, Spans spans) {
    var readable = new ReadableBytes();
    int readableFrom = start + alignment;
    boolean found = false;
    for (int at = start + alignment; at < end && !(found && isShort(start, end)); at += 4) {
      int count = Math.min(4, end - at);
      int bits = bits(text, at, count);
      for (int i = 0; i < count - 1; i++) {
        readableFrom = readable.isEmpty() ? at : readableFrom;
        if (!readable.take(bits >> (16 - 8 * i) & 0xff)) {
          found |= search(text, readable, start, end, readableFrom, at, spans);
          readable.clear();
        }
      }
    }
    return found | search(text, readable, start, end, readableFrom, end, spans);
  }

  private static boolean isShort(int start, int end) {
    return end - start <= MOST_WHOLE;
  }

  private static int bits(CharSequence text, int at, int count) {
    int bits = 0;
    for (int i = 0; i < 4; i++) {
      bits = bits << 6 | (i < count ? SEXTETS[text.charAt(at + i)] : 0);
    }
    return bits;
  }

  private boolean search(
      CharSequence text,
      ReadableBytes readable,
      int start,
      int end,
      int from,
      int to,
      Spans spans) {
    if (!holdsSecret(readable)) {
      return false;
    }
    boolean whole = isShort(start, end);
    int last = whole || to == end ? Chars.runEnd(text, end, Chars.EQUALS, end + 2) : to;
    int first = whole ? start : from;
    if (last > first) {
      spans.add(first, last, SecretKind.BASE64);
    }
    return true;
  }

  private boolean holdsSecret(ReadableBytes readable) {
    if (readable.length() < LEAST_READABLE) {
      return false;
    }
    Text decoded = Text.of(readable.toString());
    var inside = new Spans();
    known.find(decoded, inside);
    PatternScan.find(decoded, inside);
    if (inside.isEmpty() && depth < DEEPEST) {
      new EncodedRuns(known, depth + 1).find(decoded, inside);
    }
    return !inside.isEmpty();
  }
}
