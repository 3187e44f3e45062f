package dev.mlintern.localhub.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Differences of texts, and joining two of them.
class LineDiffTest {
  private final Random random = new Random(7);

  /// Few different lines, so that equal ones are everywhere.
  private List<String> text(int lines) {
    return random.ints(lines, 0, 4).mapToObj(i -> "l" + i + "\n").toList();
  }

  private List<String> changed(List<String> text, int from, int to) {
    List<String> changed = new ArrayList<>(text);
    for (int edits = random.nextInt(4); edits > 0; edits--) {
      int at = from + random.nextInt(Math.max(1, to - from));
      if (random.nextBoolean() || at >= changed.size()) {
        changed.add(Math.min(at, changed.size()), "new" + random.nextInt(3) + "\n");
      } else {
        changed.remove(at);
      }
    }
    return changed;
  }

  private static List<String> applied(List<String> before, List<String> after) {
    List<String> result = new ArrayList<>();
    int at = 0;
    int end = -1;
    for (LineDiff.Edit edit : LineDiff.between(before, after)) {
      assertThat(edit.from()).as("edits are apart").isGreaterThan(end);
      result.addAll(before.subList(at, edit.from()));
      result.addAll(after.subList(edit.newFrom(), edit.newTo()));
      at = edit.to();
      end = edit.to();
    }
    result.addAll(before.subList(at, before.size()));
    return result;
  }

  @Test
  void theEditsTurnOneTextIntoTheOther() {
    for (int round = 0; round < 3_000; round++) {
      List<String> before = text(random.nextInt(12));
      List<String> after = random.nextBoolean() ? text(random.nextInt(12)) : changed(before, 0, 12);
      assertThat(applied(before, after)).isEqualTo(after);
    }
  }

  @Test
  void theEditsAreFew() {
    List<String> before = List.of("a", "b", "c", "d", "e");
    List<String> after = List.of("a", "c", "d", "x", "e");

    assertThat(LineDiff.between(before, after))
        .containsExactly(new LineDiff.Edit(1, 2, 1, 1), new LineDiff.Edit(4, 4, 3, 4));
    assertThat(LineDiff.between(before, before)).isEmpty();
  }

  @Test
  void textsWithoutAnythingInCommonTakeBoundedWork() {
    List<String> before = IntStream.range(0, 20_000).mapToObj(i -> "b" + i).toList();
    List<String> after = IntStream.range(0, 20_000).mapToObj(i -> "a" + i).toList();

    assertThat(LineDiff.between(before, after))
        .containsExactly(new LineDiff.Edit(0, 20_000, 0, 20_000));
  }

  @Test
  void changesApartFromEachOtherJoin() {
    for (int round = 0; round < 2_000; round++) {
      List<String> head = text(4);
      List<String> tail = text(4);
      List<String> base = joined(head, List.of("border 1\n", "border 2\n", "border 3\n"), tail);
      List<String> ourHead = changed(head, 0, 4);
      List<String> theirTail = changed(tail, 0, 4);
      List<String> borders = List.of("border 1\n", "border 2\n", "border 3\n");
      List<String> ours = joined(ourHead, borders, tail);
      List<String> theirs = joined(head, borders, theirTail);
      String both = String.join("", joined(ourHead, borders, theirTail));

      assertThat(LineMerge.merge(base, ours, theirs)).contains(both);
      assertThat(LineMerge.merge(base, theirs, ours)).contains(both);
      assertThat(LineMerge.merge(base, ours, base)).contains(String.join("", ours));
      assertThat(LineMerge.merge(base, ours, ours)).contains(String.join("", ours));
    }
  }

  private static List<String> joined(List<String> head, List<String> middle, List<String> tail) {
    List<String> all = new ArrayList<>(head);
    all.addAll(middle);
    all.addAll(tail);
    return all;
  }

  @Test
  void changesThatTouchDoNotJoin() {
    List<String> base = List.of("1\n", "2\n", "3\n");

    assertThat(LineMerge.merge(base, List.of("1\n", "x\n", "3\n"), List.of("1\n", "y\n", "3\n")))
        .isEmpty();
    assertThat(LineMerge.merge(base, List.of("x\n", "2\n", "3\n"), List.of("1\n", "y\n", "3\n")))
        .isEmpty();
    assertThat(LineMerge.merge(base, List.of("1\n", "2\n", "3\n", "x\n"), List.of("1\n", "2\n")))
        .isEmpty();
    assertThat(LineMerge.merge(base, List.of("x\n", "2\n", "3\n"), List.of("1\n", "2\n", "y\n")))
        .contains("x\n2\ny\n");
  }

  @Test
  void hunksAreWrittenAsDiffDoes() {
    List<String> before =
        List.of("1\n", "2\n", "3\n", "4\n", "5\n", "6\n", "7\n", "8\n", "9\n", "10\n", "11\n");
    List<String> after = new ArrayList<>(before);
    after.set(0, "one\n");
    after.set(10, "eleven");

    // `diff -u` of the same texts.
    assertThat(UnifiedDiff.hunks(before, after))
        .isEqualTo(
            """
            @@ -1,4 +1,4 @@
            -1
            +one
             2
             3
             4
            @@ -8,4 +8,4 @@
             8
             9
             10
            -11
            +eleven
            \\ No newline at end of file
            """);
    assertThat(UnifiedDiff.hunks(List.of(), List.of("a\n"))).isEqualTo("@@ -0,0 +1 @@\n+a\n");
    assertThat(UnifiedDiff.hunks(List.of("a\n", "b\n"), List.of()))
        .isEqualTo("@@ -1,2 +0,0 @@\n-a\n-b\n");
  }

  @Test
  void whatIsNoTextHasNoLines() {
    assertThat(Lines.of(new byte[] {'a', 0})).isEmpty();
    assertThat(Lines.of(new byte[] {(byte) 0xff})).isEmpty();
    assertThat(Lines.of("a\n\nb".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .contains(List.of("a\n", "\n", "b"));
  }
}
