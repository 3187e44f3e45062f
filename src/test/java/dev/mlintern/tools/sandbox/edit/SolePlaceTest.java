package dev.mlintern.tools.sandbox.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.sandbox.edit.TextEdit.Mode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    assertThat(in("a\r\nb", TextEdit.replace("b", "c"))).as("line ends").isEmpty();
    assertThat(in("b\0", TextEdit.replace("b", "c"))).as("no text").isEmpty();
    assertThat(in("é b", TextEdit.replace("b", "ü"))).as("encoding unknown").isEmpty();
    assertThat(in("é b", TextEdit.replace("é", "e"))).as("encoding unknown").isEmpty();
    assertThat(in("a b", TextEdit.replace("b", "\r"))).as("lone CR").isEmpty();
    assertThat(in("a b", TextEdit.replace("b", "\uD800"))).as("half a character").isEmpty();
  }

  @Test
  void what_is_ascii_stays_findable_among_what_is_not() throws IOException {
    assertThat(in("é\nb", TextEdit.replace("b", "c"))).contains(new SolePlace(3, 1, 1, 4));
    after.reset();
    assertThat(in("a\nb", TextEdit.replace("b", "日本"))).isPresent();
    assertThat(after()).isEqualTo("a\n日本");
  }

  static IntStream seeds() {
    return IntStream.range(0, 400);
  }

  /// Texts of few letters, so that places overlap; some around the border of what is read at once.
  @ParameterizedTest
  @MethodSource("seeds")
  void of_any_text_the_place_is_the_engines(int seed) throws IOException {
    var random = new Random(seed);
    String text = text(random);
    String wanted = wanted(text, random);
    Mode mode = Mode.values()[random.nextInt(3)];
    String fresh = random.nextInt(4) == 0 ? "日\n" : "c".repeat(random.nextInt(1, 9)) + "\n";
    var edit = new TextEdit(wanted, fresh, false, mode);

    Optional<SolePlace> found = in(text, edit, random);

    int first = text.indexOf(wanted);
    boolean sole = first >= 0 && text.indexOf(wanted, first + 1) < 0;
    boolean told = text.indexOf('\r') < 0 && text.indexOf('\0') < 0;
    boolean known = isAscii(wanted) && (isAscii(text) || isAscii(fresh));
    assertThat(found.isPresent()).isEqualTo(sole && told && known);
    if (found.isPresent()) {
      String head = text.substring(0, first);
      assertThat(found)
          .contains(
              new SolePlace(
                  bytes(head).length,
                  wanted.length(),
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
    String letters = random.nextInt(6) == 0 ? "ab\n\r" : random.nextInt(6) == 0 ? "ab\né" : "ab\n";
    var text = new StringBuilder();
    while (text.length() < length) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    if (random.nextInt(20) == 0) {
      text.setCharAt(random.nextInt(length), '\0');
    }
    return text.toString();
  }

  /// Mostly something that is there, near the border where the text has one.
  private static String wanted(String text, Random random) {
    int border = Math.min(text.length() - 1, (64 << 10) - 30);
    int from = random.nextBoolean() ? random.nextInt(text.length()) : border;
    int to = Math.min(text.length(), from + random.nextInt(1, 60));
    String there = text.substring(from, to);
    return random.nextInt(8) == 0 ? there + "d" : there;
  }

  private Optional<SolePlace> in(String text, TextEdit edit) throws IOException {
    return in(text, edit, new Random(0));
  }

  private Optional<SolePlace> in(String text, TextEdit edit, Random random) throws IOException {
    var drops =
        new ByteArrayInputStream(bytes(text)) {
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

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }
}
