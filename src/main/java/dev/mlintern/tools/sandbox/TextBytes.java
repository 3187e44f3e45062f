package dev.mlintern.tools.sandbox;

import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.sandbox.edit.Edited;
import dev.mlintern.tools.sandbox.edit.Replacement;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A file's bytes as text, with what it takes to write them back as they were.
///
/// @param mark the byte order mark the file begins with, often none
/// @param guessed whether the character set was a guess: what is not UTF-8 is shown as Latin-1,
///     where every byte is a character and nothing is lost
record TextBytes(String text, Charset charset, byte[] mark, boolean guessed) {
  private static final byte[] NONE = {};

  /// The names of Python's codecs that Java does not know.
  private static final Map<String, String> PYTHON_NAMES =
      Map.of(
          "latin-1", "ISO-8859-1",
          "utf-8-sig", "UTF-8",
          "utf-16-le", "UTF-16LE",
          "utf-16-be", "UTF-16BE",
          "utf-32-le", "UTF-32LE",
          "utf-32-be", "UTF-32BE",
          "mac-roman", "x-MacRoman");

  /// What a file may begin with, and what that says; longer ones first.
  private record Mark(byte[] bytes, Charset charset) {
    static final Mark ABSENT = new Mark(NONE, StandardCharsets.UTF_8);
    static final List<Mark> ALL =
        Stream.of(
                StandardCharsets.UTF_32LE,
                StandardCharsets.UTF_32BE,
                StandardCharsets.UTF_16LE,
                StandardCharsets.UTF_16BE,
                StandardCharsets.UTF_8)
            .map(charset -> new Mark("\uFEFF".getBytes(charset), charset))
            .toList();

    static Mark of(byte[] file) {
      return ALL.stream()
          .filter(
              mark ->
                  file.length >= mark.bytes.length
                      && Arrays.equals(
                          file, 0, mark.bytes.length, mark.bytes, 0, mark.bytes.length))
          .findFirst()
          .orElse(ABSENT);
    }
  }

  static TextBytes of(byte[] bytes, Optional<String> encoding) {
    byte[] mark = Mark.of(bytes).bytes();
    Charset marked = Mark.of(bytes).charset();
    ByteBuffer content = ByteBuffer.wrap(bytes, mark.length, bytes.length - mark.length);
    if (encoding.isPresent()) {
      Charset wanted = charset(encoding.get());
      // These two take their byte order from the mark.
      boolean wide = wanted == StandardCharsets.UTF_16 || wanted == StandardCharsets.UTF_32;
      String text = wanted.decode(wide ? ByteBuffer.wrap(bytes) : content).toString();
      return new TextBytes(text, wanted, wide ? NONE : mark, false);
    }
    if (marked == StandardCharsets.UTF_8) {
      // Much faster than a decoder, and as strict where no replacement comes out.
      String text = new String(bytes, mark.length, bytes.length - mark.length, marked);
      if (text.indexOf('\uFFFD') < 0) {
        return new TextBytes(text, marked, mark, false);
      }
    }
    try {
      String text = marked.newDecoder().decode(content.duplicate()).toString();
      return new TextBytes(text, marked, mark, false);
    } catch (CharacterCodingException _) {
      Charset latin = StandardCharsets.ISO_8859_1;
      return new TextBytes(latin.decode(content).toString(), latin, mark, true);
    }
  }

  /// The same file, edited.
  ///
  /// @param bytes what this is the text of
  byte[] with(Edited edited, byte[] bytes) {
    if (mark.length > 0 || charset != StandardCharsets.UTF_8) {
      return encoded(edited.text());
    }
    // Where every character is a byte, places in the text are places in the bytes.
    boolean aligned = edited.changes().size() == 1 && text.length() == bytes.length;
    // Several times faster than an encoder, and what is of whole characters, UTF-8 can hold.
    return aligned ? spliced(edited.replacements(), bytes) : edited.text().getBytes(charset);
  }

  private static byte[] spliced(List<Replacement> replacements, byte[] bytes) {
    List<byte[]> fresh =
        replacements.stream().map(one -> one.fresh().getBytes(StandardCharsets.UTF_8)).toList();
    int size = bytes.length;
    for (int i = 0; i < fresh.size(); i++) {
      size += fresh.get(i).length - (replacements.get(i).to() - replacements.get(i).from());
    }
    var out = ByteBuffer.allocate(size);
    int at = 0;
    for (int i = 0; i < fresh.size(); i++) {
      out.put(bytes, at, replacements.get(i).from() - at).put(fresh.get(i));
      at = replacements.get(i).to();
    }
    return out.put(bytes, at, bytes.length - at).array();
  }

  private byte[] encoded(String changed) {
    try {
      ByteBuffer encoded = charset.newEncoder().encode(CharBuffer.wrap(changed));
      var out = new ByteArrayOutputStream(mark.length + encoded.remaining());
      out.writeBytes(mark);
      out.write(encoded.array(), encoded.arrayOffset(), encoded.remaining());
      return out.toByteArray();
    } catch (CharacterCodingException e) {
      throw new ToolFailure(
          "The new text has characters that "
              + charset.name()
              + ", the file's encoding, cannot hold; nothing was changed. Convert the file to UTF-8"
              + " first (iconv), or use other characters.",
          e);
    }
  }

  /// What is out of the ordinary, for a headline; empty for plain UTF-8.
  String peculiarity() {
    if (guessed) {
      return "not UTF-8, shown as Latin-1";
    }
    if (mark.length > 0) {
      return charset.name() + " with BOM";
    }
    return charset.equals(StandardCharsets.UTF_8) ? "" : charset.name();
  }

  /// Whether it is no text at all: zero bytes, unless a mark says they belong to wide characters.
  static boolean isBinary(byte[] start) {
    if (isWide(Mark.of(start).charset())) {
      return false;
    }
    for (byte each : start) {
      if (each == 0) {
        return true;
      }
    }
    return false;
  }

  boolean isBinary() {
    return !isWide(charset) && text.indexOf('\0') >= 0;
  }

  /// Whether zero bytes are parts of its characters.
  private static boolean isWide(Charset charset) {
    return charset.name().startsWith("UTF-16") || charset.name().startsWith("UTF-32");
  }

  static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// @param name as Java or Python spells it
  static Charset charset(String name) {
    String plain = name.strip().toLowerCase(Locale.ROOT).replace('_', '-');
    try {
      return Charset.forName(PYTHON_NAMES.getOrDefault(plain, name.strip()));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new ToolFailure(
          "`encoding` " + name + " is not known; for instance utf-8, latin-1, utf-16.", e);
    }
  }
}
