package dev.mlintern.tools.sandbox.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.sandbox.edit.TextEdit.Mode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The place in bytes that go by is the place the engine finds in the whole text, and what comes of
/// the edit is the same.
class SolePlaceTest {
  private final ByteArrayOutputStream before = new ByteArrayOutputStream();
  private final ByteArrayOutputStream after = new ByteArrayOutputStream();

  @Test
  void a_place_is_told_with_what_is_before_it() throws IOException {
    assertThat(in("a\nb\nwanted here\nc", TextEdit.replace("wanted", "found")))
        .contains(new SolePlace(4, 6, 2, 17));
    assertThat(after()).isEqualTo("a\nb\nfound here\nc");
    assertThat(before.toString(StandardCharsets.UTF_8)).isEqualTo("a\nb\nwanted here\nc");
  }

  @Test
  void two_places_are_not_one_also_when_one_is_in_the_other() throws IOException {
    assertThat(in("aba", TextEdit.replace("a", "c"))).isEmpty();
    assertThat(in("xababax", TextEdit.replace("aba", "c"))).isEmpty();
  }

  @Test
  void no_place_is_none() throws IOException {
    assertThat(in("abc", TextEdit.replace("d", "c"))).isEmpty();
    assertThat(in("", TextEdit.replace("d", "c"))).isEmpty();
    assertThat(in("ab", TextEdit.replace("abc", "c"))).isEmpty();
  }

  @Test
  void where_bytes_do_not_tell_there_is_no_place() throws IOException {
    TextEdit edit = TextEdit.replace("b", "c");
    assertThat(in("a\r\nb\n", edit)).as("two line ends").isEmpty();
    assertThat(in("a\nb\r\n", edit)).as("two line ends").isEmpty();
    assertThat(in("a\r\nb\r", edit)).as("a lone CR").isEmpty();
    assertThat(in("a\rb", edit)).as("a lone CR").isEmpty();
    assertThat(in("b\0", edit)).as("no text").isEmpty();
    assertThat(in("a b", TextEdit.replace("b", "\r"))).as("a lone CR").isEmpty();
    assertThat(in("a b", TextEdit.replace("b", "\uD800"))).as("half a character").isEmpty();
    assertThat(in("\uFEFFb", TextEdit.replace("\uFEFFb", "c"))).as("a mark is no text").isEmpty();
    assertThat(in("扡".getBytes(StandardCharsets.UTF_16), edit)).as("wide characters").isEmpty();
    byte[] latin = "é b".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(in(latin, TextEdit.replace("b", "ü"))).as("encoding unknown").isEmpty();
    assertThat(in("é b\u00C3".getBytes(StandardCharsets.UTF_8), TextEdit.replace("b", "ü")))
        .isPresent();
    assertThat(in(new byte[] {'b', (byte) 0xC3}, TextEdit.replace("b", "ü"))).as("cut").isEmpty();
  }

  @Test
  void what_is_ascii_is_found_among_what_is_no_utf_8() throws IOException {
    byte[] latin = "é\nb".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(in(latin, TextEdit.replace("b", "c"))).contains(new SolePlace(2, 1, 1, 3));
    assertThat(after.toString(StandardCharsets.ISO_8859_1)).isEqualTo("é\nc");
  }

  @Test
  void new_lines_end_as_the_others_do() throws IOException {
    assertThat(in("a\r\nb\r\nc", TextEdit.replace("b\nc", "d\ne\n")))
        .contains(new SolePlace(3, 4, 1, 7));
    assertThat(after()).isEqualTo("a\r\nd\r\ne\r\n");
  }

  @Test
  void utf_8_is_told_from_what_looks_like_it() throws IOException {
    TextEdit edit = TextEdit.replace("b", "ü");
    for (int second = 0; second < 0x100; second++) {
      for (int first = 0x80; first < 0x100; first++) {
        byte[] bytes = {'b', (byte) first, (byte) second, (byte) 0xBF, (byte) 0x80, 'x'};
        for (int length = 2; length <= 6; length++) {
          byte[] file = Arrays.copyOf(bytes, length);
          String text = new String(file, StandardCharsets.UTF_8);
          boolean told =
              text.indexOf('\uFFFD') < 0
                  && text.indexOf('\0') < 0
                  && text.indexOf('\r') < 0
                  && text.indexOf('b', 1) < 0;
          assertThat(in(file, edit).isPresent()).as(HexFormat.of().formatHex(file)).isEqualTo(told);
        }
      }
    }
  }

  static IntStream seeds() {
    return IntStream.range(0, 400);
  }

  /// Texts of few letters, so that places overlap; some around the border of what is read at once.
  @ParameterizedTest
  @MethodSource("seeds")
  void of_any_text_the_place_is_the_engines(int seed) throws IOException {
    // Neighbouring seeds begin with the same numbers.
    var random = new Random(seed * 0x9E3779B97F4A7C15L);
    String text = text(random);
    String wanted = wanted(text, random);
    Mode mode = Mode.values()[random.nextInt(3)];
    String fresh = random.nextInt(4) == 0 ? "日\n" : "c".repeat(random.nextInt(1, 9)) + "\n";
    var edit = new TextEdit(wanted, fresh, false, mode);

    Optional<SolePlace> found = in(bytes(text), edit, random);

    String shown = text.replace("\r\n", "\n");
    String looked = wanted.replace("\r\n", "\n");
    int first = shown.indexOf(looked);
    boolean sole = first >= 0 && shown.indexOf(looked, first + 1) < 0;
    boolean endsAlike = text.indexOf('\r') < 0 || text.replace("\r\n", "").matches("[^\r\n]*");
    boolean told = endsAlike && text.indexOf('\0') < 0 && looked.indexOf('\r') < 0;
    assertThat(found.isPresent()).isEqualTo(sole && told);
    if (found.isPresent()) {
      String end = text.indexOf('\r') < 0 ? "\n" : "\r\n";
      String head = shown.substring(0, first).replace("\n", end);
      assertThat(found)
          .contains(
              new SolePlace(
                  bytes(head).length,
                  bytes(looked.replace("\n", end)).length,
                  head.chars().filter(c -> c == '\n').count(),
                  bytes(text).length));
      assertThat(before.toByteArray()).isEqualTo(bytes(text));
      assertThat(after())
          .isEqualTo(EditEngine.apply(text, List.of(edit), OptionalInt.empty()).text());
    }
  }

  private static String text(Random random) {
    int length =
        random.nextBoolean() ? random.nextInt(1, 60) : random.nextInt((64 << 10) - 20, 70_000);
    String letters = List.of("ab\n", "ab\n", "ab\n", "abé日😀\n", "ab\n\r").get(random.nextInt(5));
    String end = random.nextInt(3) == 0 ? "\r\n" : "\n";
    var text = new StringBuilder();
    while (text.length() < length) {
      int c = letters.codePointAt(random.nextInt(letters.length()));
      if (c == '\n') {
        text.append(end);
      } else if (!Character.isSurrogate((char) c) || c > 0xFFFF) {
        text.appendCodePoint(c);
      }
    }
    if (random.nextInt(20) == 0) {
      text.insert(random.nextInt(length), '\0');
    }
    return text.toString();
  }

  /// Mostly something that is there, near the border where the text has one.
  private static String wanted(String text, Random random) {
    int border = Math.min(text.length() - 1, (64 << 10) - 30);
    int from = random.nextBoolean() ? random.nextInt(text.length()) : border;
    int to = Math.min(text.length(), from + random.nextInt(1, 60));
    String there = whole(text.substring(from, to));
    return random.nextInt(8) == 0 ? there + "d" : there;
  }

  /// Without halves of characters at its ends.
  private static String whole(String text) {
    String there = text;
    if (Character.isLowSurrogate(there.charAt(0))) {
      there = there.substring(1);
    }
    if (!there.isEmpty() && Character.isHighSurrogate(there.charAt(there.length() - 1))) {
      there = there.substring(0, there.length() - 1);
    }
    return there.isEmpty() ? "a" : there;
  }

  private Optional<SolePlace> in(String text, TextEdit edit) throws IOException {
    return in(bytes(text), edit);
  }

  private Optional<SolePlace> in(byte[] file, TextEdit edit) throws IOException {
    return in(file, edit, new Random(0));
  }

  private Optional<SolePlace> in(byte[] file, TextEdit edit, Random random) throws IOException {
    var drops =
        new ByteArrayInputStream(file) {
          @Override
          public int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, random.nextInt(1, 9_000)));
          }
        };
    return SolePlace.in(drops, edit, before::write, after::write);
  }

  private String after() {
    return after.toString(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
