package dev.mlintern.tools.sandbox.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.tools.sandbox.edit.TextEdit.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Spec tools-act §7.4 (each defect of the original, with the right result) and §7.5.
class EditEngineTest {
  @Test
  void one_exact_match_is_replaced_and_told() {
    Edited edited = replace("a\nb\nc\n", "b", "B");

    assertThat(edited.text()).isEqualTo("a\nB\nc\n");
    assertThat(edited.count()).isEqualTo(1);
    assertThat(edited.changes().getFirst().relaxation()).isEqualTo(Relaxation.NONE);
    assertThat(edited.changes().getFirst().hunks()).containsExactly("@@ line 2 @@\n a\n-b\n+B\n c");
  }

  @Test
  void two_exact_matches_are_refused_with_their_lines() {
    assertRefused("x\ny\nx\n", "x", "z", "2 places", "lines 1, 3", "replace_all");
  }

  @Test
  void overlapping_matches_are_ambiguous_too() {
    assertRefused("aaa", "aa", "b", "2 places");
  }

  @Test
  void all_places_are_replaced_on_request() {
    Edited edited = apply("x\ny\nx\n", new TextEdit("x", "z", true, Mode.REPLACE));

    assertThat(edited.text()).isEqualTo("z\ny\nz\n");
    assertThat(edited.count()).isEqualTo(2);
  }

  @Test
  void white_space_that_is_no_blank_is_not_overlooked() {
    assertRefused("foo  \n\f\nbar\n", "foo\n\nbar", "X", "not in the file");
    assertRefused("foo\u2028  \nbar\n", "foo\nbar", "X", "not in the file");
    assertThat(replace("foo\t \n\f\nbar\n", "foo\n\f\nbar", "X").text()).isEqualTo("X\n");
  }

  @Test
  void new_lines_end_as_most_others_do() {
    assertThat(replace("a\r\nb\r\n", "a\nb", "c\nd").text()).isEqualTo("c\r\nd\r\n");
    assertThat(replace("a\r\nb\nc\nd", "a", "c\nd").text()).isEqualTo("c\nd\r\nb\nc\nd");
  }

  /// Each place asked anew how lines end.
  @Test
  void where_lines_end_with_cr_alone_new_ones_do_too() {
    assertThat(replace("a\rb\rc\r", "b", "x\ny").text()).isEqualTo("a\rx\ry\rc\r");
    assertThat(replace("a\rb\rc\r", "a\nb\n", "x\ny\n").text()).isEqualTo("x\ry\rc\r");
  }

  @Test
  void many_places_in_a_text_with_crlf_are_replaced_at_once() {
    String text = "a b c\r\n".repeat(150_000);

    Edited edited = apply(text, new TextEdit(" ", "_", true, Mode.REPLACE));

    assertThat(edited.count()).isEqualTo(300_000);
    assertThat(edited.text()).isEqualTo(text.replace(' ', '_'));
  }

  @Test
  void defect_wrong_lines_after_trailing_blanks_line_three_is_never_touched() {
    assertRefused("    a  \n    b\nc\n", "a\n    b", "X", "not in the file", "line 1");
    assertThat(replace("    a  \n    b\nc\n", "    a\n    b", "X").text()).isEqualTo("X\nc\n");
  }

  @Test
  void defect_rest_of_a_line_is_not_deleted() {
    assertRefused("value = compute(  1 )  # keep me\n", "compute( 1 )", "f()", "not in the file");
    assertThat(replace("say(“hi”)  # keep me\n", "say(\"hi\")", "f()").text())
        .isEqualTo("f()  # keep me\n");
  }

  @Test
  void defect_the_following_line_stays_when_old_text_ends_with_a_line_end() {
    assertThat(replace("  a\nb\nc\n", "a\nb\n", "A\nB\n").text()).isEqualTo("  A\nB\nc\n");
    assertThat(replace("  a  \n  b\nc\n", "  a\n  b\n", "A\n").text()).isEqualTo("A\nc\n");
  }

  @Test
  void defect_the_replacement_is_indented_like_what_was_found() {
    Edited edited =
        replace(
            "def f():\n    if x:\n        y()\n", "if x:\n    y()", "if z:\n    w()\n\n    v()");

    assertThat(edited.text()).isEqualTo("def f():\n    if z:\n        w()\n\n        v()\n");
    assertThat(edited.changes().getFirst().relaxation()).isEqualTo(Relaxation.INDENTATION);
    assertThat(edited.changes().getFirst().reindented()).isTrue();
  }

  @Test
  void tabs_asked_for_as_blanks_stay_tabs() {
    assertThat(replace("if x:\n\ty()\n\tz()\n", "if x:\n    y()", "if x:\n    w()").text())
        .isEqualTo("if x:\n\tw()\n\tz()\n");
  }

  @Test
  void what_cannot_be_indented_by_one_rule_is_refused() {
    assertRefused("  a\n      b\n", "a\n  b", "X", "not in the file");
    assertRefused("a\nb\n", "  a\n  b", "c", "cannot be indented");
  }

  @Test
  void defect_invisible_characters_before_the_place_shift_nothing() {
    assertThat(replace("\u200B\u200Bone\ntwo “x”\nthree\n", "two \"x\"", "2").text())
        .isEqualTo("\u200B\u200Bone\n2\nthree\n");
  }

  @Test
  void defect_two_places_that_only_a_relaxation_finds_are_refused() {
    assertRefused("a  \nb\na \nb\n", "a\nb", "X", "2 places", "blanks at line ends", "lines 1, 3");
  }

  @Test
  void defect_empty_old_text_is_refused_also_for_all() {
    assertThatThrownBy(() -> apply("abc", new TextEdit("", "x", true, Mode.REPLACE)))
        .isInstanceOf(EditRefused.class)
        .hasMessageContaining("old_str is empty");
  }

  @Test
  void defect_ambiguous_places_to_append_at_are_refused() {
    for (Mode mode : List.of(Mode.APPEND_AFTER, Mode.PREPEND_BEFORE)) {
      assertThatThrownBy(() -> apply("x\nx\n", new TextEdit("x", "y", false, mode)))
          .hasMessageContaining("2 places");
    }
    assertThat(apply("x\nx\n", new TextEdit("x", "y", true, Mode.APPEND_AFTER)).text())
        .isEqualTo("xy\nxy\n");
    assertThat(apply("a\nb\n", new TextEdit("b", "y\n", false, Mode.PREPEND_BEFORE)).text())
        .isEqualTo("a\ny\nb\n");
  }

  @Test
  void blank_lines_alone_match_only_to_the_letter() {
    assertRefused("a\n  \nb\n", "\n \n", "X", "not in the file");
  }

  @Test
  void line_ends_stay_what_they_are() {
    assertThat(replace("a\r\nb\r\nc\r\n", "a\nb", "A\nB\nC").text())
        .isEqualTo("A\r\nB\r\nC\r\nc\r\n");
    assertThat(replace("a\nb\r\nc\n", "b\nc", "x\ny").text()).isEqualTo("a\nx\ny\n");
    assertThat(replace("a\r\nb", "b", "c").text()).isEqualTo("a\r\nc");
  }

  @Test
  void several_edits_are_made_all_or_none() {
    List<TextEdit> edits = List.of(TextEdit.replace("a", "b1"), TextEdit.replace("c", "b2"));

    assertThat(EditEngine.apply("a c", edits, OptionalInt.empty()).text()).isEqualTo("b1 b2");
    assertThatThrownBy(() -> EditEngine.apply("a d", edits, OptionalInt.empty()))
        .hasMessageContaining("Edit 2 of 2, so none was made");
  }

  @Test
  void an_expected_count_is_held() {
    List<TextEdit> edit = List.of(TextEdit.replace("x", "y"));

    assertThat(EditEngine.apply("x x x", edit, OptionalInt.of(3)).text()).isEqualTo("y y y");
    assertThatThrownBy(() -> EditEngine.apply("x x x", edit, OptionalInt.of(2)))
        .isInstanceOf(EditRefused.class)
        .hasMessageContaining("there are 3 places");
  }

  @Test
  void nothing_to_change_is_no_change() {
    assertRefused("a", "a", "a", "the same");
  }

  /// Whatever the text and the wish: if an edit is made, every line that was not shown is still
  /// there, in its order, byte for byte.
  @Test
  void lines_that_were_not_shown_are_never_touched() {
    var random = new Random(20_240_607);
    int made = 0;
    for (int round = 0; round < 30_000; round++) {
      List<String> lines = randomLines(random, 1 + random.nextInt(8));
      String end = random.nextBoolean() ? "\n" : "\r\n";
      int from = random.nextInt(lines.size());
      int to = from + 1 + random.nextInt(Math.min(3, lines.size() - from));
      String old = disturbed(String.join("\n", lines.subList(from, to)), random);
      String text = String.join(end, lines);
      Edited edited;
      try {
        edited = replace(text, old, "NEW");
      } catch (EditRefused _) {
        continue;
      }
      made++;
      int at = edited.changes().getFirst().lines().getFirst() - 1;
      int shown = old.split("\n", -1).length;
      String before = String.join(end, lines.subList(0, at));
      int behind = Math.min(lines.size(), at + shown);
      String after = String.join(end, lines.subList(behind, lines.size()));
      assertThat(edited.text()).as("%s in %s", old, lines).startsWith(before).endsWith(after);
      assertThat(edited.text()).containsOnlyOnce("NEW");
    }
    assertThat(made).isGreaterThan(5_000);
  }

  @Test
  void half_a_character_is_refused() {
    assertRefused("a😀b", "\uD83D", "x", "whole characters");
    assertRefused("a😀b", "a", "\uDE00", "whole characters");
    assertThat(replace("a😀b", "😀", "🚀").text()).isEqualTo("a🚀b");
  }

  private static List<String> randomLines(Random random, int count) {
    String[] words = {"a", "b", "“q”", "\"q\"", "a\u00A0b", "", "x – y", "\u200Bz"};
    String[] indents = {"", "  ", "    ", "\t"};
    String[] trails = {"", "", " ", "\t"};
    var lines = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      lines.add(
          indents[random.nextInt(indents.length)]
              + words[random.nextInt(words.length)]
              + trails[random.nextInt(trails.length)]);
    }
    return lines;
  }

  private static String disturbed(String text, Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> text;
      case 1 -> text.replaceAll("[ \t]+(?=\n|$)", "");
      case 2 -> text.replaceAll("(?m)^[ \t]+", "");
      case 3 -> text.replace('“', '"').replace('”', '"').replace('–', '-');
      case 4 -> text.replaceAll("(?m)^", "  ");
      default -> text + "\n";
    };
  }

  private static Edited replace(String text, String old, String fresh) {
    return apply(text, TextEdit.replace(old, fresh));
  }

  private static Edited apply(String text, TextEdit edit) {
    return EditEngine.apply(text, List.of(edit), OptionalInt.empty());
  }

  private static void assertRefused(String text, String old, String fresh, String... words) {
    assertThatThrownBy(() -> replace(text, old, fresh))
        .isInstanceOf(EditRefused.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }
}
