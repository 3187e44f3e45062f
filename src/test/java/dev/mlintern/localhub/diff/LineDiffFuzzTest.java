package dev.mlintern.localhub.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.fuzz.Campaign;
import dev.mlintern.fuzz.Choices;
import dev.mlintern.fuzz.Corpus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A diff turns the one text into the other, and a merge keeps the change of whichever side has
/// one.
public final class LineDiffFuzzTest {
  private static final List<String> LINES =
      List.of("a\n", "b\n", "\n", "c\n", "a\r\n", "}\n", "d\n", "e\n", "\\ no\n", "-x\n");

  @Test
  void a_diff_applied_is_the_other_text_and_a_merge_loses_no_change() {
    Campaign.against(LineDiffFuzzTest::fuzzerTestOneInput, corpus()).run(15_000);
  }

  public static Corpus corpus() {
    return Corpus.ofBytes(
        Stream.of(
            new byte[] {5, 0, 1, 2, 3, 4, 5, 0, 1, 3, 4, 9, 4, 5, 1, 2, 3},
            new byte[] {
              20, 1, 1, 1, 0, 0, 0, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 18, 1, 1, 1, 0, 2, 3,
              4, 9, 6, 7
            }));
  }

  public static void fuzzerTestOneInput(byte[] input) {
    var choices = new Choices(input);
    List<String> base = lines(choices);
    List<String> ours = choices.oneIn(2) ? lines(choices) : changed(base, choices);
    List<String> theirs = changed(base, choices);

    assertThat(patched(base, ours)).isEqualTo(ours);
    assertThat(UnifiedDiff.hunks(base, ours).isEmpty()).isEqualTo(base.equals(ours));
    assertThat(LineMerge.merge(base, ours, base)).contains(String.join("", ours));
    assertThat(LineMerge.merge(base, base, ours)).contains(String.join("", ours));
    assertThat(LineMerge.merge(base, ours, ours)).contains(String.join("", ours));
    Optional<String> merged = LineMerge.merge(base, ours, theirs);
    assertThat(LineMerge.merge(base, theirs, ours)).isEqualTo(merged);
  }

  private static List<String> patched(List<String> before, List<String> after) {
    var patched = new ArrayList<String>();
    int at = 0;
    for (LineDiff.Edit edit : LineDiff.between(before, after)) {
      patched.addAll(before.subList(at, edit.from()));
      patched.addAll(after.subList(edit.newFrom(), edit.newTo()));
      at = edit.to();
    }
    patched.addAll(before.subList(at, before.size()));
    return patched;
  }

  private static List<String> lines(Choices choices) {
    var lines = new ArrayList<String>();
    for (int count = choices.below(30); count > 0; count--) {
      lines.add(choices.oneOf(LINES));
    }
    return lines;
  }

  private static List<String> changed(List<String> base, Choices choices) {
    var lines = new ArrayList<>(base);
    for (int changes = choices.below(4); changes > 0; changes--) {
      int at = choices.below(lines.size() + 1);
      if (choices.oneIn(2) || at == lines.size()) {
        lines.add(at, choices.oneOf(LINES));
      } else {
        lines.remove(at);
      }
    }
    return lines;
  }
}
